"""XML of strangers, read as a stream of elements: no entity is defined and nothing is fetched.

expat resolves no external entity by itself; entities that the document defines could grow without
end ("billion laughs", CVE-2003-1564), so that a document that defines any is refused.
"""

from collections.abc import Callable, Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from debtaudit.extract.not_parsed import NotParsedError

_DEEPEST = 100
Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str, str], None]


def read_elements(data: bytes, start: Start, end: End, text: Text | None = None) -> None:
    """Call `start` and `end` for every element, in order, and `text` with the element around it.

    Raises `NotParsedError` for what is not well-formed and for a DOCTYPE with declarations.
    """
    parser = ParserCreate()
    around: list[str] = []

    def opened(name: str, given: dict[str, str]) -> None:
        around.append(name)
        if len(around) > _DEEPEST:
            raise NotParsedError(f"XML of more than {_DEEPEST} levels is not read")
        start(name, given)

    def closed(name: str) -> None:
        around.pop()
        end(name)

    parser.StartDoctypeDeclHandler = _doctype
    parser.EntityDeclHandler = _entity
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    if text is not None:
        parser.CharacterDataHandler = lambda found: text(around[-1], found)
    try:
        parser.Parse(data, True)
    except (ExpatError, ValueError, LookupError) as error:
        raise NotParsedError(f"not well-formed XML: {error}") from error


def _doctype(_name: str, _system: str | None, _public: str | None, internal: bool) -> None:
    if internal:
        raise NotParsedError("a DOCTYPE with declarations; such XML is not read")


def _entity(*_declaration: object) -> None:
    raise NotParsedError("XML that defines entities is not read")
