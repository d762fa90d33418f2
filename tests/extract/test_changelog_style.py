"""The style of a changelog is read from the changelog: one test a style that people use."""

import pytest

from debtaudit.domain.change_log import ChangeLogStyle, HeadingStyle
from debtaudit.extract.changelog_style import changelog_style

KEEP_A_CHANGELOG = """# Changelog

## [Unreleased]

### Added

- Blur loss (#12)

### Changed

- Warm up longer (#11)

## [1.1.0] - 2026-02-03

### Fixed

- Seeds of workers (#9)
"""


def test_keep_a_changelog() -> None:
    style = changelog_style(KEEP_A_CHANGELOG)
    assert style.release == HeadingStyle("[{version}] - {date}", "## ")
    assert style.unreleased == HeadingStyle("[Unreleased]", "## ")
    assert (style.date, style.with_v, style.bullet) == ("{Y}-{m}-{d}", False, "-")
    assert {word: one.text for word, one in style.sections.items()} == {
        "added": "Added",
        "changed": "Changed",
        "fixed": "Fixed",
    }
    assert style.reference == "(#{number})"


RELEASE_PLEASE = """# Changelog

## [1.2.0](https://example.org/o/r/compare/v1.1.0...v1.2.0) (2026-02-03)

### Features

* add blur ([#12](https://example.org/o/r/issues/12)) ([d16289d](https://example.org/o/r/commit/d16289d0d16289d0d16289d0d16289d0d16289d0))

### Bug Fixes

* seed workers ([#9](https://example.org/o/r/issues/9)) ([a16289d](https://example.org/o/r/commit/a16289d0d16289d0d16289d0d16289d0d16289d0))
"""


def test_release_please_and_semantic_release() -> None:
    style = changelog_style(RELEASE_PLEASE)
    assert style.release == HeadingStyle("{version} ({date})", "## ")
    assert style.unreleased == HeadingStyle("Unreleased", "## ")
    assert style.sections["added"] == HeadingStyle("Features", "### ")
    assert style.sections["fixed"] == HeadingStyle("Bug Fixes", "### ")
    assert style.sections["changed"] == HeadingStyle("Changed", "### ")
    assert style.reference == "([#{number}](https://example.org/o/r/pull/{number}))"
    assert style.commit == "([{short}](https://example.org/o/r/commit/{id}))"
    assert style.bullet == "*"


SPHINX = """
What's new
##########

Current 1.3 (GitHub)
====================

Enhancements
============

- Add a loss (:gh:`12` by `Ada`_)
- Add a net (:gh:`13` by `Ada`_)

Bug fixes
=========

- None yet

Version 1.2.0 (2026-02-03)
==========================
"""


def test_a_page_of_sphinx() -> None:
    style = changelog_style(SPHINX, rst=True)
    assert style.markup == "rst"
    assert style.release == HeadingStyle("Version {version} ({date})", "", "=")
    assert style.unreleased == HeadingStyle("Current 1.3 (GitHub)", "", "=")
    assert style.sections["added"] == HeadingStyle("Enhancements", "", "=")
    assert style.reference == ":gh:`{number}`"


def test_a_dated_log() -> None:
    style = changelog_style("# News\n\n## March 4, 2026\n\n* Weights\n\n## May 5, 2025\n\n* Net\n")
    assert style.release == HeadingStyle("{date}", "## ")
    assert style.date == "{Month} {D}, {Y}"
    assert style.sections == {}


GENERATED = """# v1.2.0

## What's Changed

* Add blur by @ada in https://example.org/o/r/pull/12
* Seeds by @eve in https://example.org/o/r/pull/9
"""


def test_what_is_generated_for_a_release() -> None:
    style = changelog_style(GENERATED)
    assert style.release == HeadingStyle("{version}", "# ")
    assert style.with_v
    assert style.sections == {"changed": HeadingStyle("What's Changed", "## ")}
    assert style.reference == "in https://example.org/o/r/pull/{number}"


def test_no_changelog_is_the_usual_style() -> None:
    assert changelog_style("") == ChangeLogStyle()
    assert changelog_style("", rst=True).release.underline == "-"


@pytest.mark.parametrize(
    ("heading", "text", "date"),
    [
        ("## v1.2.0(04/01/2026)", "{version}({date})", "{d}/{m}/{Y}"),
        ("## [0.15.1] -- Aug 12, 2025", "[{version}] -- {date}", "{Mon} {D}, {Y}"),
        ("### Version 0.25.0  (6 Jun 2026)", "Version {version}  ({date})", "{D} {Mon} {Y}"),
        ("## **Version 0.17.4**", "**Version {version}**", "{Y}-{m}-{d}"),
        ("## v20250625", "{version}", "{Y}-{m}-{d}"),
        ("## 2.0.0: The big one", "{version}", "{Y}-{m}-{d}"),
        ("## 2.1.0rc1", "{version}", "{Y}-{m}-{d}"),
    ],
)
def test_forms_of_headings(heading: str, text: str, date: str) -> None:
    style = changelog_style(f"# Log\n\n{heading}\n\n- a\n")
    assert (style.release.text, style.date) == (text, date)


def test_entries_that_keep_the_prefixes_of_commits() -> None:
    log = "## 1.0\n\n- fix(data): seeds.\n- feat: blur.\n- Other\n"
    assert changelog_style(log).keeps_prefix
    assert changelog_style(log).full_stop
    assert not changelog_style(KEEP_A_CHANGELOG).keeps_prefix


def test_hostile_headings_are_text() -> None:
    style = changelog_style("## 1.0 {0.__class__} \x1b[31m\n\n- a (#1)\n- b (#2)\n")
    assert style.release.text.format(version="2.0", date="today").startswith("2.0")
    assert "\x1b" not in style.release.text


@pytest.mark.parametrize("sign", ["[", "# ", "#", "([1234567](https://x", "`", "=" * 50 + "\n"])
def test_a_hostile_changelog_is_read_in_one_pass(sign: str) -> None:
    text = sign * (200_000 // len(sign))
    assert changelog_style(f"# {text}\n{text}\n", rst=True).bullet == "-"
