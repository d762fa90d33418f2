"""The items that the scans answer: documented model changes, tested training."""

from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.findings import ScanResult, Status
from debtaudit.domain.report_rows import EntryPoint, ModelChange, TestKind
from debtaudit.domain.reported_finding import Evidence
from debtaudit.domain.rules import Scan
from debtaudit.domain.text import shorten
from debtaudit.resolve.modules import node_of


def model_change_log(material: Material) -> Answer:
    """Pass: every model change of the window is documented; partial: at least half of them."""
    result = _result(material, Scan.MODEL_CHANGES)
    if result is None or result.status.status in (Status.NOT_ASSESSED, Status.NOT_APPLICABLE):
        return Answer("unknown", reason=_why(result))
    changes = [row for row in result.rows if isinstance(row, ModelChange)]
    owed = [row for row in changes if "initial" not in row.kinds]
    if not owed:
        return Answer("not-applicable", reason="no model change in the window of history")
    written = [row for row in owed if row.documentation == "documented"]
    share = f"{len(written)} of {len(owed)} model changes are documented"
    evidence = [
        Evidence("document", _ref(one.path, one.line), f"{_subject(row)}: {one.because}")
        for row in written
        for one in row.documents[:1]
    ]
    unread = [row for row in owed if row.documentation == "unknown"]
    missing = [row for row in owed if row.documentation not in ("documented", "unknown")]
    gaps = [Evidence("change", row.commit, f"not documented: {_subject(row)}") for row in missing]
    if not missing and result.status.status is Status.COMPLETE:
        return Answer("pass", tuple(evidence[:SHOWN]))
    if not missing:
        return Answer("unknown", tuple(evidence[:SHOWN]), _why(result))
    shown = (*evidence[:2], *gaps[: SHOWN - 2])
    if 2 * len(written) >= len(owed):
        return Answer("partial", shown, share)
    if 2 * (len(written) + len(unread)) >= len(owed):
        return Answer("unknown", shown, _why(result))
    return Answer("fail", shown, share)


def _subject(row: ModelChange) -> str:
    return shorten(row.subject, 60, "...")


def retraining_tests(material: Material) -> Answer:
    """Pass: a test runs every training entry point; partial: some of them."""
    result = _result(material, Scan.RETRAINING_TESTS)
    if result is None or result.status.status is Status.NOT_ASSESSED:
        return Answer("unknown", reason=_why(result))
    rows = [row for row in result.rows if isinstance(row, EntryPoint)]
    # what examples train is nobody's model, where the project trains one of its own
    entries = [row for row in rows if not material.imports.aside(row.path)]
    if not entries:
        if result.status.status is Status.NOT_APPLICABLE:
            return Answer("not-applicable", reason=_why(result))
        return Answer("not-applicable", reason="no training entry point was found")
    tested = [entry for entry in entries if entry.tested == "tested"]
    evidence = tuple(
        Evidence("test", entry.tests[0].ref, f"{entry.path}: {entry.tests[0].how}")
        for entry in tested
        if entry.tests
    )
    aside = len(rows) - len(entries)
    left_out = f"{aside} more in examples and the like, which the scan counts, are left out here"
    if len(tested) == len(entries):
        return Answer("pass", evidence[:SHOWN], left_out if aside else "")
    untested = [entry for entry in entries if entry.tested != "tested"]
    named = [entry for entry in untested if _may_run_by_name(material, entry)]
    first = next((entry for entry in untested if entry not in named), untested[0])
    detail = first.reason if first in named and first.reason else "no test runs this training"
    gap = Evidence("code", f"{first.path}:{first.line}", detail)
    share = f"{len(tested)} of {len(entries)} training entry points are run by a test"
    if named:
        share += f"; of {len(named)} that tests may run by name it could not be told"
    if aside:
        share += f"; {left_out}"
    shown = (*evidence[: SHOWN - 1], gap)
    if tested:
        return Answer("partial", shown, share)
    return Answer("unknown" if len(named) == len(untested) else "fail", shown, share)


def _may_run_by_name(material: Material, entry: EntryPoint) -> bool:
    known = material.facts.picture.training.get(node_of(entry))
    return known is not None and bool(known.named_in)


def quality_tests(material: Material) -> Answer:
    """Pass: a test that trains a model holds its quality against a number."""
    return _kind_of_test("quality", "holds the quality of the model against a number", material)


def serving_equal_tests(material: Material) -> Answer:
    """Pass: a test compares what training and serving make of the same rows."""
    return _kind_of_test("serving-equal", "compares serving with training", material)


def _kind_of_test(kind: TestKind, does: str, material: Material) -> Answer:
    result = _result(material, Scan.RETRAINING_TESTS)
    if result is None or result.status.status is Status.NOT_ASSESSED:
        return Answer("unknown", reason=_why(result))
    evidence = [
        Evidence("test", row.tests[0].ref, f"it {does} ({row.path})")
        for row in result.rows
        if isinstance(row, EntryPoint) and kind in row.kinds and row.tests
    ]
    if evidence:
        return Answer("pass", tuple(evidence[:SHOWN]))
    return Answer("fail", reason=f"no test that trains {does}")


def _result(material: Material, scan: Scan) -> ScanResult | None:
    return next((result for result in material.results if result.scan is scan), None)


def _why(result: ScanResult | None) -> str:
    return (result.status.reason if result is not None else None) or "the scan was not run"


def _ref(path: str, line: int | None) -> str:
    return path if line is None else f"{path}:{line}"
