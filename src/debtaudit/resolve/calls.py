"""Who calls whom: every call of every definition, resolved as far as names tell."""

import functools
from collections.abc import Callable, Mapping

from msgspec import Struct

from debtaudit.domain.picture import ResolvedCall
from debtaudit.domain.python_facts import MODULE, Definition
from debtaudit.knowledge.frameworks import training_calls
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls_of_file import (
    AskedModules,
    CallEdge,
    CallsOfFile,
    Consulted,
    Suspect,
    seen_of,
)
from debtaudit.resolve.choices import Choices
from debtaudit.resolve.expressions import segments
from debtaudit.resolve.imports import Names, Source
from debtaudit.resolve.lookup import Lookup
from debtaudit.resolve.modules import ModuleIndex, is_internal
from debtaudit.resolve.values import Values

LOOP_MEMBERS = frozenset(vocabulary("loop-calls"))
"""Last parts of the calls that hand-written training loops are made of."""

TRAINING_NAMES = frozenset(vocabulary("training-methods"))
"""Method names that train where the receiver is a model."""


@functools.cache
def _members() -> frozenset[str]:
    """Return the last parts of calls that may train."""
    return frozenset(training_calls()) | LOOP_MEMBERS | TRAINING_NAMES


class Before(Struct, frozen=True):
    """The files with their blob ids, and what was made of single ones of them before.

    `keep` is handed each file that had to be resolved (path, calls): who keeps many of them need
    not have all in memory.
    """

    lookup: Lookup
    blobs: Mapping[str, str]
    calls: Mapping[str, CallsOfFile]
    keep: Callable[[str, CallsOfFile], None]


class CallGraph:
    """The resolved calls of every node, those of them inside the repository, and what may train.

    `parts` holds the calls of the repository file by file, `aside` those of examples in documents.
    """

    def __init__(
        self, index: ModuleIndex, sources: Mapping[str, Source], before: Before | None = None
    ) -> None:
        """Resolve the calls of `sources`; those of `before` that still hold are taken over."""
        self.index = index
        self.sources = dict(sources)
        self.parts: dict[str, CallsOfFile] = {}
        self.aside: dict[str, CallsOfFile] = {}
        self.names = Names(index, self.sources)
        self.lines: dict[str, tuple[str, ...]] = {}
        self.values = Values(self.names, self.lines)
        self.resolved: dict[str, tuple[ResolvedCall, ...]] = {}
        self.inside: dict[str, tuple[CallEdge, ...]] = {}
        self.suspects: dict[str, tuple[Suspect, ...]] = {}
        self.definitions: dict[str, Definition] = {}
        self._functions = frozenset().union(*[each.functions for each in sources.values()])
        for path in sorted(sources):
            part = self._known(path, before)
            if part is None:
                part = self._resolve(sources[path], before)
                if before is not None:
                    before.keep(path, part)
            self.parts[path] = part
            self._take(sources[path], part)

    @functools.cached_property
    def called(self) -> Mapping[str, list[CallEdge]]:
        """The calls inside the repository by the node that is called, those aside left out."""
        found: dict[str, list[CallEdge]] = {}
        for part in self.parts.values():
            for target, edges in part.called.items():
                found.setdefault(target, []).extend(edges)
        return found

    def targets(self, name: str) -> list[str]:
        """Return the nodes that a node calls or hands on, in the order of the source."""
        return [each.target for each in self.inside.get(name, ())]

    def read(self, source: Source) -> None:
        """Read the calls of a file that is not in the repository as such."""
        self.sources[source.path] = source
        self.aside[source.path] = part = self._resolve(source, None)
        self._take(source, part)

    def _known(self, path: str, before: Before | None) -> CallsOfFile | None:
        part = before.calls.get(path) if before is not None else None
        if part is None or before is None:
            return None
        return part if part.holds(before.blobs, self.sources, self.index, self._functions) else None

    def _take(self, source: Source, part: CallsOfFile) -> None:
        self.definitions.update(source.nodes)
        self.lines.update(part.lines)
        self.resolved.update(part.calls)
        self.inside.update(part.inside)
        self.suspects.update(part.suspects)

    def _resolve(self, source: Source, before: Before | None) -> CallsOfFile:
        """Resolve the calls of one file by values of its own: no other file has a say in them."""
        asked = AskedModules(self.index)
        values = Values(Names(asked, self.sources))
        reader = _FileReader(values, source, self._functions)
        calls: dict[str, tuple[ResolvedCall, ...]] = {}
        suspects: dict[str, tuple[Suspect, ...]] = {}
        for name, definition in source.nodes:
            found, trying = reader.read(definition)
            if found:
                calls[name] = (*calls.get(name, ()), *found)
            if trying:
                suspects[name] = (*suspects.get(name, ()), *trying)
        imports = values.names.imports_of(source)
        lines = {name: values.line_of(name) for name, each in source.nodes if each.kind == "class"}
        if before is None:
            return CallsOfFile(calls, suspects, imports, lines)
        consulted = {
            path: tuple(sorted(names))
            for path, names in sorted(values.consulted().items())
            if path != source.path
        }
        names = reader.argument_names()
        return CallsOfFile(
            calls,
            suspects,
            imports,
            lines,
            {
                path: Consulted(
                    before.blobs.get(path, ""), names, seen_of(self.sources.get(path), names)
                )
                for path, names in consulted.items()
            },
            tuple((folder, name, value) for (folder, name), value in asked.answers.items()),
            tuple(sorted(names & self._functions)),
            tuple(sorted(names - self._functions)),
            self.index.digest,
        )


_UNSEEN = "?"
_Entry = tuple[str | None, bool, bool, str]
"""A called name: its target, whether that is a node, whether it may train, its first part."""


