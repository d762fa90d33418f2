"""What an expression stands for: names, attributes, instances, inherited methods, `super()`.

A value is a string as in `modules.py`; `()` at its end makes it the result of a call: `p::Net()`
is an instance of a class of the repository, `torch.nn.Linear()` one from outside.
"""

from collections.abc import Sequence

from debtaudit.domain.python_facts import MODULE, Definition
from debtaudit.knowledge.frameworks import training_call
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.expressions import segments
from debtaudit.resolve.imports import Names, Source
from debtaudit.resolve.modules import PACKAGE, is_internal, node, split_node
from debtaudit.resolve.returned_values import ReturnedValues

_DEEPEST = 12
_DEEPEST_LINE = 30

CALLED = ("forward", "__call__", "call")
"""The methods that a call of an instance runs (torch, Python, Keras)."""

FLUENT = frozenset(vocabulary("fluent-methods"))
"""Methods that return the object itself."""

_BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


class Values:
    """Evaluates dotted expressions in the scope of a definition."""

    def __init__(self, names: Names, lines: dict[str, tuple[str, ...]] | None = None) -> None:
        """Look up in `names`; `lines` are those of classes as far as they are known already."""
        self.names = names
        self.sources = names.sources
        self._heads: dict[tuple[str, str, str], str | None] = {}
        self._instance: dict[tuple[str, str], str | None] = {}
        self._pending: set[tuple[str, str]] = set()
        self._lines = {} if lines is None else lines
        self._stars: dict[str, str | None] = {}
        self._returned = ReturnedValues(self.sources)

    # -- names -----------------------------------------------------------------------------

    def consulted(self) -> dict[str, set[str]]:
        """Return the files whose facts went into the values so far, with the names asked of each.

        A name stands for all that is below it: who asks for a method asks for its class.
        """
        asked = set(self.names.consulted())
        for path, owner, name in self._heads:
            asked.update(((path, owner), (path, name)))
        asked.update(map(split_node, self._returned.consulted()))
        asked.update(map(split_node, self._lines))
        asked.update(split_node(class_node) for class_node, _ in self._instance)
        found: dict[str, set[str]] = {}
        for path, name in asked:
            found.setdefault(path, set()).add(name.partition(".")[0])
        return found

    def head(self, name: str, source: Source, definition: Definition, depth: int) -> str | None:
        """Return what a bare name stands for in the definition's scope."""
        key = (source.path, definition.name, name)
        if key not in self._heads:
            self._heads[key] = None  # a name bound to itself finds this
            self._heads[key] = self._head(name, source, definition, depth)
        return self._heads[key]

    def _head(self, name: str, source: Source, definition: Definition, depth: int) -> str | None:
        if definition.name == MODULE:
            return self._module_name(name, source, definition, depth)
        inner = f"{definition.name}.{name}"
        if definition.kind != "class" and inner in source.definitions:
            return node(source.path, inner)
        if definition.kind == "method" and definition.parameters[:1] == (name,):
            return self._self(source, definition)
        values = source.local(definition).get(name)
        if values is not None:
            return self._bound(name, values, source, definition, depth)
        if name in definition.parameters:
            return None
        outer = source.enclosing(definition)
        return self.head(name, source, outer, depth + 1) if outer else None

    def _self(self, source: Source, definition: Definition) -> str | None:
        if "staticmethod" in definition.decorators:
            return None
        owner = source.class_of(definition)
        if owner is None or "classmethod" in definition.decorators:
            return owner
        return owner + "()"

    def _bound(
        self, name: str, values: list[str], source: Source, definition: Definition, depth: int
    ) -> str | None:
        annotated = name in definition.parameters
        for at, value in enumerate(values[:20]):
            found = self.evaluate(value, source, definition, depth + 1)
            if found is not None:
                # the annotation of a parameter names the class of which it is an instance
                return found + "()" if annotated and not at and not found.endswith(")") else found
        return None

    def _module_name(self, name: str, source: Source, module: Definition, depth: int) -> str | None:
        if name in source.definitions and name != MODULE:
            return node(source.path, name)
        each = source.imports.get(name)
        if each is not None:
            return self.names.imported(source.path, each)
        values = source.bindings.get(name)
        if values is not None:
            return self._bound(name, values, source, module, depth)
        if not source.stars or name in _BUILTINS:
            return None
        found = self.names.member(node(source.path, MODULE), name)
        if found is None and name.isidentifier():
            if source.path not in self._stars:
                self._stars[source.path] = self.names.outside_star(source)
            star = self._stars[source.path]
            return f"{star}.{name}" if star else None
        return found

    # -- classes ---------------------------------------------------------------------------

    def line_of(self, class_node: str, depth: int = 0) -> tuple[str, ...]:
        """Return the class and its bases, direct and inherited: nodes and dotted names.

        Of a hierarchy deeper than any that people write the far end is left out.
        """
        known = self._lines.get(class_node)
        if known is not None:
            return known
        self._lines[class_node] = (class_node,)  # a class that inherits from itself finds this
        found = [class_node]
        path, symbol = split_node(class_node)
        source = self.sources.get(path)
        definition = source.definitions.get(symbol) if source else None
        if source is not None and definition is not None:
            for base in definition.bases[:20]:
                value = self.evaluate(base, source, self._scope_of(source, symbol), 1)
                if value is None:
                    continue
                line: tuple[str, ...] = (value.replace("()", ""),)
                if self.is_class(value):
                    line = self.line_of(value, depth + 1) if depth < _DEEPEST_LINE else (value,)
                found.extend(each for each in line if each not in found)
        self._lines[class_node] = tuple(found)
        return self._lines[class_node]

    def _scope_of(self, source: Source, symbol: str) -> Definition:
        outer = source.enclosing(source.definitions[symbol])
        return outer if outer is not None else source.definitions[symbol]

    def definition(self, name: str) -> Definition | None:
        """Return the definition behind a node."""
        path, symbol = split_node(name)
        source = self.sources.get(path)
        return source.definitions.get(symbol) if source else None

    def is_class(self, value: str) -> bool:
        """Tell whether the value is a class of the repository."""
        if not is_internal(value) or value.endswith(")"):
            return False
        found = self.definition(value)
        return found is not None and found.kind == "class"

    def method(self, class_node: str, name: str, *, after: bool = False) -> str | None:
        """Return the method `name` of a class or of its bases (`after`: of its bases only).

        Where no base of the repository has it and one is from outside, the dotted name there.
        """
        outside = None
        for each in self.line_of(class_node)[1 if after else 0 :]:
            if is_internal(each):
                path, symbol = split_node(each)
                if f"{symbol}.{name}" in self.sources[path].definitions:
                    return node(path, f"{symbol}.{name}")
            elif each not in _SAY_NOTHING:
                found = f"{each}.{name}"
                if outside is None or (training_call(found) and not training_call(outside)):
                    outside = found
        return outside

    def _instance_attribute(self, class_node: str, name: str) -> str | None:
        """Return the value of `self.name`.

        It is kept for each class: of attributes that are made of each other, `self.a =
        self.b.of(self.a)`, every one would be asked for again along every way to it.
        """
        key = class_node, name
        if key in self._instance:
            return self._instance[key]
        if key in self._pending or len(self._pending) >= _DEEPEST:
            return None
        self._pending.add(key)
        found = self._first_value(class_node, name)
        self._pending.discard(key)
        self._instance[key] = found
        return found

    def _first_value(self, class_node: str, name: str) -> str | None:
        for each in self.line_of(class_node):
            if not is_internal(each):
                continue
            path, symbol = split_node(each)
            for value, definition in self.sources[path].attributes(symbol).get(name, ())[:8]:
                found = self.evaluate(value, self.sources[path], definition, 1)
                if found is not None:
                    return found
        return None

    # -- expressions -----------------------------------------------------------------------

    def evaluate(
        self, expression: str, source: Source, definition: Definition, depth: int = 0
    ) -> str | None:
        """Return the value of a dotted expression, None where it cannot be told."""
        if depth > _DEEPEST:
            return None
        first, dot, after = expression.partition(".")
        if first[-1:] not in ")]":
            value = self.head(first, source, definition, depth)
            if value is None or not dot:
                return value
            if "::" not in value and "(" not in after and "[" not in after:
                return f"{value}.{after}"  # most names: something outside, plainly written
        return self._by_segments(segments(expression), source, definition, depth)

    def _by_segments(
        self, parts: Sequence[tuple[str, str]], source: Source, definition: Definition, depth: int
    ) -> str | None:
        first, rest = parts[0]
        if first == "super" and rest == "()":
            return self._super(parts, source, definition)
        value = self.head(first, source, definition, depth)
        return self._onward(self._suffix(value, rest), parts[1:], depth)

    def along(self, value: str, suffix: str) -> str | None:
        """Return what an expression stands for whose first name has this value: `.main`, `()`."""
        (_, rest), *parts = segments(suffix)
        return self._onward(self._suffix(value, rest), parts, 1)

    def _onward(
        self, value: str | None, parts: Sequence[tuple[str, str]], depth: int
    ) -> str | None:
        for name, suffix in parts:
            if value is None:
                return None
            if name in FLUENT and suffix == "()" and value.endswith("()"):
                continue
            value = self._suffix(self.attribute(value, name, depth), suffix)
        return value

    def _super(
        self, parts: Sequence[tuple[str, str]], source: Source, definition: Definition
    ) -> str | None:
        owner = source.class_of(definition)
        if owner is None or len(parts) < 2:
            return None
        value = self._suffix(self.method(owner, parts[1][0], after=True), parts[1][1])
        for name, suffix in parts[2:]:
            value = self._suffix(self.attribute(value, name, 1), suffix) if value else None
        return value

    def _suffix(self, value: str | None, suffix: str) -> str | None:
        while suffix and value is not None:
            if suffix.startswith("()"):
                value, suffix = self._result(value), suffix[2:]
            elif suffix.startswith("[]") and self.is_class(value):
                suffix = suffix[2:]  # a generic class with its type arguments is the class
            else:
                return None
        return value

    def _result(self, value: str) -> str | None:
        if not value.endswith("()"):
            return value + "()"
        return None if is_internal(value) else value + ".__call__()"

    def attribute(self, value: str, name: str, depth: int) -> str | None:
        """Return the attribute `name` of a value."""
        if not is_internal(value):
            return f"{value}.{name}"
        instance = value.endswith("()")
        plain = value[:-2] if instance else value
        path, symbol = split_node(plain)
        if symbol in (MODULE, PACKAGE):
            found = self.names.member(plain, name)
            source = self.sources.get(path)
            if found is None and source is not None and name in source.bindings:
                return self.head(name, source, source.definitions[MODULE], depth + 1)
            return found
        if not self.is_class(plain):
            returned = self._returned.of_call(plain, depth, self.evaluate) if instance else None
            return self.attribute(returned, name, depth + 1) if returned else None
        own = self._own_method(plain, name)
        if own is not None:
            return self._returned.of_property(own, depth, self.evaluate) or own
        found = self._instance_attribute(plain, name)
        return found if found is not None else self.method(plain, name)

    def result(self, function: str) -> str | None:
        """Return the value of a call of a function or method, None where it cannot be told."""
        return self._returned.of_call(function, 0, self.evaluate)

    def _own_method(self, class_node: str, name: str) -> str | None:
        found = self.method(class_node, name)
        return found if found is not None and is_internal(found) else None

    def called(self, value: str) -> str:
        """Return what a call of the value runs: a node, or a dotted name outside."""
        if not is_internal(value):
            plain = value.replace("()", "")
            return plain + ".__call__" if value.endswith("()") else plain
        if value.endswith("()") and self.is_class(value[:-2]):
            for name in CALLED:
                found = self._own_method(value[:-2], name)
                if found is not None:
                    return found
        return "" if value.endswith("()") else value


_SAY_NOTHING = frozenset(("object", "abc.ABC", "typing.Generic", "typing.Protocol", "enum.Enum"))
