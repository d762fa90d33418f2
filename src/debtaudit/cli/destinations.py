"""Which format goes where: what `--format` and `-o` mean.

`-o report.md` takes the format from the ending of the name, the longest that fits
(`pr.comment.md` is no `markdown` but a `comment`). `-o gitlab:report.json` names it, for the files
whose names somebody else chose.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.patterns import lazy_pattern

if TYPE_CHECKING:
    from debtaudit.reports import Format

DEFAULT = "terminal"
_NAMED = lazy_pattern(r"(?s)([A-Za-z][\w-]+):(.+)")
"""`FORMAT:FILE`; one letter is a drive."""


def printed_format(name: str | None) -> "Format":
    """Return the format of stdout; raises `WrongCallError` for a name that there is not."""
    from debtaudit.reports import named

    found = named(name or DEFAULT)
    if found is None:
        raise WrongCallError(f"--format {name}: unknown; there are {_names()}")
    return found


def destination(value: str) -> tuple[Path, "Format"]:
    """Return the file and the format that one `-o` means."""
    from debtaudit.reports import for_file, named

    match = _NAMED.match(value)
    if value == "-" or (match is not None and match[2] == "-"):
        wanted = match[1].lower() if match is not None else "json"
        raise WrongCallError(f"-o {value}: -o writes files; to print, say --format {wanted}")
    if match is not None:
        known = named(match[1].lower())
        if known is None:
            raise WrongCallError(
                f"-o {value}: there is no format {match[1]}, only {_names()}; "
                f"a file of this name is ./{value}"
            )
        return Path(match[2]), known
    path = Path(value)
    known = for_file(path.name)
    if known is None:
        raise WrongCallError(
            f"-o {value}: the name must end with one of {_endings()}, or say the format before "
            f"it, as in json:{path.name or 'FILE'}"
        )
    return path, known


def _names() -> str:
    from debtaudit.reports import discover

    return ", ".join(known.name for known in discover())


def _endings() -> str:
    from debtaudit.reports import discover

    return " ".join(sorted(one for known in discover() for one in known.suffixes))
