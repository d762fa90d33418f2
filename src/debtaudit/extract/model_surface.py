"""Two versions of one file compared by what they mean to a model: the front door of `surface/`."""

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Comparison
from debtaudit.extract.path_class import SETTINGS
from debtaudit.extract.surface.pointers import compare_artefact, compare_pointer


def compare(path_class: PathClass, before: bytes | None, after: bytes | None) -> Comparison:
    """Return what differs in meaning between two versions of a file, None for an absent one.

    The path takes no part, so that a move is no change. What cannot be read makes
    `Comparison.problem`, never an exception.
    """
    if before == after:
        return Comparison()
    if path_class is PathClass.PYTHON:
        from debtaudit.extract.surface.python import compare_python

        return compare_python(before, after)
    if path_class is PathClass.NOTEBOOK:
        from debtaudit.extract.surface.notebook import compare_notebooks

        return compare_notebooks(before, after)
    if path_class is PathClass.POINTER:
        return compare_pointer(before, after)
    if path_class is PathClass.ARTEFACT:
        return compare_artefact(before, after)
    if path_class in SETTINGS:
        from debtaudit.extract.surface.settings import compare_settings

        return compare_settings(path_class, before, after)
    if path_class is PathClass.SHELL:
        from debtaudit.extract.surface.shell import compare_shell

        return compare_shell(before, after)
    return Comparison()
