"""YAML as a tree of small nodes with lines, safe against what a hostile document holds.

libyaml's events are read one by one and put together here, not by PyYAML's composer: that one
recurses in C (a nest of 10,000 brackets ends the process) and expands nothing by a budget. Tags
are ignored (`!vault x` is the text `x`), scalars stay text, so that no value depends on YAML 1.1's
ideas of `on` and `no`.
"""

import functools
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from debtaudit.extract.not_parsed import NotParsedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

_MAX_DEPTH = 100
_TOO_DEEP = f"not parsed: YAML nested deeper than {_MAX_DEPTH} levels"
_MAX_NODES = 100_000
"""Nodes of one file, aliases counted with everything they stand for."""
_MERGE_KEY = "<<"


class YamlScalar(Struct):
    """A leaf as it is written; `plain` is False where it is quoted or a block."""

    value: str
    line: int
    plain: bool


class YamlSequence(Struct):
    """A list; `line` is that of its key, or its first line. `weight` counts the nodes below."""

    items: "list[YamlNode]"
    line: int
    weight: int = 1


class YamlMapping(Struct):
    """A mapping with its merge keys resolved; of equal keys the last one counts.

    Keys that are no scalars are written as `?`. `line` is that of the mapping's own key.
    """

    pairs: "dict[str, YamlNode]"
    line: int
    weight: int = 1

    def get(self, key: str) -> "YamlNode | None":
        """Return the value under a key."""
        return self.pairs.get(key)

    def text(self, key: str) -> str:
        """Return the scalar under a key, empty where there is none."""
        value = self.pairs.get(key)
        return value.value if isinstance(value, YamlScalar) else ""

    def mapping(self, key: str) -> "YamlMapping":
        """Return the mapping under a key, an empty one where there is none."""
        value = self.pairs.get(key)
        return value if isinstance(value, YamlMapping) else YamlMapping({}, self.line)

    def items(self, key: str) -> "list[YamlNode]":
        """Return the items of the list under a key; a scalar or mapping is a list of one."""
        value = self.pairs.get(key)
        if isinstance(value, YamlSequence):
            return value.items
        return [] if value is None else [value]


YamlNode: TypeAlias = YamlScalar | YamlSequence | YamlMapping


@functools.lru_cache(maxsize=1)
def parse_yaml(data: bytes) -> tuple[YamlNode, ...]:
    """Return the documents of a YAML stream; treat them as read-only.

    The last result is kept, since several readers of one file ask for it. Raises NotParsedError,
    also for nesting and aliases beyond a budget.
    """
    import yaml

    try:
        return _Composer().compose(_events(data))
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or ""):  # PyYAML 6.0.4 has a limit of its own
            raise NotParsedError(_TOO_DEEP) from None
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1})" if mark else ""
        raise NotParsedError(f"not parsed: {_kind(data)}{where}") from None
    except (yaml.YAMLError, UnicodeError, ValueError):
        raise NotParsedError(f"not parsed: {_kind(data)}") from None


def _kind(data: bytes) -> str:
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "binary, no YAML"
    if b"{{" in data or b"{%" in data:
        return "a template, no YAML"
    return "broken YAML"


def _events(data: bytes) -> "Iterator[yaml.Event]":
    """Yield the events of libyaml, or of the parser in Python where PyYAML has none."""
    import yaml

    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(data)
    try:
        while (event := parser.get_event()) is not None:
            yield event
    finally:
        parser.dispose()


class _Composer:
    """Puts events together without recursion."""

    def __init__(self) -> None:
        self.documents: list[YamlNode] = []
        self.open: list[YamlSequence | YamlMapping] = []
        self.keys: list[YamlNode | None] = []
        self.anchors: dict[str, YamlNode] = {}
        self.nodes = 0

    def compose(self, events: "Iterator[yaml.Event]") -> tuple[YamlNode, ...]:
        """Return the root of each document."""
        import yaml

        for event in events:
            if isinstance(event, yaml.ScalarEvent):
                scalar = YamlScalar(event.value, _line(event), not event.style)
                if event.anchor is not None:
                    self.anchors[event.anchor] = scalar
                self._add(scalar, 1)
            elif isinstance(event, yaml.MappingStartEvent):
                self._start(YamlMapping({}, _line(event)), event.anchor)
            elif isinstance(event, yaml.SequenceStartEvent):
                self._start(YamlSequence([], _line(event)), event.anchor)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end()
            elif isinstance(event, yaml.AliasEvent):
                self._add_alias(event.anchor)
            elif isinstance(event, yaml.DocumentStartEvent):
                self.anchors.clear()
        return tuple(self.documents)

    def _start(self, node: YamlSequence | YamlMapping, anchor: str | None) -> None:
        if len(self.open) >= _MAX_DEPTH:
            raise NotParsedError(_TOO_DEEP)
        if anchor is not None:
            self.anchors[anchor] = node
        self.open.append(node)
        self.keys.append(None)

    def _end(self) -> None:
        node = self.open.pop()
        self.keys.pop()
        if isinstance(node, YamlMapping) and _MERGE_KEY in node.pairs:
            _merge(node)
        self._add(node, node.weight, counted=True)

    def _add_alias(self, anchor: str | None) -> None:
        node = self.anchors.get(anchor or "")
        if node is None:
            raise NotParsedError("not parsed: a YAML alias without its anchor")
        if any(node is container for container in self.open):
            raise NotParsedError("not parsed: a YAML alias to what it stands in")
        self._add(node, 1 if isinstance(node, YamlScalar) else node.weight, alias=True)

    def _add(
        self, node: YamlNode, weight: int, *, alias: bool = False, counted: bool = False
    ) -> None:
        """Put a finished node into the container that is open, or among the documents."""
        self.nodes += 1 if counted else weight
        if self.nodes > _MAX_NODES:
            raise NotParsedError(f"not parsed: more than {_MAX_NODES:,} values in YAML")
        if not self.open:
            self.documents.append(node)
            return
        container = self.open[-1]
        container.weight += weight
        if isinstance(container, YamlSequence):
            container.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node
            return
        self.keys[-1] = None
        if isinstance(key, YamlScalar):
            if not alias and not isinstance(node, YamlScalar):
                node.line = key.line
            container.pairs[key.value] = node
        else:
            container.pairs["?"] = node


def _line(event: "yaml.Event") -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _merge(node: YamlMapping) -> None:
    """Resolve the merge key (`<<: *base`): what stands in the mapping itself wins."""
    merged = node.pairs.pop(_MERGE_KEY)
    sources = merged.items if isinstance(merged, YamlSequence) else [merged]
    for source in sources:
        if isinstance(source, YamlMapping):
            for key, value in source.pairs.items():
                node.pairs.setdefault(key, value)
