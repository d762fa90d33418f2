"""requirements.txt and its kin, as pip documents the format.

Source: pip, "Requirements File Format" (comments, continuations, options, `-r`, `-c`, `-e`).
"""

from debtaudit.domain.manifests import Declaration, Include, ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.requirement import NotARequirementError, declare
from debtaudit.extract.manifests.text_lines import (
    is_conflict_marker,
    shown,
    text_of,
    without_remark,
)

_REQUIREMENT_OPTIONS = ("--hash", "--global-option", "--install-option", "--config-setting")
_INCLUDES = ("-r", "--requirement", "-c", "--constraint")
_EDITABLE = ("-e", "--editable")
_OTHER_OPTIONS = (
    *("-i", "--index-url", "--pypi-url", "--extra-index-url", "--no-index", "-f", "--find-links"),
    *("--no-binary", "--only-binary", "--prefer-binary", "--require-hashes", "--pre"),
    *("--trusted-host", "--use-feature", "--always-unzip", "-Z", "--process-dependency-links"),
    *("--use-wheel", "--no-use-wheel", "--no-cache-dir", "--upgrade", "-U", "--no-deps"),
    *("--all-releases", "--only-final", "--uploaded-prior-to", "--no-build-isolation"),
)
# `conda list --export` writes name=version=build into files that are then called requirements.
_CONDA_EXPORT = lazy_pattern(r"([A-Za-z0-9_][\w.-]*)=(\d[^=\s]*)=[^=\s]+\Z")


class Found:
    """What the lines of one file say, gathered while they are read."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.declarations: list[Declaration] = []
        self.includes: list[Include] = []
        self.problems: list[str] = []

    def facts(self, format_name: str) -> ManifestFacts:
        """Return what was gathered as the facts of a manifest of this format."""
        return ManifestFacts(
            format_name,
            tuple(self.declarations),
            tuple(self.includes),
            problems=tuple(self.problems),
        )


def read(data: bytes) -> ManifestFacts:
    """Read a requirements or constraints file."""
    found = Found()
    for line, end_line, text in logical_lines(text_of(data)):
        add_line(found, text, line, end_line)
    return found.facts("requirements")


def logical_lines(text: str) -> list[tuple[int, int, str]]:
    """Join continued lines and take comments away: (first line, last line, text), none empty."""
    result = []
    held = ""
    first = 0
    number = 0
    for number, raw in enumerate(text.split("\n"), 1):
        comment = raw.lstrip().startswith("#")
        if raw.endswith("\\") and not comment:
            first = first or number
            held += raw.rstrip("\\") + " "
            continue
        joined = held if comment else held + raw
        if joined and not joined.isspace():
            bare = without_remark(joined).strip()
            if bare:
                result.append((first or number, number, bare))
        held = ""
        first = 0
    if held.strip():
        result.append((first, number, without_remark(held).strip()))
    return result


def add_line(
    found: Found, text: str, line: int, end_line: int | None = None, group: str | None = None
) -> None:
    """Add what one logical line says, be it a requirement, an option or broken."""
    end = line if end_line is None else end_line
    if text.startswith("-") and not text.startswith("---"):
        _add_option(found, text, line, end, group)
        return
    if is_conflict_marker(text) or text.startswith(("<<<<<<<", ">>>>>>>")):
        found.problems.append(f"line {line}: merge conflict marker")
        return
    options = ""
    if " --" in text:
        places = [text.find(f" {option}") for option in _REQUIREMENT_OPTIONS]
        first = min((place for place in places if place >= 0), default=-1)
        if first >= 0:
            text, options = text[:first].rstrip(), text[first:]
    try:
        declared = declare(text, line, end, group)
    except NotARequirementError:
        _add_broken(found, text, line, end, group)
        return
    if not declared.fixed and "--hash" in options:
        declared = _with_hash(declared)
    found.declarations.append(declared)


def add_requirement(found: Found, text: str, line: int, end_line: int, group: str | None) -> None:
    """Add a requirement of a format that knows no options (PEP 508 strings in TOML)."""
    try:
        found.declarations.append(declare(text, line, end_line, group))
    except NotARequirementError:
        found.problems.append(f"line {line}: not a requirement: {shown(text)}")


def _with_hash(declared: Declaration) -> Declaration:
    from msgspec.structs import replace

    return replace(declared, fixed=True)


def _add_broken(found: Found, text: str, line: int, end: int, group: str | None) -> None:
    """Add a line of a conda export as what it pins, any other as a problem."""
    match = _CONDA_EXPORT.match(text)
    if match is None:
        found.problems.append(f"line {line}: not a requirement: {shown(text)}")
        return
    name, version = match.groups()
    found.declarations.append(
        Declaration(name, f"={version}", line, end, "pinned", group, ecosystem="conda")
    )


def _add_option(found: Found, text: str, line: int, end: int, group: str | None) -> None:
    option, _, value = text.replace("\t", " ").partition(" ")
    if "=" in option:
        option, _, value = text.partition("=")
    elif not value and option[:2] in ("-r", "-c", "-e") and len(option) > 2 and option[1] != "-":
        option, value = option[:2], option[2:]  # `-rbase.txt`
    value = value.strip().strip("\"'")
    if option in _INCLUDES:
        add_include(found, value, line, constraint="c" in option[:3])
    elif option in _EDITABLE and value:
        try:
            found.declarations.append(_editable(value, line, end, group))
        except NotARequirementError:
            found.problems.append(f"line {line}: not a requirement: {shown(text)}")
    elif option not in _OTHER_OPTIONS:
        found.problems.append(f"line {line}: option not known to pip: {shown(option)}")


def _editable(value: str, line: int, end: int, group: str | None) -> Declaration:
    declared = declare(value, line, end, group)
    if declared.kind in ("url", "local"):
        return declared
    # pip takes the argument of -e for a path, also where it looks like a name
    return Declaration(None, value, line, end, "local", group)


def add_include(found: Found, path: str, line: int, *, constraint: bool) -> None:
    """Add `-r path`; a path out of the repository or over the network is refused."""
    if not path:
        found.problems.append(f"line {line}: no file named to include")
    elif path.startswith(("/", "~", "\\")) or path[1:3] in (":\\", ":/"):
        found.problems.append(f"line {line}: includes a file outside the repository: {shown(path)}")
    elif "://" in path:
        found.problems.append(f"line {line}: includes a file over the network: {shown(path)}")
    else:
        found.includes.append(Include(path, line, constraint))
