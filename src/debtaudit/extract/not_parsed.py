"""The one way in which an extractor says that it could not read a file."""


class NotParsedError(Exception):
    """The bytes are not what the path promises; the message is one line for the diagnostic."""
