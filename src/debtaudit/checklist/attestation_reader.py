"""Reads the file of attestations.

It is YAML that is reviewed like code, with one entry an item. An entry that lacks a name, an end
or a reason counts for nothing and is named in a diagnostic with its line.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from debtaudit.checklist.attestations import Attestation
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.yaml_tree import YamlMapping, parse_yaml

LONGEST_DAYS = 731
"""An attestation holds for two years at most: people and models change."""
_KEYS = ("item", "by", "because", "evidence", "on", "until")
_SHORTEST_REASON = 10


class Problem(Struct, frozen=True):
    """What is wrong with an entry, or with the whole file, and on which line."""

    line: int
    message: str


def read_attestations(
    data: bytes, known: Sequence[str], as_of: date
) -> tuple[tuple[Attestation, ...], tuple[Problem, ...]]:
    """Return the entries that count, expired ones too, and what is wrong with the others."""
    try:
        documents = parse_yaml(data)
    except NotParsedError as error:
        return (), (Problem(1, str(error)),)
    roots = [root for root in documents if isinstance(root, YamlMapping)]
    if not roots or len(documents) != 1 or "attestations" not in roots[0].pairs:
        return (), (Problem(1, "no list `attestations:` in it; `checklist attest` writes one"),)
    found: dict[str, Attestation] = {}
    problems: list[Problem] = []
    for node in roots[0].items("attestations"):
        if not isinstance(node, YamlMapping):
            problems.append(Problem(node.line, f"an entry must have {', '.join(_KEYS)}"))
            continue
        read = _entry(node, known, as_of)
        if isinstance(read, Problem):
            problems.append(read)
        elif read.item in found:
            message = f"{read.item} is attested twice (line {found[read.item].line}): keep one"
            problems.append(Problem(read.line, message))
        else:
            found[read.item] = read
    return tuple(found.values()), tuple(problems)


def _entry(node: YamlMapping, known: Sequence[str], as_of: date) -> Attestation | Problem:
    line = entry_line(node)
    for key in node.pairs:
        if key not in _KEYS:
            return Problem(node.pairs[key].line, f"unknown key {key}: there are {', '.join(_KEYS)}")
    signed, until = day_of(node.text("on")), day_of(node.text("until"))
    if signed is None or until is None:
        key = "on" if signed is None else "until"
        where = node.pairs[key].line if key in node.pairs else line
        said = "no day" if key in node.pairs else "missing"
        return Problem(where, f"{key}: {said}; write it as 2027-01-31")
    made = Attestation(
        item=node.text("item"),
        by=node.text("by").strip(),
        because=node.text("because").strip(),
        evidence=node.text("evidence").strip(),
        on=signed,
        until=until,
        line=line,
    )
    wrong = wrong_with(made, known, as_of)
    return Problem(line, wrong) if wrong is not None else made


def day_of(text: str) -> date | None:
    """Return the day that is written as 2027-01-31, None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2027-01-31") else None
    except ValueError:
        return None


def entry_line(node: YamlMapping) -> int:
    """Return the line on which an entry begins: that of its first key."""
    return min((child.line for child in node.pairs.values()), default=node.line)


def _unknown_item(item: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(item, known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"item: no item {item or '(empty)'} in the checklists{hint}"


def wrong_with(made: Attestation, known: Sequence[str], as_of: date) -> str | None:
    """Return what is wrong with an attestation and the cure, None where it counts."""
    latest = made.on + timedelta(days=LONGEST_DAYS)
    known_item = made.item in known
    demands = (
        (known_item, "" if known_item else _unknown_item(made.item, known)),
        (any(map(str.isalpha, made.by)), "by: signed by nobody; name who answers for it"),
        (
            len(made.because) >= _SHORTEST_REASON,
            "because: say in a sentence why the item holds",
        ),
        (
            made.evidence.startswith(("https://", "http://")),
            "evidence: must be the address (https://...) of something that shows it",
        ),
        (made.on <= as_of, f"on: {made.on} is in the future at {as_of}"),
        (made.until > made.on, f"until: {made.until} is not after {made.on}"),
        (made.until <= latest, f"until: {made.until} is too far; attest it again by {latest}"),
    )
    return next((said for holds, said in demands if not holds), None)
