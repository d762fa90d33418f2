"""The drafted entries of a changelog: for a person to correct, newest first, in its style."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.change_log import (
    ChangeLogDraft,
    ChangeLogStyle,
    HeadingStyle,
    ModelChangeLog,
)
from debtaudit.domain.report_rows import ChangeDetail, ModelChange
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
    change(OLD, "2026-02-24", "fix: a *typo* of the schedule (#12)", RATE),
)


def drafted(
    releases: dict[str, str] | None = None,
    style: ChangeLogStyle | None = None,
    changes: tuple[ModelChange, ...] = CHANGES,
) -> str:
    log = ModelChangeLog("1.0", REPORT.audit, changes)
    days = {"v1.0": "2026-03-01", "2.0": "2026-06-01"}
    return changelog_entries(ChangeLogDraft(log, releases or {}, days, style or ChangeLogStyle()))


def entry(subject: str, *details: ChangeDetail, style: ChangeLogStyle | None = None) -> str:
    return drafted(style=style, changes=(change(NEW, "2026-05-05", subject, *details),)).split(
        "\n\n"
    )[-1]


def test_without_tags_months_are_headings() -> None:
    assert drafted() == (
        "## 2026-05\n\n"
        "- Change of hyper-parameters: `model.trees` `400` -> `650` (bbbbbbbbbb)\n\n"
        "## 2026-02\n\n"
        "- A \\*typo\\* of the schedule: `learning_rate` `0.05` -> `0.1` (#12)\n"
    )


def test_releases_are_headings_with_their_day_and_the_rest_is_unreleased() -> None:
    headings = [line for line in drafted({OLD: "v1.0"}).splitlines() if line.startswith("#")]
    assert headings == ["## Unreleased", "## v1.0 - 2026-03-01"]
    keep = ChangeLogStyle(
        release=HeadingStyle("[{version}] ({date})", "## "), with_v=False, date="{D} {Mon} {Y}"
    )
    assert "## [1.0] (1 Mar 2026)\n" in drafted({OLD: "v1.0", NEW: "2.0"}, keep)
    assert drafted({OLD: "v1.0", NEW: "2.0"}, keep).startswith("## [2.0] (1 Jun 2026)\n")


SECTIONS = {
    "added": HeadingStyle("Features", "### "),
    "fixed": HeadingStyle("Bug Fixes", "### "),
    "changed": HeadingStyle("Changed", "### "),
}


def test_sections_and_references_of_the_changelog_are_kept() -> None:
    style = ChangeLogStyle(
        bullet="*",
        sections=SECTIONS,
        reference="([#{number}](https://example.org/pull/{number}))",
        commit="([{short}](https://example.org/commit/{id}))",
    )
    text = drafted({OLD: "v1.0", NEW: "v1.0"}, style)
    assert text.index("### Bug Fixes") < text.index("### Changed")
    assert "([#12](https://example.org/pull/12))" in text
    assert f"([bbbbbbbbbb](https://example.org/commit/{NEW}))" in text
    assert "\n* Change of" in text


@pytest.mark.parametrize(
    ("subject", "section"),
    [
        ("Fix the seeds of all workers", "Bug Fixes"),
        ("feat: blur of the images", "Features"),
        ("Add blur to the images", "Features"),
        ("Warm up for longer", "Changed"),
    ],
)
def test_the_section_follows_the_subject(subject: str, section: str) -> None:
    style = ChangeLogStyle(sections=SECTIONS)
    assert f"### {section}\n" in drafted(
        style=style, changes=(change(NEW, "2026-05-05", subject, RATE),)
    )


def test_underlined_titles_and_literals_of_restructuredtext() -> None:
    style = ChangeLogStyle(
        markup="rst",
        release=HeadingStyle("Version {version} ({date})", "", "="),
        unreleased=HeadingStyle("Current", "", "="),
        reference=":gh:`{number}`",
    )
    assert drafted({OLD: "v1.0"}, style) == (
        "Current\n=======\n\n"
        "- Change of hyper-parameters: ``model.trees`` ``400`` -> ``650`` (bbbbbbbbbb)\n\n"
        "Version v1.0 (2026-03-01)\n=========================\n\n"
        "- A \\*typo\\* of the schedule: ``learning_rate`` ``0.05`` -> ``0.1`` :gh:`12`\n"
    )


def test_a_dated_changelog_has_days() -> None:
    style = ChangeLogStyle(release=HeadingStyle("{date}", "## "), date="{Month} {D}, {Y}")
    headings = [line for line in drafted(style=style).splitlines() if line.startswith("#")]
    assert headings == ["## May 5, 2026", "## February 24, 2026"]


def test_prefixes_stay_where_the_changelog_has_them() -> None:
    style = ChangeLogStyle(keeps_prefix=True, full_stop=True)
    assert entry("fix(data): the seeds of workers", RATE, style=style).startswith(
        "- fix(data): the seeds of workers: `learning_rate` `0.05` -> `0.1`. ("
    )


def test_values_that_a_line_cannot_hold_give_way_to_the_place() -> None:
    long = ChangeDetail("net.py", "Net.forward", "architecture", "x" * 60, "y", "hidden")
    statement = ChangeDetail("net.py", "Net.forward", "architecture", "a = b", "a = c")
    for detail in (long, statement):
        assert entry("Warm up for longer", detail) == (
            "- Warm up for longer in `Net.forward` (bbbbbbbbbb)\n"
        )
    assert entry("Warm up in forward instead", long) == (
        "- Warm up in forward instead (bbbbbbbbbb)\n"
    )


@pytest.mark.parametrize("subject", ["Merge branch 'a' into b with more", "fix", "wip :)", "🪢🤔"])
def test_a_title_that_says_nothing_gives_way_to_the_kinds(subject: str) -> None:
    assert entry(subject, RATE).startswith("- Change of hyper-parameters: `learning_rate`")


def test_added_and_removed_values_and_pictures() -> None:
    added = ChangeDetail("net.py", "Net", "architecture", None, "0.1", "dropout")
    removed = ChangeDetail("net.py", "Net", "architecture", "0.1", None, "dropout")
    assert entry("✨ Use more `Dropout` here", added) == (
        "- Use more `Dropout` here: `dropout` = `0.1` (new) (bbbbbbbbbb)\n"
    )
    assert "`dropout` removed" in entry("Use more dropout here", removed)


def test_nothing_missing_is_said() -> None:
    assert "written down" in drafted(changes=())


def whole(symbol: str, before: str | None, after: str | None) -> ChangeDetail:
    return ChangeDetail("src/nets.py", symbol, "architecture", before, after)


def test_definitions_that_came_or_went_are_told_without_their_methods() -> None:
    new = whole("Blur", None, "class Blur"), whole("Blur.forward", None, "function Blur.forward")
    assert entry("Tune", *new) == "- Change of hyper-parameters: `Blur` (new) (bbbbbbbbbb)\n"
    gone = whole("elmo", "function elmo", None)
    assert entry("Give old commands up", gone) == (
        "- Give old commands up: `elmo` removed (bbbbbbbbbb)\n"
    )
    assert entry("Give elmo and others up", gone) == ("- Give elmo and others up (bbbbbbbbbb)\n")
    hidden = whole("Net._step", None, "function Net._step")
    assert entry("Tune", hidden) == "- Change of hyper-parameters in `Net._step` (bbbbbbbbbb)\n"
    assert entry("Tune", RATE, *new).count("new") == 0


def test_several_kinds_are_a_list() -> None:
    one = replace(change(NEW, "2026-05-05", "Tune"), kinds=("data", "loss", "feature"))
    assert "Change of data, loss and features" in drafted(changes=(one,))


def test_an_entry_too_unsure_to_be_claimed_asks() -> None:
    unsure = replace(change(NEW, "2026-05-05", "Tune", TREES), confidence=0.6, possible=True)
    entry_of_it = drafted(changes=(unsure,)).split("\n\n")[-1]
    assert "(is it a change of the model?)" in entry_of_it
    assert "(is it a change of the model?)" not in drafted()
