"""The file of `init`, the table in the documentation, and the classes say the same."""

import re
from pathlib import Path

from debtaudit.config.known_settings import known_tables
from debtaudit.config.reader import read_settings
from debtaudit.config.template import default_text, template
from debtaudit.domain.settings import Settings

RULES = ("dependency-unpinned", "dependency-stale")
DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_file_of_init_changes_nothing() -> None:
    assert (
        read_settings([("debtaudit.toml", template().encode())], (), lambda _settings: ())
        == Settings()
    )


def test_every_line_of_it_is_valid_once_it_is_no_comment() -> None:
    text = re.sub(r"^# ([a-z-]+ = |\[\[)", r"\1", template(), flags=re.MULTILINE)
    settings = read_settings([("debtaudit.toml", text.encode())], RULES, lambda _settings: ())
    assert settings.limits == Settings().limits
    assert settings.cost_per_hour == 90
    assert settings.component[0].criticality == "revenue"
    assert settings.gate.path[0].paths == ("src/serving/",)
    assert text.count(" = ") >= sum(len(table.settings) for table in known_tables())


def test_every_setting_is_explained() -> None:
    for table in known_tables():
        assert table.description.endswith(".")
        for setting in table.settings:
            assert setting.description.endswith("."), setting.key
            assert setting.allowed
            assert setting.description in template()


def test_the_documentation_holds_every_setting_with_its_default() -> None:
    text = DOCUMENT.read_text("utf-8")
    for table in known_tables():
        for setting in table.settings:
            row = f"| `{setting.key}` | {setting.allowed} | `{default_text(setting)}` |"
            assert row in text, row
            assert setting.description in text
