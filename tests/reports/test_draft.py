"""The drafted entries of a changelog: for a person to correct, newest first."""

from debtaudit.audit.draft import changelog_style
from debtaudit.domain.change_log import ChangeLogDraft, ChangeLogStyle, ModelChangeLog
from debtaudit.domain.report import ChangeDetail, ModelChange
from debtaudit.reports.markdown.draft import changelog_entries
from tests.reports.sample import REPORT

OLD, NEW = "a" * 40, "b" * 40


def change(commit: str, date: str, subject: str, *details: ChangeDetail) -> ModelChange:
    return ModelChange(
        commit=commit,
        commits=(commit,),
        date=date,
        author="Ada",
        subject=subject,
        kinds=("hyperparameter",),
        details=details,
        documentation="undocumented",
        documents=(),
        confidence=0.9,
    )


RATE = ChangeDetail("src/train.py", "train", "hyperparameter", "0.05", "0.1", "learning_rate")
TREES = ChangeDetail("params.yaml", "model.trees", "hyperparameter", "400", "650")
CHANGES = (
    change(NEW, "2026-05-05", "Tune", TREES),
    change(OLD, "2026-02-24", "fix *typo*", RATE),
)


PLAIN = ChangeLogStyle("-", "")


def drafted(releases: dict[str, str], style: ChangeLogStyle = PLAIN, *, none: bool = False) -> str:
    log = ModelChangeLog("1.0", REPORT.audit, () if none else CHANGES)
    return changelog_entries(ChangeLogDraft(log, releases, style))


def test_one_bullet_a_change_with_values_files_and_commit() -> None:
    lines = drafted({}).splitlines()
    assert lines[0] == "## 2026-05"
    assert "`model.trees` `400` -> `650`" in lines[2]
    assert "`params.yaml`" in lines[2]
    assert lines[4] == "## 2026-02"
    assert "`learning_rate` `0.05` -> `0.1`" in lines[6]
    assert "`aaaaaaaaaa`" in lines[6]
    assert "fix \\*typo\\*" in lines[6]


def test_releases_are_headings_and_the_rest_is_unreleased() -> None:
    headings = [line for line in drafted({OLD: "v1.0"}).splitlines() if line.startswith("#")]
    assert headings == ["## Unreleased", "## v1.0"]


def test_the_style_of_the_changelog_is_kept() -> None:
    style = changelog_style("# News\n\n## 1.0\n\n### Added\n\n* One\n* Two\n- Three\n")
    assert style == ChangeLogStyle("*", "### Changed")
    text = drafted({}, style)
    assert "\n\n### Changed\n\n* Hyper-parameters" in text
    assert changelog_style("") == ChangeLogStyle("-", "")


def test_nothing_missing_is_said() -> None:
    assert "written down" in drafted({}, none=True)
