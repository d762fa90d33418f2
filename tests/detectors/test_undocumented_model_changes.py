"""The detector on facts of real repositories: rows, findings, classification of single commits."""

from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace

from debtaudit.audit import audit
from debtaudit.audit.commits import classify_commits
from debtaudit.audit.request import AuditRequest
from debtaudit.domain.change_log import ClassifiedCommit
from debtaudit.domain.report import Report
from debtaudit.gather.builder import RepositoryBuilder

TRAIN = """from torch import nn, optim


class Net(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.layer = nn.Linear(dim, 1)

    def forward(self, x):
        return self.layer(x)


def train(model, batches):
    optimizer = optim.Adam(model.parameters(), lr=0.001)
    for x, y in batches:
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
"""
DAY = "2026-01-{:02d}T10:00:00+00:00"


def audited(builder: RepositoryBuilder) -> Report:
    return audit(
        AuditRequest(path=builder.folder, as_of=date(2026, 2, 1), scans=("model-changes",))
    )


def classified(builder: RepositoryBuilder, *commits: str) -> list[ClassifiedCommit]:
    request = AuditRequest(path=builder.folder, as_of=date(2026, 2, 1))
    return list(classify_commits(request, commits).commits)


def grow(builder: RepositoryBuilder) -> dict[str, str]:
    """Make a history of one import, one silent, one documented change and one refactoring."""
    made = {}
    made["initial"] = builder.commit("First model", {"train.py": TRAIN}, date=DAY.format(1))
    faster = TRAIN.replace("lr=0.001", "lr=0.01")
    made["silent"] = builder.commit("Tidy up", {"train.py": faster}, date=DAY.format(2))
    wide = faster.replace("nn.Linear(dim, 1)", "nn.Linear(dim, 2)")
    files = {"train.py": wide, "CHANGELOG.md": "- `Net` has two outputs in `nn.Linear`\n"}
    made["documented"] = builder.commit("Two outputs", files, date=DAY.format(12))
    renamed = wide.replace("batches", "loader").replace("Net", "Network")
    made["refactoring"] = builder.commit("Rename", {"train.py": renamed}, date=DAY.format(13))
    return made


def test_rows_and_findings(builder: RepositoryBuilder) -> None:
    made = grow(builder)
    report = audited(builder)
    assert [row.commit for row in report.model_changes] == [
        made["documented"],
        made["silent"],
        made["initial"],
    ]
    by_commit = {row.commit: row for row in report.model_changes}
    assert by_commit[made["initial"]].kinds == ("initial",)
    assert by_commit[made["documented"]].documents[0].path == "CHANGELOG.md"
    findings = [f for f in report.findings if f.rule == "model-change-undocumented"]
    assert [finding.commit for finding in findings] == [made["silent"]]


def test_finding_names_place_evidence_and_both_sides(builder: RepositoryBuilder) -> None:
    made = grow(builder)
    (finding,) = [f for f in audited(builder).findings if f.rule == "model-change-undocumented"]
    assert finding.location.path == "train.py"
    assert finding.location.symbol == "train"
    assert finding.evidence[0].ref == made["silent"]
    assert "0.001" in finding.evidence[0].detail
    assert "0.01" in finding.evidence[0].detail
    assert finding.title.endswith(", undocumented")
    assert finding.effort_minutes > 0


def test_message_only_is_a_setting(builder: RepositoryBuilder) -> None:
    builder.commit("First model", {"train.py": TRAIN}, date=DAY.format(1))
    why = "The loss fell too slowly in the first epochs. Ten times the rate still converges."
    faster = TRAIN.replace("lr=0.001", "lr=0.01")
    builder.commit(f"Raise the rate\n\n{why}", {"train.py": faster}, date=DAY.format(2))
    report = audited(builder)
    assert report.model_changes[0].documentation == "message-only"
    assert [f.rule for f in report.findings] == ["model-change-undocumented"]
    settings = '[tool.debtaudit.model-changes]\nenough = "message-only"\n'
    builder.commit("Settings", {"pyproject.toml": settings}, date=DAY.format(20))
    assert not audited(builder).findings


def test_grace_days_spare_young_changes(builder: RepositoryBuilder) -> None:
    settings = "[tool.debtaudit.model-changes]\ngrace-days = 365\n"
    builder.commit("Settings", {"pyproject.toml": settings}, date=DAY.format(1))
    grow(builder)
    report = audited(builder)
    assert len(report.model_changes) == 3
    assert not report.findings
    fewer = settings.replace("365", "25")
    (builder.folder / "pyproject.toml").write_text(fewer)
    assert [one.title for one in audited(builder).findings if "card" not in one.rule] == [
        "`lr` of `train` changed (hyper-parameters), undocumented"
    ]


def test_unsure_changes_are_listed_and_not_reported(builder: RepositoryBuilder) -> None:
    made = grow(builder)
    (row,) = [row for row in audited(builder).model_changes if row.commit == made["silent"]]
    above = f"[model-changes]\nmin-confidence = {row.confidence + 0.005}\n"
    (builder.folder / "debtaudit.toml").write_text(above)
    report = audited(builder)
    assert not row.possible
    assert replace(row, possible=True) in report.model_changes
    assert [f for f in report.findings if f.rule == "model-change-undocumented"] == []


