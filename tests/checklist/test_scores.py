"""The ML Test Score: 28 tests, four sections, the weakest of them is the score."""

from datetime import date

from debtaudit.checklist.attestations import Attestation
from debtaudit.checklist.evaluate import evaluate
from debtaudit.checklist.plan import Plan
from debtaudit.domain.checklist_digest import score_said, section_said
from debtaudit.domain.checklist_report import ChecklistScore
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.rules import Scan
from debtaudit.knowledge.checklists import built_in
from tests.checklist.repository import TRAIN, by_id, facts_of, scan

SECTIONS = ["Data", "Model", "Infrastructure", "Monitoring"]
SEEDED = TRAIN.replace("    model =", "    torch.manual_seed(1)\n    model =")
TESTS = scan(Scan.RETRAINING_TESTS)


def plan(*made: Attestation) -> Plan:
    """Return the plan that answers the ML Test Score."""
    return Plan((built_in("ml-test-score"),), made)


def signed(item: str) -> Attestation:
    """Return an attestation that counts on the day of the audit."""
    return Attestation(
        item, "Jo", "done by hand each month", "https://x", date(2025, 6, 1), date(2026, 6, 1)
    )


def score(*made: Attestation, source: str = SEEDED) -> ChecklistScore:
    """Return the score of a repository with one training script."""
    results: tuple[ScanResult, ...] = (TESTS,)
    (found,) = evaluate(facts_of({"train.py": source}), results, plan(*made)).scores
    return found


def test_all_28_tests_in_four_sections_of_seven() -> None:
    items = built_in("ml-test-score").items
    assert len(items) == 28
    assert list(dict.fromkeys(item.section for item in items)) == SECTIONS
    assert all(sum(item.section == name for item in items) == 7 for name in SECTIONS)
    for item in items:
        assert item.source.startswith("Breck et al. 2017, ")
        assert item.question.endswith("?")


def test_the_score_is_that_of_the_weakest_section() -> None:
    found = score()
    points = {section.name: section.points for section in found.sections}
    assert points == {"Data": 0.0, "Model": 0.0, "Infrastructure": 1.0, "Monitoring": 0.0}
    assert found.score == 0.0


def test_what_is_done_by_hand_counts_half_and_only_where_somebody_attests_it() -> None:
    made = [signed(item) for item in ("data-3", "model-2", "infrastructure-5", "monitoring-3")]
    found = score(*made)
    points = {section.name: section.points for section in found.sections}
    assert points == {"Data": 0.5, "Model": 0.5, "Infrastructure": 1.5, "Monitoring": 0.5}
    assert found.score == 0.5


def test_an_attestation_makes_a_test_observable() -> None:
    assert score(signed("data-3")).observable == score().observable + 1


def test_the_score_is_said_with_how_much_was_observable() -> None:
    found = score()
    assert found.observable < found.items == 28
    assert score_said(found) == (
        f"0, the points of the weakest section; {found.observable} of 28 tests observable"
    )
    assert section_said(found.sections[2]).startswith("Infrastructure 1 of 7 (")


def test_what_no_repository_shows_is_unknown_and_can_be_attested() -> None:
    rows = by_id({"train.py": TRAIN}, plan(), TESTS)
    assert rows["model-2"].status == "unknown"
    assert "a person can attest it" in rows["model-2"].reason
    assert rows["infrastructure-1"].status == "fail"
    assert (
        by_id({"train.py": TRAIN}, plan(signed("model-2")), TESTS)["model-2"].status == "attested"
    )


def test_tests_of_features_and_model_are_told_by_what_they_reach() -> None:
    texts = {
        "features.py": "def scale(x):\n    return x\n",
        "model.py": "from torch import nn\n\n\nclass Net(nn.Module):\n    pass\n",
        "train.py": TRAIN.replace(
            "def main():", "from features import scale\nfrom model import Net\n\n\ndef main():"
        ).replace("    model = nn.Linear(2, 1)", "    scale(1)\n    model = Net()"),
    }
    rows = by_id(texts, plan(), TESTS)
    assert (rows["data-7"].status, rows["infrastructure-2"].status) == ("fail", "fail")
    texts["test_features.py"] = (
        "from features import scale\n\n\ndef test_scale():\n    assert scale(1) == 1\n"
    )
    rows = by_id(texts, plan(), TESTS)
    assert (rows["data-7"].status, rows["infrastructure-2"].status) == ("pass", "fail")


def test_the_test_is_named_also_where_other_code_lies_between() -> None:
    files = {
        "features.py": "def make(rows):\n    return rows\n",
        "prepare.py": "from features import make\n\n\ndef prepare(rows):\n    return make(rows)\n",
        "train.py": TRAIN.replace(
            "import torch\n", "import torch\nfrom prepare import prepare\n", 1
        ).replace("def main():", "def main():\n    prepare([])"),
        "tests/test_prepare.py": (
            "from prepare import prepare\n\n\ndef test_it():\n    assert prepare([]) == []\n"
        ),
    }
    (evidence,) = by_id(files, plan(), TESTS)["data-7"].evidence
    assert (evidence.ref, evidence.detail) == (
        "features.py",
        "makes features; reached from tests/test_prepare.py",
    )
