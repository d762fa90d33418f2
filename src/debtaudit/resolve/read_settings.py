"""Which settings files the program reads key by key: what is known before any file is read again.

A file counts that code of training or serving names by its path, in a file that loads such files or
calls one that does. Where the configuration may be handed on whole, nothing is said about it:
whoever takes it may read any key (`configuration_holders.py` follows it).
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileFacts, PathClass
from debtaudit.domain.python_facts import PythonFacts
from debtaudit.knowledge.places import place_of
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.configuration_holders import holders, is_loader
from debtaudit.resolve.modules import split_node
from debtaudit.resolve.placed_values import is_own_code, reached_by

_LOADERS = {
    PathClass.YAML: ("yaml.load", "yaml.safe_load", "yaml.full_load", "YAML.load", "YAML().load"),
    PathClass.JSON: ("json.load", "json.loads"),
    PathClass.TOML: ("toml.load", "toml.loads", "tomllib.load", "tomli.load", "tomllib.loads"),
    PathClass.INI: ("ConfigParser", "configparser.ConfigParser", "RawConfigParser"),
}
_PYTHON = (PathClass.PYTHON, PathClass.NOTEBOOK)
_MOST_VALUES = 200


class ReadFile(Struct, frozen=True):
    """A settings file, the code that names it, and path -> the names that hold its content."""

    path: str
    readers: tuple[str, ...]
    names: dict[str, frozenset[str]]


def named_settings(facts: RepositoryFacts) -> dict[str, list[str]]:
    """Return path of a settings file -> the code of training or serving that names it.

    Every audit asks this; all that follows is asked only where there is such a file.
    """
    paths = [
        entry.path
        for entry in facts.files
        if entry.path_class in _LOADERS and _is_plain(entry.path, facts.facts.get(entry.path))
    ]
    if not paths or _is_taken_whole(facts) or _has_unparsed_code(facts):
        return {}
    return _named(paths, facts)


def read_settings(facts: RepositoryFacts, named: Mapping[str, list[str]]) -> tuple[ReadFile, ...]:
    """Return those of the `named` files that the program reads key by key, as far as facts tell."""
    classes = {entry.path: entry.path_class for entry in facts.files if entry.path in named}
    own = _own_code(facts)
    found = []
    for path, readers in sorted(named.items()):
        loaders = frozenset(_LOADERS[classes[path]])
        loading = {code for code, each in own.items() if _loads(each, loaders)}
        around = {code: loading & _around(code, own, facts) for code in readers}
        able = [code for code in readers if around[code]]
        if not able or _is_parameter_of_stage(path, facts):
            continue
        names = holders(own, loaders, set().union(*around.values()))
        if names is not None:
            found.append(ReadFile(path, tuple(able), names))
    return tuple(found)


def _is_plain(path: str, known: FileFacts | None) -> bool:
    """Tell a file of settings from pipelines, manifests, data, and files of tools."""
    if known is None or not 4 <= len(known.settings) <= _MOST_VALUES:
        return False
    if known.manifest is not None and known.manifest.declarations:
        return False
    hidden = any(part.startswith(".") for part in path.split("/"))
    return known.workflow is None and not hidden


def _named(paths: Sequence[str], facts: RepositoryFacts) -> dict[str, list[str]]:
    by_base: dict[str, list[str]] = {}
    for candidate in paths:
        by_base.setdefault(candidate.rpartition("/")[2], []).append(candidate)
    found: dict[str, list[str]] = {}
    for code, known in facts.facts.items():
        for definition in known.python.definitions if known.python is not None else ():
            for text in definition.strings:
                same = by_base.get(text.rpartition("/")[2])
                meant = _meant(text, code, same) if same else None
                if meant is None or code in found.get(meant, ()):
                    continue
                # (asked last: hardly a text names a settings file)
                if is_own_code(code, facts.picture) and reached_by(
                    code, definition.name, facts.picture
                ):
                    found.setdefault(meant, []).append(code)
    return found


def _meant(text: str, code: str, paths: list[str]) -> str | None:
    """Return the file that a text in code means; None where several may be meant."""
    parts = [part for part in text.split("/") if part not in (".", "..", "")]
    fitting = [
        path for path in paths if path.split("/")[-len(parts) :] == parts and place_of(path) is None
    ]
    if len(fitting) > 1:
        folder = code.rpartition("/")[0]
        fitting = [path for path in fitting if path == f"{folder}/{'/'.join(parts)}".lstrip("/")]
    return fitting[0] if len(fitting) == 1 else None


def _is_taken_whole(facts: RepositoryFacts) -> bool:
    """Tell whether a library is imported that takes whole configurations and reads keys itself."""
    takers = vocabulary("configuration-takers")
    return any(
        module == taker or module.startswith(f"{taker}.")
        for module in facts.picture.outside
        for taker in takers
    )


def _has_unparsed_code(facts: RepositoryFacts) -> bool:
    """Tell whether some code of the project is not known: it may hand a configuration on."""
    return any(
        entry.path_class in _PYTHON
        and (known := facts.facts.get(entry.path)) is not None
        and known.problem is not None
        and place_of(entry.path) is None
        for entry in facts.files
    )


def _is_parameter_of_stage(path: str, facts: RepositoryFacts) -> bool:
    """Tell whether DVC or MLflow read the file: stages may depend on a key without any code."""
    base = path.rpartition("/")[2]
    for other, known in facts.facts.items():
        if other.rpartition("/")[2] in ("dvc.yaml", "MLproject") and (
            base.startswith("params.")
            or any(base in f"{one.key} {one.value}" for one in known.settings)
        ):
            return True
    return False


def _own_code(facts: RepositoryFacts) -> dict[str, PythonFacts]:
    return {
        path: known.python
        for path, known in facts.facts.items()
        if known.python is not None and is_own_code(path, facts.picture)
    }


def _loads(python: PythonFacts, loaders: frozenset[str]) -> bool:
    return any(
        is_loader(call.name, loaders)
        for definition in python.definitions
        for call in definition.calls
    )


def _around(path: str, own: Mapping[str, PythonFacts], facts: RepositoryFacts) -> set[str]:
    """Return a file, the files that import it for the names it holds, and what these call."""
    stem = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
    found = {path}
    for other, python in own.items():
        if any(stem in (each.name, each.module.rpartition(".")[2]) for each in python.imports):
            found.add(other)
    called = [
        split_node(call.target)[0]
        for name, calls in facts.picture.calls.items()
        if split_node(name)[0] in found
        for call in calls
        if call.internal
    ]
    return found.union(called)
