"""The id of a finding: the same tomorrow, when lines have moved and commits were added.

It stands on rule, path, symbol and the normalised evidence (`Finding.key`), never on line numbers
or commits. Equal findings of one place are told apart by their order in the file.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from debtaudit.domain.findings import Finding


def with_fingerprints(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Give each finding its id; equals are numbered in the order of their lines."""
    ordinals: dict[tuple[str, str, str, str], int] = {}
    for finding in sorted(findings, key=_place):
        parts = identity(finding)
        ordinal = ordinals.get(parts, 0)
        ordinals[parts] = ordinal + 1
        yield finding, fingerprint(parts, ordinal)


def identity(finding: Finding) -> tuple[str, str, str, str]:
    """Return what makes a finding the same finding: rule, path, symbol and evidence."""
    where = finding.location
    return finding.rule, where.path or "", where.symbol or "", finding.key


def fingerprint(parts: tuple[str, str, str, str], ordinal: int) -> str:
    """Return 16 hex digits for an identity and its place among equals."""
    # Lengths before the parts, so that no two identities join to the same bytes.
    joined = "".join(f"{len(part)}:{part}" for part in (*parts, str(ordinal)))
    return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _place(finding: Finding) -> tuple[str, str, int, int, str]:
    where = finding.location
    return finding.rule, where.path or "", where.cell or 0, where.line or 0, finding.key