class _FileReader:
    """Resolves the calls of one file; equal names are resolved once."""

    def __init__(self, values: Values, source: Source, functions: frozenset[str]) -> None:
        self.values = values
        self.functions = functions
        self.source = source
        self.members = _members()
        self.choices = Choices(values, source)
        self._calls: dict[str, _Entry] = {}
        self._arguments: dict[str, str | None] = {}
        self._of_self: dict[tuple[str | None, str], _Entry] = {}
        self._module = source.definitions.get(MODULE)
        self._children: dict[str, list[str]] = {}
        for each in source.facts.definitions:
            owner, _, last = each.name.rpartition(".")
            if owner:
                self._children.setdefault(owner + ".", []).append(last)

    def read(self, definition: Definition) -> tuple[list[ResolvedCall], list[Suspect]]:
        """Return the resolved calls of one definition, and those calls that may train."""
        calls: list[ResolvedCall] = []
        suspects: list[Suspect] = []
        local = self._local_names(definition)
        known, arguments = self._calls, self._arguments
        own: dict[str, _Entry] = {}
        several = self.choices.names(definition)
        for call in definition.calls:
            written = call.name
            entry = known.get(written)
            if entry is None:
                entry = known[written] = self._module_entry(written)
            target = entry[0]
            bound = local.get(entry[3])
            if bound:
                entry = own.get(written) or own.setdefault(
                    written, self._local_entry(written, entry[3], definition)
                )
                target = entry[0]
            elif bound is not None:
                target = None  # a parameter of which nothing is known
            if target:
                calls.append(ResolvedCall(target, call.line, entry[1]))
            if entry[3] in several:
                others = self.choices.of(written, definition)
                calls += [ResolvedCall(one, call.line, True) for one in others if one != target]
            if entry[2]:
                suspects.append(Suspect(call, target))
            for argument in call.names:
                handed = arguments.get(argument, _UNSEEN)
                if handed is _UNSEEN:
                    handed = arguments[argument] = self._argument(argument)
                if handed is not None:
                    handed = self._handed(argument, handed or None, local, definition)
                    if handed:
                        calls.append(ResolvedCall(handed, call.line, True))
        return calls, suspects

    def argument_names(self) -> set[str]:
        """Return the last parts of the arguments that were looked up as functions."""
        return {argument.rpartition(".")[2] for argument in self._arguments}

    def _local_names(self, definition: Definition) -> dict[str, bool]:
        """Return the names that are local to a definition, False where nothing is known of them."""
        if definition.name == MODULE:
            return {}
        outer = self.source.enclosing(definition)
        local = self._local_names(outer) if outer is not None else {}
        for each in definition.parameters:
            local[each.lstrip("*")] = False
        if "." in definition.name:
            local["super"] = True
            if definition.kind == "method" and definition.parameters:
                local[definition.parameters[0]] = True
        for binding in definition.bindings:
            local[binding.target] = True
        if definition.kind != "class":
            for name in self._nested(definition.name + "."):
                local[name] = True
        return local

    def _nested(self, prefix: str) -> list[str]:
        return self._children.get(prefix, [])

    def _module_entry(self, written: str) -> _Entry:
        """Resolve a called name in the module's scope; most are plain names from outside."""
        first, dot, rest = written.partition(".")
        if self._module is None or first[-1:] in ")]?":
            first = segments(first)[0][0]
            return self._entry(written, first, self._module) if self._module else _nothing(first)
        value = self.values.head(first, self.source, self._module, 0)
        if value is None:
            return None, False, written.rpartition(".")[2] in self.members, first
        if "::" in value or "(" in value or "(" in rest or "[" in rest:
            return self._entry(written, first, self._module)
        target = f"{value}.{rest}" if dot else value
        suspect = target.rpartition(".")[2] in self.members
        return target, False, suspect or written.rpartition(".")[2] in self.members, first

    def _entry(self, written: str, first: str, definition: Definition) -> _Entry:
        value = self.values.evaluate(written, self.source, definition) if first != "?" else None
        target = self.values.called(value) if value else None
        suspect = written.rpartition(".")[2] in self.members
        if target and not suspect:
            suspect = target.rpartition(".")[2].rpartition("::")[2] in self.members
        return target or None, bool(target and is_internal(target)), suspect, first

    def _local_entry(self, written: str, first: str, definition: Definition) -> _Entry:
        if definition.kind != "method" or definition.parameters[:1] != (first,):
            return self._entry(written, first, definition)
        key = (self.source.class_of(definition), written)
        if key not in self._of_self or "staticmethod" in definition.decorators:
            self._of_self[key] = self._entry(written, first, definition)
        return self._of_self[key]

    def _argument(self, argument: str) -> str | None:
        """Return the function that the dotted name stands for in the module's scope.

        An empty text where it can only be a local one, None where it is no function at all.
        """
        first, _, rest = argument.partition(".")
        if self._module is not None and (
            first in self.source.imports
            or (not rest and first in self.functions)
            or self.source.stars
        ):
            value = self.values.evaluate(argument, self.source, self._module)
            found = self._function(value)
            if found is not None:
                return found
        return "" if argument.rpartition(".")[2] in self.functions else None

    def _function(self, value: str | None) -> str | None:
        if value is None or not is_internal(value) or value.endswith("()"):
            return None
        found = self.values.definition(value)
        return value if found is not None and found.kind in ("function", "method") else None

    def _handed(
        self, argument: str, known: str | None, local: Mapping[str, bool], definition: Definition
    ) -> str | None:
        """Return the function that an argument hands on, also where its name is local."""
        if argument.partition(".")[0] not in local:
            return known
        value = self.values.evaluate(argument, self.source, definition)
        return self._function(value)


def _nothing(first: str) -> _Entry:
    return None, False, False, first
