"""The id of a finding: the same tomorrow, when lines have moved and commits were added.

It stands on rule, path, symbol and the normalised evidence (`Finding.key`), never on line numbers
or commits. A finding about a change set stands on its evidence alone: the file may have another
name by now. Equal findings of one place are told apart by their order, in the file or in history.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b

from msgspec import Struct

from debtaudit.domain.findings import Finding

Identity = tuple[str, str, str, str]
"""Rule, path, symbol and evidence: what makes a finding the same finding."""


class Fingerprint(Struct, frozen=True):
    """The id of a finding, and the one that it would have in any file."""

    id: str
    content_id: str


def with_fingerprints(
    findings: Sequence[Finding], named: Callable[[str], str] = str
) -> Iterator[tuple[Finding, Fingerprint]]:
    """Give each finding its id; equals are numbered in the order of their lines, or oldest first.

    `named` returns the name that a path has in the revision whose ids are wanted.
    """
    ordinals: dict[Identity, int] = {}
    # (the last first, because what comes out of history is newest first)
    order = sorted(range(len(findings)), key=lambda index: (_place(findings[index]), -index))
    for finding in (findings[index] for index in order):
        rule, path, symbol, key = identity(finding)
        parts = rule, named(path), symbol, key
        ordinal = ordinals.get(parts, 0)
        ordinals[parts] = ordinal + 1
        begun = "" if finding.commit is not None else finding.location.symbol or ""
        content = fingerprint((rule, "", begun, key), 0)
        yield finding, Fingerprint(fingerprint(parts, ordinal), content)


def identity(finding: Finding) -> Identity:
    """Return what makes a finding the same finding; its path is that of its own revision."""
    if finding.commit is not None:
        return finding.rule, "", "", finding.key
    where = finding.location
    symbol = "" if finding.whole_file else where.symbol or ""
    return finding.rule, where.path or "", symbol, finding.key


def fingerprint(parts: Identity, ordinal: int) -> str:
    """Return 16 hex digits for an identity and its place among equals."""
    # Lengths before the parts, so that no two identities join to the same bytes.
    joined = "".join(f"{len(part)}:{part}" for part in (*parts, str(ordinal)))
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _place(finding: Finding) -> tuple[str, str, int, int, str]:
    where = finding.location
    if finding.commit is not None:
        return finding.rule, "", 0, 0, finding.key
    return finding.rule, where.path or "", where.cell or 0, where.line or 0, finding.key