def test_a_project_that_holds_no_model_does_not_bring_the_first_one(
    builder: RepositoryBuilder,
) -> None:
    client = "def settings(model):\n    return Adam(model.parameters(), lr=0.1)\n"
    files = {"client/setup.py": "", "client/training.py": client}
    builder.commit("A client", files, date=DAY.format(1))
    made = grow(builder)
    (first,) = [row for row in audited(builder).model_changes if row.kinds == ("initial",)]
    assert first.commit == made["initial"]


def test_single_commits_are_classified_in_the_callers_order(builder: RepositoryBuilder) -> None:
    made = grow(builder)
    rows = classified(builder, made["refactoring"], made["silent"], made["initial"])
    assert [row.model_change for row in rows] == [False, True, True]
    assert rows[0].reason
    assert rows[2].kinds == ("initial",)
    assert rows[1].details[0].path == "train.py"


def test_a_commit_is_described_by_what_its_request_leaves_in_a_document(
    builder: RepositoryBuilder,
) -> None:
    readme = "# Linear\n"
    builder.commit("First", {"train.py": TRAIN, "README.md": readme}, date=DAY.format(1))
    builder.branch("rate")
    faster = TRAIN.replace("lr=0.001", "lr=0.01")
    draft = {"train.py": faster, "README.md": f"{readme}\nTo be written.\n"}
    commit = builder.commit("Tidy up", draft, date=DAY.format(2))
    told = {"README.md": f"{readme}\nIt trains with an `lr` of 0.01.\n"}
    builder.commit("Words", told, date=DAY.format(3))
    builder.checkout("main")
    builder.merge("rate", "Merge branch 'rate'", date=DAY.format(4))
    (row,) = classified(builder, commit)
    assert (row.documentation, row.documents[0].line) == ("documented", 3)


def test_outdated_model_card(builder: RepositoryBuilder) -> None:
    card = "# Model card\n\nA linear model.\n"
    builder.commit("First", {"train.py": TRAIN, "MODEL_CARD.md": card}, date=DAY.format(1))
    silent = builder.commit(
        "Tidy", {"train.py": TRAIN.replace("lr=0.001", "lr=0.01")}, date=DAY.format(9)
    )
    (finding,) = [f for f in audited(builder).findings if f.rule == "model-card-outdated"]
    assert finding.location.path == "MODEL_CARD.md"
    assert finding.evidence[0].ref == silent
    builder.commit(
        "Card", {"MODEL_CARD.md": card + "Trained with a rate of 0.01.\n"}, date=DAY.format(10)
    )
    assert not [f for f in audited(builder).findings if f.rule == "model-card-outdated"]


def test_a_repository_without_models_has_no_model_changes(builder: RepositoryBuilder) -> None:
    builder.commit("Page", {"page.py": "def page():\n    return 1\n"}, date=DAY.format(1))
    builder.commit("Page", {"page.py": "def page():\n    return 2\n"}, date=DAY.format(2))
    report = audited(builder)
    assert report.model_changes == ()
    assert report.findings == ()


def test_a_folder_without_history_is_not_assessed(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    report = audit(AuditRequest(path=tmp_path, as_of=date(2026, 2, 1)))
    (row,) = [row for row in report.audit.scans if row.scan == "model-changes"]
    assert row.status == "not-assessed"
    assert row.cure


def test_the_same_history_gives_the_same_bytes(builder: RepositoryBuilder) -> None:
    grow(builder)
    first, second = (msgspec.json.encode(audited(builder).findings) for _ in range(2))
    assert first == second


def test_further_documents_of_the_settings_hold_for_single_commits(
    builder: RepositoryBuilder,
) -> None:
    builder.commit("First model", {"train.py": TRAIN}, date=DAY.format(1))
    files = {
        "train.py": TRAIN.replace("lr=0.001", "lr=0.01"),
        "SUPPORT.md": "The rate `lr` is 0.01 now\n",
    }
    commit = builder.commit("Tidy up", files, date=DAY.format(2))
    assert classified(builder, commit)[0].documentation == "undocumented"
    config = {"debtaudit.toml": '[model-changes]\ndocuments = ["SUPPORT.md"]\n'}
    builder.commit("Settings", config, date=DAY.format(20))
    assert classified(builder, commit)[0].documentation == "documented"


def test_a_copy_of_a_file_is_no_model_that_was_not_there(builder: RepositoryBuilder) -> None:
    first = builder.commit("First model", {"2025/train.py": TRAIN}, date=DAY.format(1))
    other = TRAIN.replace("class Net", "class Other").replace("dim, 1", "dim, 2")
    copied = builder.commit("Next year", {"2026/train.py": TRAIN}, date=DAY.format(2))
    new = builder.commit("Another one", {"2026/other.py": other}, date=DAY.format(3))
    again = builder.commit("Keep it", {"old/other.py": other}, date=DAY.format(4))
    gone = builder.commit("Drop the copy", {"2026/train.py": None}, date=DAY.format(5))
    # a copy that was made later does not make a copy of what it was made of
    assert [row.commit for row in audited(builder).model_changes] == [new, first]
    rows = classified(builder, first, copied, new, again, gone)
    assert [row.model_change for row in rows] == [True, False, True, False, False]


def test_a_copy_of_weights_is_served_somewhere_else(builder: RepositoryBuilder) -> None:
    builder.commit("First", {"train.py": TRAIN, "models/net.pt": "weights"}, date=DAY.format(1))
    copied = builder.commit("Serve it", {"app/models/net.pt": "weights"}, date=DAY.format(2))
    assert audited(builder).model_changes[0].commit == copied
