"""Which variables hold a configuration that was read from a file, and whether it leaves the house.

Variables are followed by their names, of dotted ones by the last part (`self.cfg` is `cfg`), from
function to function by what these return and take, and by imports. Two of one name count as one:
that makes the answer silent more often, never wrong.
"""

from collections.abc import Mapping, Set

from debtaudit.domain.python_facts import MODULE, RETURNED, Call, Definition, PythonFacts
from debtaudit.knowledge.vocabulary import vocabulary

_ROUNDS = 4
"""So many steps it is followed: `main` takes what `load` returns from `read`."""


def is_loader(name: str, loaders: frozenset[str]) -> bool:
    """Tell a call that reads a settings file: `yaml.safe_load`, or `ConfigParser` alone."""
    return ".".join(name.split(".")[-2:]) in loaders or _last(name) in loaders


def holders(
    code: Mapping[str, PythonFacts], loaders: frozenset[str], loading: Set[str]
) -> dict[str, frozenset[str]] | None:
    """Return path -> the names that hold a configuration; None where others are handed it whole.

    `loading` are the files whose calls of `loaders` may read it; elsewhere they read data. Others
    are the functions of libraries: they may read any key.
    """
    search = _Search(code, loaders, loading)
    return search.names() if search.stays_inside() else None


class _Search:
    def __init__(
        self, code: Mapping[str, PythonFacts], loaders: frozenset[str], loading: Set[str]
    ) -> None:
        self._code = code
        self._loaders = loaders
        self._loading = loading
        self._usual = frozenset(vocabulary("configuration-names"))
        self._names: dict[str, dict[str, set[str]]] = {path: {MODULE: set()} for path in code}
        self._makers: set[str] = set()
        self._wrappers = frozenset(vocabulary("configuration-wrappers"))
        self._harmless = self._wrappers.union(vocabulary("recording-calls"))
        self._functions = self._by_name()

    def names(self) -> dict[str, frozenset[str]]:
        """Return the names of each file, those of its functions among them."""
        return {path: self._usual.union(*names.values()) for path, names in self._names.items()}

    def stays_inside(self) -> bool:
        """Follow the configuration; False as soon as a function of others takes it."""
        for _ in range(_ROUNDS):
            for path, python in self._code.items():
                self._import(path, python)
                for definition in python.definitions:
                    names = self._seen(path, definition.name)
                    taking = [call for call in definition.calls if _takes(call, names)]
                    self._bind(path, definition, names, {call.name for call in taking})
                    for call in taking:  # (`settings.update(config)`)
                        if call.name.endswith(".update"):
                            self._add(path, definition, call.name.removesuffix(".update"))
                    if not all(self._goes_inside(call, python) for call in taking):
                        return False
        return True

    def _by_name(self) -> dict[str, list[tuple[str, Definition]]]:
        """Return the functions and classes of the project, classes with their `__init__`."""
        found: dict[str, list[tuple[str, Definition]]] = {}
        for path, python in self._code.items():
            for each in python.definitions:
                owner, _, last = each.name.rpartition(".")
                name = _last(owner) if last == "__init__" else last
                found.setdefault(name, []).append((path, each))
        return found

    def _seen(self, path: str, symbol: str) -> set[str]:
        """Return the names that a definition sees: its own, those around it, and the usual ones."""
        kept = self._names[path]
        found = self._usual.union(kept[MODULE])
        parts = symbol.split(".")
        for end in range(1, len(parts) + 1):
            found |= kept.get(".".join(parts[:end]), set())
        return set(found)

    def _import(self, path: str, python: PythonFacts) -> None:
        """Add what is imported from files of the project where it holds a configuration."""
        names = self._names[path][MODULE]
        for each in python.imports:
            if each.name and each.module and each.alias not in names:
                source = each.module.replace(".", "/") + ".py"
                for other, others in self._names.items():
                    if each.name in others[MODULE] and other.endswith(source):
                        names.add(each.alias or each.name)

    def _bind(self, path: str, definition: Definition, names: set[str], taking: set[str]) -> None:
        """Add the targets of a definition; `taking` are the calls that are given the whole."""
        for binding in definition.bindings:
            made = binding.value.removesuffix("()")
            if made == binding.value:
                holds = _last(made) in names
            elif _last(made) in self._wrappers:
                holds = made in taking or _last(made.rpartition(".")[0]) in names
            else:
                loads = path in self._loading and is_loader(made, self._loaders)
                holds = loads or _last(made) in self._makers
            if holds and binding.target == RETURNED:
                self._makers.add(_last(definition.name))
            elif holds:
                self._add(path, definition, binding.target)
                names.add(_last(binding.target))

    def _add(self, path: str, definition: Definition, target: str) -> None:
        """Add a name to its definition; `self.cfg` is seen in the other methods, too."""
        place = MODULE if "." in target else definition.name
        self._names[path].setdefault(place, set()).add(_last(target))

    def _goes_inside(self, call: Call, python: PythonFacts) -> bool:
        """Tell a call of the project's own code, whose one parameter then holds it, too."""
        last = _last(call.name)
        if last in self._harmless:
            return True
        if last not in self._functions:  # (`from .model import build as build_model`)
            last = next((one.name for one in python.imports if one.alias == last), last)
        for path, each in self._functions.get(last, ()):
            parameters = [one for one in each.parameters if one not in ("self", "cls")]
            if len(parameters) == 1 and not parameters[0].startswith("*"):
                self._names[path].setdefault(each.name, set()).add(parameters[0])
        return last in self._functions or last in ("__init__", "cls") or last.endswith("[]")


def _takes(call: Call, names: set[str]) -> bool:
    return any(_last(name) in names for name in call.names)


def _last(name: str) -> str:
    return name.rpartition(".")[2]
