"""conda's environment.yml, by whatever name, with its nested pip part; MLflow's python_env.yaml.

The files are lists of plain words, so they are read line by line, which is quick and gives the
lines; a document that uses more of YAML (flow lists, anchors) goes through the YAML parser.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.conda_spec import declare_conda
from debtaudit.extract.manifests.requirements_file import Found, add_line
from debtaudit.extract.manifests.text_lines import (
    is_conflict_marker,
    shown,
    text_of,
    without_remark,
)

if TYPE_CHECKING:
    import yaml

_ITEM = lazy_pattern(r"([ \t]*)-[ \t]+(.*)$")
_KEY = lazy_pattern(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_SIGN = lazy_pattern(rb"^dependencies[ \t]*:", re.MULTILINE)


def read(data: bytes, base_name: str = "") -> ManifestFacts | None:
    """Read an environment; None where the document is another kind of YAML."""
    if b"dependencies" not in data or not _SIGN.search(data):
        return None
    if b"build_dependencies" in data:
        return _python_env(text_of(data))
    lines = text_of(data).split("\n")
    block = _block(lines, "dependencies")
    if block is None:
        return _read_flow(data, base_name)
    found = Found()
    certain = _add_items(found, block)
    if not _is_conda(lines, base_name, found, certain):
        return None
    return found.facts("conda")


def _block(lines: list[str], key: str) -> list[tuple[int, str]] | None:
    """Return the numbered lines below a top-level key; None where they are not a plain list."""
    result: list[tuple[int, str]] = []
    inside = False
    for number, line in enumerate(lines, 1):
        if not inside:
            match = _KEY.match(line)
            if match and match.group(1) == key:
                if without_remark(match.group(2) or "").strip():
                    return None
                inside = True
            continue
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        if line[0] not in " \t-" and not is_conflict_marker(line):
            break
        if bare.startswith(("[", "{", "- [", "- {", "- &", "- *", "- |", "- >")):
            return None
        result.append((number, line))
    return result


def _add_items(found: Found, block: list[tuple[int, str]]) -> bool:
    """Add the items; True where a nested pip part shows that this is conda's."""
    pip_indent = -1
    nested = False
    for number, line in block:
        match = _ITEM.match(line)
        if match is None:
            if is_conflict_marker(line):
                found.problems.append(f"line {number}: merge conflict marker")
            elif line.strip() != "-":
                found.problems.append(f"line {number}: not a dependency: {shown(line)}")
            continue
        indent = len(match.group(1))
        text = _plain(match.group(2))
        if pip_indent >= 0 and indent > pip_indent:
            if text:
                add_line(found, text, number, group="pip")
            continue
        pip_indent = -1
        if text.rstrip().endswith(":") and text.rstrip(": ") == "pip":
            pip_indent = indent
            nested = True
            continue
        declared = declare_conda(text, number, None)
        if declared is None:
            found.problems.append(f"line {number}: not a dependency: {shown(text)}")
        else:
            found.declarations.append(declared)
    return nested


def _plain(text: str) -> str:
    """Return a YAML scalar without quotes and remark."""
    bare = text.strip()
    if bare[:1] in ("'", '"'):
        end = bare.find(bare[0], 1)
        if end > 0:
            return bare[1:end]
    return without_remark(bare).strip()


def _is_conda(lines: list[str], base_name: str, found: Found, nested: bool) -> bool:
    """Tell conda's environments from Helm charts, Ansible roles and others with the same key."""
    if not found.declarations:
        return False
    if nested or any(line.startswith("channels:") for line in lines):
        return True
    if any(declared.ecosystem == "python" for declared in found.declarations):
        return True
    low = base_name.lower()
    named = "environment" in low or "conda" in low or low.startswith("env")
    return named and not found.problems


def _python_env(text: str) -> ManifestFacts | None:
    """MLflow's python_env.yaml: `python`, `build_dependencies`, `dependencies`, all pip's."""
    lines = text.split("\n")
    found = Found()
    for key, group in (("build_dependencies", "build"), ("dependencies", None)):
        for number, line in _block(lines, key) or ():
            match = _ITEM.match(line)
            if match and _plain(match.group(2)):
                add_line(found, _plain(match.group(2)), number, group=group)
    for number, line in enumerate(lines, 1):
        match = _KEY.match(line)
        if match and match.group(1) == "python" and match.group(2):
            declared = declare_conda(f"python={_plain(match.group(2))}", number, None)
            if declared is not None:
                found.declarations.append(declared)
    return found.facts("python_env") if found.declarations or found.includes else None


def _read_flow(data: bytes, base_name: str) -> ManifestFacts | None:
    """Read an environment that is written with flow lists, through the YAML parser."""
    import yaml

    text = text_of(data)
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError):
        return None
    found = Found()
    nested = False
    for item in _nodes(root, "dependencies"):
        number = item.start_mark.line + 1
        if isinstance(item, yaml.ScalarNode):
            declared = declare_conda(item.value, number, None)
            if declared is None:
                found.problems.append(f"line {number}: not a dependency: {shown(item.value)}")
            else:
                found.declarations.append(declared)
            continue
        for requirement in _nodes(item, "pip"):
            nested = True
            if isinstance(requirement, yaml.ScalarNode):
                line = requirement.start_mark.line + 1
                add_line(found, requirement.value.strip(), line, group="pip")
    if not _is_conda(text.split("\n"), base_name, found, nested):
        return None
    return found.facts("conda")


def _nodes(mapping: "yaml.Node | None", key: str) -> "Iterator[yaml.Node]":
    """Yield the elements of the sequence under a key of a composed mapping."""
    import yaml

    if not isinstance(mapping, yaml.MappingNode):
        return
    for name, value in mapping.value:
        if name.value == key and isinstance(value, yaml.SequenceNode):
            yield from value.value
