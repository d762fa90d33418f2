"""What models are looked for in: the files of a snapshot, their facts, and the picture of them."""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.domain.picture import Picture
from debtaudit.resolve.program_callers import Callers


class Drawn(Struct, frozen=True):
    """A snapshot of which all is drawn but the models; `callers` are those of the program."""

    files: tuple[FileEntry, ...]
    facts: Mapping[str, FileFacts]
    picture: Picture
    callers: Callers
