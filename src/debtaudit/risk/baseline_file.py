"""The baseline file as text: a line a finding, in an order that lets git merge it.

git cannot merge two branches that add lines at the same place. So the lines stand in the order of
their ids, which are as good as random, between 1,024 fixed lines that no one touches: two branches
that add some findings each hardly ever meet. Where they do, or the file is marked `merge=union` in
.gitattributes, whatever order the lines end up in is read all the same. A line has no line number,
no date and no commit in it, so that nothing but a new debt adds one.
"""

from datetime import date
from typing import get_args

import msgspec

from debtaudit.domain.errors import ConfigurationError
from debtaudit.domain.known_debt import Baseline, KnownDebt, Triage, VerdictName
from debtaudit.domain.text import shorten, visible

VERSION = 1
_HEAD = f"""\
# debtaudit baseline {VERSION}
# Known debts, one a line, and verdicts of people. `debtaudit baseline` writes this file; the gate
# reads it where no --base is given. Lines that start with `:` keep merges free of conflicts.
"""
_FIRST = "# debtaudit baseline "
_PLACES = 1024
_IDS_A_PLACE = 4
"""A place is named by the first three hex digits of the first id that belongs to it."""
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_VERDICTS: tuple[str, ...] = get_args(VerdictName)


def baseline_text(baseline: Baseline) -> str:
    """Return the file: the head, then every place with its lines."""
    lines: dict[int, list[str]] = {}
    for debt in baseline.debts:
        lines.setdefault(_place(debt.id), []).append(_debt_line(debt))
    for triage in baseline.triages:
        lines.setdefault(_place(triage.id), []).append(_triage_line(triage))
    places = [
        "\n".join([f":{place * _IDS_A_PLACE:03x}", *sorted(lines.get(place, ()))])
        for place in range(_PLACES)
    ]
    return _HEAD + "\n".join(places) + "\n"


def read_baseline(data: bytes, name: str, *, salvage: bool = False) -> Baseline:
    """Read the file, whatever the order of its lines; with `salvage` as far as that is possible.

    Raises `ConfigurationError` with the line for conflict markers, another version, and what
    nobody but a hand could have written.
    """
    lines = data.decode("utf-8", "replace").splitlines()
    if not salvage:
        _check_head(lines, name)
    debts: dict[str, KnownDebt] = {}
    triages: dict[str, Triage] = {}
    for number, line in enumerate(lines, 1):
        if line.startswith(_CONFLICT) and not salvage:
            raise ConfigurationError(
                f"{name}: line {number}: the markers of a merge conflict; keep the lines of both "
                "sides and delete the markers"
            )
        if not line.strip() or line[0] in "#:":
            continue
        fields = line.split("\t")
        try:
            if len(fields) > 1 and fields[1] in _VERDICTS:
                triages[fields[0]] = _triage(fields)
            else:
                debts[fields[0]] = _debt(fields)
        except ValueError:
            if salvage:
                continue
            raise ConfigurationError(
                f"{name}: line {number}: not a line of a baseline: {shorten(visible(line), 60)}; "
                "`debtaudit baseline write` makes the file anew"
            ) from None
    return Baseline(
        tuple(debts[one] for one in sorted(debts)), tuple(triages[one] for one in sorted(triages))
    )


def _check_head(lines: list[str], name: str) -> None:
    first = next((line for line in lines if line.startswith(_FIRST)), None)
    if first is None:
        raise ConfigurationError(
            f"{name}: no baseline of debtaudit: it has no line `{_FIRST}{VERSION}`; another file, "
            "or edited by hand"
        )
    version = first.removeprefix(_FIRST).strip()
    if version != str(VERSION):
        said = f"{name}: a baseline of version {shorten(visible(version), 20)}; this program reads"
        raise ConfigurationError(
            f"{said} version {VERSION}: use the debtaudit that wrote it, or "
            "`debtaudit baseline write` with this one"
        )


def _place(identifier: str) -> int:
    return int(identifier[:3], 16) // _IDS_A_PLACE


def _debt_line(debt: KnownDebt) -> str:
    fields = (
        debt.id,
        debt.content_id,
        debt.severity,
        f"{debt.score:g}",
        str(debt.minutes),
        debt.scan,
        debt.rule,
        visible(debt.path or ""),
    )
    return "\t".join(fields)


def _triage_line(triage: Triage) -> str:
    texts = (triage.by, triage.rule, triage.because)
    return "\t".join((triage.id, triage.verdict, triage.day, *map(visible, texts)))


def _debt(fields: list[str]) -> KnownDebt:
    identifier, content, severity, score, minutes, scan, rule, path = fields
    found = msgspec.convert(
        {
            "id": identifier,
            "content_id": content,
            "severity": severity,
            "score": score,
            "minutes": minutes,
            "scan": scan,
            "rule": rule,
            "path": path or None,
        },
        KnownDebt,
        strict=False,
    )
    if not (_is_id(found.id) and _is_id(found.content_id) and 0 <= found.score <= 100):
        raise ValueError(identifier)
    return found


def _triage(fields: list[str]) -> Triage:
    names = ("id", "verdict", "day", "by", "rule", "because")
    found = msgspec.convert(dict(zip(names, fields, strict=True)), Triage)
    date.fromisoformat(found.day)
    if not _is_id(found.id):
        raise ValueError(found.id)
    return found


def _is_id(text: str) -> bool:
    return len(text) == 16 and not text.strip("0123456789abcdef")
