"""The model surface of a file: what two versions of it mean to a model, by kind of file."""
