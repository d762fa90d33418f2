"""What else a call may run where its name is bound more than once.

`Values` takes the first binding that it understands. A program that chooses its model by a setting
binds one name in several branches, and a test or a job may take any of them:

    if kind == "forest":
        model = Forest()
    else:
        model = Net()
    model.train()
"""

from collections.abc import Iterator

from msgspec.structs import replace

from debtaudit.domain.python_facts import MODULE, Definition, Import
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal
from debtaudit.resolve.values import Values

_MOST = 12
"""Bindings of one name that are looked at."""

_Bound = dict[str, list[tuple[str, Definition]]]
"""Names with the expressions that each is bound to, and the scopes of these."""


class Choices:
    """The names of one file that are bound more than once, and what calls through them may run."""

    def __init__(self, values: Values, source: Source) -> None:
        self.values = values
        self.source = source
        self._imports = self._imported_again()
        module = {name for name, bound in source.bindings.items() if len(bound) > 1}
        self._module = frozenset(module.union(self._imports))
        self._names: dict[str, frozenset[str]] = {MODULE: self._module}
        self._classes: dict[str, _Bound] = {}

    def names(self, definition: Definition) -> frozenset[str]:
        """Return the first names that may stand for more than one thing in a definition."""
        known = self._names.get(definition.name)
        if known is not None:
            return known
        source = self.source
        found = {name for name, bound in source.local(definition).items() if len(bound) > 1}
        outer = source.enclosing(definition)
        found |= self.names(outer) if outer is not None else self._module
        own = _own_name(definition)
        if own and self._attributes(definition):
            found.add(own)
        self._names[definition.name] = frozenset(found)
        return self._names[definition.name]

    def of(self, written: str, definition: Definition) -> list[str]:
        """Return the nodes that a called name may mean, by all that its first part is bound to."""
        head, dot, rest = written.partition(".")
        name = head.partition("(")[0].partition("[")[0]
        suffix = f"{head[len(name) :]}{dot}{rest}"
        found: dict[str, None] = {}
        for value in self._values(name, suffix, definition):
            target = self.values.called(value)
            if target and is_internal(target):
                found[target] = None
        return list(found)

    def _values(self, name: str, suffix: str, definition: Definition) -> Iterator[str]:
        """Yield what the whole expression may stand for."""
        for bound, scope in self._bound(name, suffix, definition)[:_MOST]:
            value = self.values.evaluate(bound, self.source, scope)
            if value is not None:
                yield value
        if self._owner(name, definition) == MODULE:
            for module in self._imports.get(name, ())[:_MOST]:
                value = self.values.along(module, suffix)
                if value is not None:
                    yield value

    def _bound(
        self, name: str, suffix: str, definition: Definition
    ) -> list[tuple[str, Definition]]:
        """Return the expressions that the call may mean, each with the scope that binds it."""
        if name == _own_name(definition):
            attribute, dot, rest = suffix[1:].partition(".")
            plain = attribute.partition("(")[0].partition("[")[0]
            bound = self._attributes(definition).get(plain, [])
            after = attribute[len(plain) :] + dot + rest
            return [(value + after, scope) for value, scope in bound]
        owner = self._owner(name, definition)
        scope = self.source.definitions[owner]
        values = self.source.local(scope).get(name, [])
        if name in scope.parameters:
            values = values[1:]  # the first one is the annotation
        return [(value + suffix, scope) for value in values] if len(values) > 1 else []

    def _owner(self, name: str, definition: Definition) -> str:
        """Return the scope that binds a name: a function around the call, or the module."""
        scope: Definition | None = definition
        while scope is not None and scope.name != MODULE:
            if name in scope.parameters or name in self.source.local(scope):
                return scope.name
            scope = self.source.enclosing(scope)
        return MODULE

    def _attributes(self, method: Definition) -> _Bound:
        """Return the attributes that the class of a method binds more than once."""
        owner = method.name.rpartition(".")[0]
        if owner not in self._classes:
            own = self.source.attributes(owner)
            self._classes[owner] = {name: bound for name, bound in own.items() if len(bound) > 1}
        return self._classes[owner]

    def _imported_again(self) -> dict[str, list[str]]:
        """Return the names that are imported from more than one place, with what they mean."""
        imports = self.source.facts.imports
        if len(imports) == len(self.source.imports):
            return {}
        by_alias: dict[str, set[Import]] = {}
        for each in imports:
            by_alias.setdefault(each.alias, set()).add(replace(each, line=0))
        found = {}
        for alias, several in by_alias.items():
            if len(several) > 1 and alias != "*":
                each_value = [self.values.names.imported(self.source.path, one) for one in several]
                found[alias] = sorted(value for value in each_value if value is not None)
        return found


def _own_name(definition: Definition) -> str:
    """Return the name by which a method knows its object or class, "" where it knows none."""
    if definition.kind != "method" or "staticmethod" in definition.decorators:
        return ""
    return next(iter(definition.parameters), "")
