"""What other files see of a Python file: its names, and what these stand for, without the lines.

Who resolves a name in another file sees which definitions, imports and values it has, what their
bases, parameters and decorators are, and what is bound in them. Where something stands, what it
calls and how complicated it is are the file's own.
"""

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from debtaudit.domain.python_facts import MODULE, Definition, PythonFacts

_SIZE = 8
_NOTHING = bytes(_SIZE)

_encode = msgspec.msgpack.Encoder().encode


class OutwardNames:
    """Digests of the names at the top level of one file, each with all that is below it."""

    def __init__(self, facts: PythonFacts) -> None:
        self._parts: dict[str, list[object]] = {}
        self._digests: dict[str, bytes] = {}
        stars = []
        for each in facts.imports:
            imported = (each.module, each.name, each.alias, each.level)
            if each.name == "*":
                stars.append(imported)
            else:
                self._add(each.alias, imported)
        for definition in facts.definitions:
            if definition.name == MODULE:
                for binding in definition.bindings:
                    self._add(binding.target, binding)
            else:
                self._add(definition.name, definition)
        self._stars = _encode(stars)

    def digest(self, names: Iterable[str]) -> str:
        """Return a digest of what is seen of some names; those of star imports count for each."""
        digest = blake2b(self._stars, digest_size=_SIZE)
        for name in names:
            digest.update(self._of_one(name))
        return digest.hexdigest()

    def _add(self, name: str, part: object) -> None:
        self._parts.setdefault(name.partition(".")[0], []).append(part)

    def _of_one(self, name: str) -> bytes:
        parts = self._parts.get(name)
        if parts is None:
            return _NOTHING
        if name not in self._digests:
            seen = [_seen(part) if isinstance(part, Definition) else part for part in parts]
            self._digests[name] = blake2b(_encode(seen), digest_size=_SIZE).digest()
        return self._digests[name]


def _seen(one: Definition) -> tuple[object, ...]:
    """Return what `Values` reads of a definition."""
    return one.name, one.kind, one.bases, one.decorators, one.parameters, one.bindings, one.yields
