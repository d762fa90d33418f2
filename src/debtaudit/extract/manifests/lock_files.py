"""Lock files: uv, Poetry, PDM, PEP 751, Pipenv, conda-lock, pixi and conda's explicit lists.

They are long and written by machines, so they are scanned line by line and not parsed: a lock file
of 20,000 lines costs milliseconds. What is wanted is the name, the version, the line, and the day
of the first upload where the file has one (uv.lock and pylock.toml do).
"""

import re

from debtaudit.domain.manifests import LockedPackage, ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.text_lines import text_of

_TOML_ENTRY = lazy_pattern(
    r"^(?:\[\[(packages?)\]\]|(\[)|name[ ]*=[ ]*[\"']([^\"'\n]+)|version[ ]*=[ ]*[\"']([^\"'\n]+))",
    re.MULTILINE,
)
_UPLOADED = lazy_pattern(r"upload-time[ ]*=[ ]*[\"']?(\d{4}-\d\d-\d\d)")
_JSON_NAME = lazy_pattern(r'^ {4,}"([^"]+)": \{')
_JSON_VERSION = lazy_pattern(r'^\s+"version": "==([^"]+)"')
_YAML_NAME = lazy_pattern(r"(?:- | {2})name: *[\"']?([\w.-]+)")
_YAML_VERSION = lazy_pattern(r"(?:- | {2})version: *[\"']?([^\s\"']+)")
_CONDA_URL = lazy_pattern(r"/([A-Za-z0-9_][\w.-]*)-([^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)\b")


def read(data: bytes, base_name: str) -> ManifestFacts | None:
    """Read a lock file; None where its name or content is of no known format."""
    text = text_of(data)
    problems = _conflicts(text)
    if base_name in _TOML_FORMATS or base_name.startswith("pylock"):
        name = _TOML_FORMATS.get(base_name, "pylock")
        return ManifestFacts(name, locked=_toml(text), problems=problems)
    if base_name == "Pipfile.lock":
        return _pipfile_lock(text, problems)
    if "conda-lock" in base_name:
        return ManifestFacts("conda-lock", locked=_yaml(text), problems=problems)
    if base_name == "pixi.lock" or "@EXPLICIT" in text[:2000]:
        return ManifestFacts("conda-explicit", locked=_urls(text), problems=problems)
    return None


_TOML_FORMATS = {"uv.lock": "uv.lock", "poetry.lock": "poetry.lock", "pdm.lock": "pdm.lock"}


def _conflicts(text: str) -> tuple[str, ...]:
    if "<<<<<<< " not in text:
        return ()
    number = text.count("\n", 0, text.index("<<<<<<< ")) + 1
    return (f"line {number}: merge conflict marker",)


def _toml(text: str) -> tuple[LockedPackage, ...]:
    """Scan `[[package]]` blocks; name and version stand before any table of the package."""
    result = []
    has_times = "upload-time" in text
    line, counted = 1, 0
    heads = list(_TOML_ENTRY.finditer(text))
    index = 0
    while index < len(heads):
        head = heads[index]
        index += 1
        if head.group(1) is None:
            continue
        name = version = None
        place = head.start()
        while index < len(heads) and heads[index].group(1) is None:
            entry = heads[index]
            if entry.group(2):  # `[package.dependencies]`: its keys are other packages
                break
            if entry.group(3) and name is None:
                name, place = entry.group(3), entry.start()
            elif entry.group(4) and version is None:
                version = entry.group(4)
            index += 1
        while index < len(heads) and heads[index].group(1) is None:
            index += 1
        if name is None or version is None:
            continue
        end = heads[index].start() if index < len(heads) else len(text)
        line += text.count("\n", counted, place)
        counted = place
        uploaded = min(_UPLOADED.findall(text, place, end), default=None) if has_times else None
        result.append(LockedPackage(name, version, line, uploaded))
    return tuple(result)


def _pipfile_lock(text: str, problems: tuple[str, ...]) -> ManifestFacts:
    """Scan Pipenv's JSON as Pipenv writes it; a text in another shape goes to the JSON parser."""
    result = []
    name, line = "", 0
    for number, raw in enumerate(text.split("\n"), 1):
        entry = _JSON_NAME.match(raw)
        if entry:
            name, line = entry.group(1), number
            continue
        version = _JSON_VERSION.match(raw)
        if version and name:
            result.append(LockedPackage(name, version.group(1), line))
            name = ""
    if not result and not problems:
        result, problems = _pipfile_json(text)
    return ManifestFacts("Pipfile.lock", locked=tuple(result), problems=problems)


def _pipfile_json(text: str) -> tuple[list[LockedPackage], tuple[str, ...]]:
    import json

    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        return [], ("not JSON: nothing was read",)
    result = []
    for section in root.values() if isinstance(root, dict) else ():
        for name, entry in section.items() if isinstance(section, dict) else ():
            version = entry.get("version") if isinstance(entry, dict) else None
            if isinstance(version, str):
                place = max(text.find(f'"{name}"'), 0)
                line = text.count("\n", 0, place) + 1
                result.append(LockedPackage(name, version.removeprefix("=="), line))
    return result, ()


def _yaml(text: str) -> tuple[LockedPackage, ...]:
    """Scan conda-lock's `package:` list; the keys of an entry are indented by two."""
    result: dict[tuple[str, str], LockedPackage] = {}
    name = version = ""
    line = 0
    for number, raw in enumerate(text.split("\n"), 1):
        if raw.startswith("- "):
            name = version = ""
        found = _YAML_NAME.match(raw)
        if found:
            name, line = found.group(1), number
        found = _YAML_VERSION.match(raw)
        if found:
            version = found.group(1)
        if name and version:
            result.setdefault((name, version), LockedPackage(name, version, line))
            name = version = ""
    return tuple(result.values())


def _urls(text: str) -> tuple[LockedPackage, ...]:
    """Take name and version from the file names of conda packages."""
    result: dict[tuple[str, str], LockedPackage] = {}
    for number, raw in enumerate(text.split("\n"), 1):
        found = _CONDA_URL.search(raw)
        if found:
            key = (found.group(1), found.group(2))
            result.setdefault(key, LockedPackage(*key, number))
    return tuple(result.values())
