"""conda recipes: meta.yaml of conda-build (YAML inside Jinja templates), recipe.yaml of rattler.

A template is no YAML before it is rendered, so the lines are read by their indentation.
Sources: conda-build, "Defining metadata (meta.yaml)"; rattler-build, "The recipe file".
"""

from collections.abc import Iterator

from msgspec.structs import replace

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.conda_spec import declare_conda
from debtaudit.extract.manifests.requirements_file import Found
from debtaudit.extract.manifests.text_lines import shown, text_of, without_remark

_KEY = lazy_pattern(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_SET = lazy_pattern(r"\{%-?\s*set\s+(\w+)\s*=\s*[\"']([^\"']*)[\"']\s*-?%\}")
_VARIABLE = lazy_pattern(r"\$?\{\{\s*(\w+)\s*\}\}")
_GROUPS = {
    "build": "build",
    "host": "build",
    "run": None,
    "run_constrained": "run_constrained",
    "run_constraints": "run_constrained",
}


def read(data: bytes) -> ManifestFacts | None:
    """Read a recipe; None where the file is another kind of YAML."""
    if b"requirements:" not in data or not (b"package:" in data or b"outputs:" in data):
        return None
    text = text_of(data)
    values = dict(_SET.findall(text))
    found = Found()
    for number, keys, item in _items(text):
        group = _group(keys)
        if group is None:
            continue
        written = _VARIABLE.sub(lambda match: values.get(match[1], match[0]), item)
        if not written or "{{" in written.split(maxsplit=1)[0] or written.startswith("{%"):
            continue  # `{{ compiler('c') }}` and `cross-python_${{ target }}` name no package yet
        declared = declare_conda(written, number, group or None)
        if declared is None:
            found.problems.append(f"line {number}: not a dependency: {shown(written)}")
        else:
            found.declarations.append(declared)
    if not found.declarations:
        return None
    return replace(found.facts("conda-recipe"), packaged=True)


def _group(keys: list[str]) -> str | None:
    """Return the group of a list by the keys above it: empty for `run`, None for other lists."""
    path = [key for key in keys if key not in ("then", "else")]
    if path[-2:-1] == ["requirements"] and path[-1] in _GROUPS:
        tested = any(key in ("test", "tests") for key in path[:-2])
        return "test" if tested else _GROUPS[path[-1]] or ""
    if path[-1:] == ["requirements"]:
        return ""
    if path[-2:] == ["test", "requires"]:
        return "test"
    return None


def _items(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the items of all block lists: line, the keys above it from the outside, the text."""
    open_keys: list[tuple[int, str]] = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = without_remark(raw).rstrip()
        bare = line.lstrip()
        if not bare or bare.startswith(("#", "{%")):
            continue
        indent = len(line) - len(bare)
        dashed = bare.startswith("- ")
        while open_keys and (
            open_keys[-1][0] > indent or (open_keys[-1][0] == indent and not dashed)
        ):
            open_keys.pop()
        if dashed:
            rest = bare[2:].lstrip()
            indent += len(bare) - len(rest)
            bare = rest
        key = _KEY.match(bare)
        if key is None:
            if dashed:
                yield number, [name for _, name in open_keys], bare.strip("\"'")
            continue
        value = (key[2] or "").strip()
        if not value:
            open_keys.append((indent, key[1]))
        elif key[1] in ("then", "else"):
            yield number, [name for _, name in open_keys], value.strip("\"'")
