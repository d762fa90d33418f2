"""CI files (GitHub Actions, GitLab CI, ...): `pip install` lines and Python versions.

They are read line by line: the commands stand on lines of their own, and a line is what a person
wants to see.
"""

import re
from collections.abc import Iterator

from debtaudit.domain.manifests import Declaration, ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.dockerfile import image_declaration
from debtaudit.extract.manifests.install_commands import add_commands
from debtaudit.extract.manifests.requirements_file import Found
from debtaudit.extract.manifests.text_lines import text_of

_WORDS = (b"install", b"python", b"image:", b"create", b"PYTHON")
_PREFIX = lazy_pattern(
    r"[ \t]*(?:-[ \t]+)*(?:[\w.-]+[ \t]*:[ \t]+[|>]?[+-]?[ \t]*|[\w.-]+:[ \t]*$)?"
)
_NOT_RUN = lazy_pattern(r"[ \t]*(?:-[ \t]+)*(?:name|description|title|displayName|key|if)[ \t]*:")
_VERSIONS = lazy_pattern(
    r"[ \t]*(?:-[ \t]+)?[\"']?(?:python[-_]?versions?|python\.version|versionSpec|python)[\"']?"
    r"[ \t]*:[ \t]*(.*)$",
    re.IGNORECASE,
)
_ENTRY = lazy_pattern(
    r"[ \t]*-[ \t]+[\"']?((?:pypy-?)?\d+(?:\.\d+)+[^\s\"'#,]*)[\"']?[ \t]*(?:#.*)?$"
)
_NUMBER = lazy_pattern(r"(?<![\w.])(\d\.\d+(?:\.\d+|\.x)?)(?![\w])")
_IMAGE = lazy_pattern(
    r"[ \t]*(?:-[ \t]+)?image[ \t]*:[ \t]*[\"']?([\w./:@$\{\}-]+)[\"']?[ \t]*(?:#.*)?$"
)
_INSTALL = ("pip", "conda", "mamba")


def read(data: bytes) -> ManifestFacts | None:
    """Read a CI file; None where it installs nothing and names no interpreter."""
    if not any(word in data for word in _WORDS):
        return None
    found = Found()
    lines = text_of(data).split("\n")
    _add_interpreters(found, lines)
    for block in shell_lines(lines):
        add_commands(found, block, "ci")
    if not found.declarations and not found.includes:
        return None
    found.declarations.sort(key=lambda declared: declared.line)
    return found.facts("ci")


def shell_lines(lines: list[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield the shell lines of a YAML text that can install something, continued ones together."""
    held: list[tuple[int, str]] = []
    for number, raw in enumerate(lines, 1):
        bare = raw.strip()
        if not held and (
            ("install" not in bare and "create" not in bare)
            or not any(tool in bare for tool in _INSTALL)
            or bare.startswith("#")
            or _NOT_RUN.match(raw)
        ):
            continue
        if not held:
            prefix = _PREFIX.match(raw)
            bare = raw[prefix.end() :].strip() if prefix else bare
            if bare[:1] in "\"'" and bare[-1:] == bare[:1]:
                bare = bare[1:-1]
        if bare.endswith("\\"):
            held.append((number, bare[:-1]))
            continue
        held.append((number, bare))
        yield held
        held = []
    if held:
        yield held


def _add_interpreters(found: Found, lines: list[str]) -> None:
    """Add the versions of `python-version`, written on its line or as a list below it.

    In GitHub Actions `image` is an input of many actions, and the image of a job only where it
    stands below `container`.
    """
    listing = False
    actions = any("runs-on" in line for line in lines)
    above = ""
    for number, raw in enumerate(lines, 1):
        if listing:
            entry = _ENTRY.match(raw)
            if entry:
                _add_python(found, entry.group(1), number)
                continue
            listing = not raw.strip() or raw.lstrip().startswith("#")
            if listing:
                continue
        match = _VERSIONS.match(raw)
        if match:
            value = match.group(1).partition(" #")[0].strip()
            listing = not value
            if "${{" not in value and "$(" not in value:
                for version in _NUMBER.findall(value):
                    _add_python(found, version, number)
            continue
        image = _IMAGE.match(raw)
        if image and "$" not in image.group(1) and (not actions or above == "container:"):
            found.declarations.append(image_declaration(image.group(1), number, "ci"))
        above = raw.strip()


def _add_python(found: Found, version: str, line: int) -> None:
    if version[0].isdigit():
        number = version.removesuffix(".x")
        found.declarations.append(
            Declaration("python", f"={number}", line, line, "pinned", "ci", ecosystem="python")
        )
