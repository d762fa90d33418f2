"""Which settings files the program reads key by key: what is known before any file is read again.

A file counts that code of training or serving names by its path, in a file that loads such files or
calls one that does. Where the configuration may be handed on whole, nothing is said about it:
whoever takes it may read any key (`configuration_holders.py` follows it).
"""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.python_facts import PythonFacts
from debtaudit.resolve.configuration_holders import holders, is_loader
from debtaudit.resolve.modules import split_node
from debtaudit.resolve.named_settings import LOADERS
from debtaudit.resolve.placed_values import is_own_code


class ReadFile(Struct, frozen=True):
    """A settings file, the code that names it, and path -> the names that hold its content."""

    path: str
    readers: tuple[str, ...]
    names: dict[str, frozenset[str]]


def read_settings(facts: RepositoryFacts, named: Mapping[str, list[str]]) -> tuple[ReadFile, ...]:
    """Return those of the `named` files that the program reads key by key, as far as facts tell."""
    classes = {entry.path: entry.path_class for entry in facts.files if entry.path in named}
    own = _own_code(facts)
    found = []
    for path, readers in sorted(named.items()):
        loaders = frozenset(LOADERS[classes[path]])
        loading = {code for code, each in own.items() if _loads(each, loaders)}
        around = {code: loading & _around(code, own, facts) for code in readers}
        able = [code for code in readers if around[code]]
        if not able or _is_parameter_of_stage(path, facts):
            continue
        names = holders(own, loaders, set().union(*around.values()))
        if names is not None:
            found.append(ReadFile(path, tuple(able), names))
    return tuple(found)


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
