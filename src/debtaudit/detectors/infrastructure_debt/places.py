"""Paths, devices, hosts and accounts in code that training or serving reaches."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.detectors.infrastructure_debt.finding import (
    by_definition,
    finding_of,
    reached_words,
)
from debtaudit.domain.findings import Finding
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import FixedKind
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Factor
from debtaudit.domain.rules import Rule
from debtaudit.knowledge.fixed_places import machine_path
from debtaudit.resolve.placed_values import PlacedValue

_TALK = frozenset(
    (
        *("help", "description", "epilog", "metavar", "doc", "usage", "examples", "placeholder"),
        *("label", "title", "caption", "summary", "message", "msg", "prefix", "pattern"),
    )
)
"""Keywords whose value is read by people, or by nothing that opens it."""
_TALKING_CALLS = frozenset(
    (
        *("info", "debug", "warning", "warn", "error", "exception", "critical", "log", "echo"),
        *("print", "write", "markdown", "startswith", "endswith", "replace", "removeprefix"),
        *("split", "strip", "lstrip", "rstrip", "match", "search", "sub", "compile", "count"),
        *("index", "find", "route", "get_logger", "getLogger", "mount", "include_router"),
    )
)
"""Calls (by their last name) that say a text or look for it, and do not go where it points."""
_MOUNTED = lazy_pattern(r"(?i)(?:\b|_)(?:mount|mnt)(?:\b|_)")
"""A name that says that the code, or what starts it, makes the path itself."""
_OVERRIDABLE = frozenset(
    (
        *("get", "getenv", "setdefault", "add_argument", "option", "Option", "argument", "Field"),
        *("Argument", "env", "field", "DEFINE_string", "text_input", "arg", "getattr", "pop"),
        "fallback",
    )
)
"""Calls (by their last name) whose text is only what holds where nobody says otherwise."""


class _Kind(Struct, frozen=True):
    """How values of one kind are reported; `likelihood` of one that nothing overrides."""

    kind: FixedKind
    rule: Rule
    one: str
    many: str
    likelihood: float
    impact: float
    minutes: int
    harm: str


_KINDS = (
    _Kind(
        "path",
        rules.PATH,
        "a path of one machine",
        "paths of one machine",
        likelihood=0.5,
        impact=0.3,
        minutes=15,
        harm="On another machine, in a container or in CI it is not there.",
    ),
    _Kind(
        "device",
        rules.DEVICE,
        "a GPU chosen by number",
        "GPUs chosen by number",
        likelihood=0.4,
        impact=0.25,
        minutes=10,
        harm="A machine with fewer GPUs refuses it, a shared one has it in use.",
    ),
    _Kind(
        "host",
        rules.HOST,
        "a host of one deployment",
        "hosts of one deployment",
        likelihood=0.45,
        impact=0.35,
        minutes=20,
        harm="It cannot move without a change of code, and a test or a trial asks it too.",
    ),
    _Kind(
        "account",
        rules.ACCOUNT,
        "a bucket or cloud account",
        "buckets or cloud accounts",
        likelihood=0.35,
        impact=0.35,
        minutes=20,
        harm="Tests and trials work on it as production does.",
    ),
)


def place_findings(values: Sequence[PlacedValue]) -> Iterator[Finding]:
    """Yield a finding for each definition and kind."""
    told = [one for one in values if one.roles and not is_only_said(one)]
    for kind in _KINDS:
        for group in by_definition(one for one in told if one.value.kind == kind.kind):
            yield _finding(kind, group)


def is_only_said(one: PlacedValue) -> bool:
    """Tell a value that is shown or looked for from one that is used."""
    value = one.value
    if value.kind == "path" and _MOUNTED.search(value.name):
        return True
    return value.name in _TALK or _last(value.call) in _TALKING_CALLS


def is_overridable(one: PlacedValue) -> bool:
    """Tell what holds only where no option, variable or setting says otherwise."""
    return one.in_class or _last(one.value.call) in _OVERRIDABLE


def _last(call: str) -> str:
    return call.rpartition(".")[2]


def _finding(kind: _Kind, group: Sequence[PlacedValue]) -> Finding:
    what = _upper(kind.one) if len(group) == 1 else f"{len(group)} {kind.many}"
    shown = group[0].value.text
    more = plural(len(group) - 1, "more", "more")
    others = f" (and {more})" if len(group) > 1 else ""
    base = group[0].path.rpartition("/")[2]
    return finding_of(
        kind.rule,
        group,
        what=what,
        message=(
            f"`{shown}`{others} is written into {base}, which {reached_words(group)} runs. "
            f"{kind.harm}"
        ),
        factors=tuple(_factors(kind, group)),
        minutes=kind.minutes,
        confidence=0.8,
        detail=_detail,
    )


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _factors(kind: _Kind, group: Sequence[PlacedValue]) -> Iterator[Factor]:
    base = kind.likelihood
    because = f"the code holds {kind.one}"
    if kind.kind == "path" and not any(_is_home(one) for one in group):
        base, because = 0.4, "the code holds a path of one machine"
    if kind.kind == "device" and all(one.value.text == "0" for one in group):
        base, because = 0.25, "the first GPU exists, and may not be the one that was assigned"
    yield Factor("fixed-in-code", "likelihood", base, because)
    yield Factor("tied-down", "impact", kind.impact, kind.harm)
    if all(is_overridable(one) for one in group):
        yield Factor("overridable", "likelihood", -0.2, "an option or a variable can say otherwise")


def _is_home(one: PlacedValue) -> bool:
    found = machine_path(one.value.text)
    return found is not None and found.whose == "home"


def _detail(one: PlacedValue) -> str:
    value = one.value
    known = machine_path(value.text) if value.kind == "path" else None
    said = [f"`{value.text}`"]
    if value.name:
        said.append(f"as {value.name}")
    if value.call:
        said.append(f"given to {value.call}")
    return " ".join(said) + (f": {known.what}" if known else "")
