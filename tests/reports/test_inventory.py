"""The model inventory on a terminal, in Markdown and as JSON."""

import jsonschema
import msgspec
import pytest
from msgspec.structs import replace

from debtaudit.domain.inventory import Inventory
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.domain.style import Style
from debtaudit.reports import discover, json_report, markdown, terminal
from tests.reports.sample import REPORT, poisoned

SERVED = InventoryModel(
    name="src/demand",
    kind="trained",
    framework="sklearn",
    trained_by=("src/train.py::main",),
    saved_at=("src/train.py:6",),
    loaded_at=tuple(f"src/serve.py:{line}" for line in range(1, 7)),
    artefacts=("models/demand.joblib.dvc",),
    registered_as=("demand",),
    card="MODEL_CARD.md",
    owner="@forecast",
    last_change="2026-10-02",
    last_retraining=None,
    use="served",
    because="src/serve.py:6 loads it",
)
PRETRAINED = InventoryModel(
    *("org/name", "pretrained", None, (), (), ("serve.py:6",), (), ()),
    *(None, None, None, None, "unknown", "no serving code loads it by name"),
)
FOUND = Inventory("1.0", REPORT.audit, (SERVED, PRETRAINED), ())
NOTHING = Inventory("1.0", REPORT.audit, (), ())


def on_terminal(found: Inventory, width: int = 100, *, verbose: bool = False) -> str:
    """Return the terminal text."""
    assert terminal.FORMAT.inventory is not None
    return terminal.FORMAT.inventory(found, Style(width=width, verbose=verbose))


def test_the_terminal_says_what_is_known_of_each_model() -> None:
    text = on_terminal(FOUND)
    for part in (
        "2 models",
        "trained, sklearn",
        "trained by src/train.py::main",
        "and 3 more",
        "changed    2026-10-02",
        "retrained  before 2025-11-22",
        "card       MODEL_CARD.md",
        "owner      @forecast",
        "use        served: src/serve.py:6 loads it",
        "owner      nobody (no CODEOWNERS)",
    ):
        assert part in text
    assert "src/serve.py:6\n" in on_terminal(FOUND, verbose=True)
    assert "No training code, no weights and no hub model" in on_terminal(NOTHING)


def test_what_no_commit_of_the_whole_history_holds_was_not_changed_before_1970() -> None:
    window = replace(REPORT.audit.window, since="1970-01-01")
    found = replace(FOUND, audit=replace(REPORT.audit, window=window))
    assert "retrained  unknown, no commit of it is here" in on_terminal(found)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for found in (FOUND, poisoned(FOUND)):
        lines = on_terminal(found, width, verbose=True).split("\n")
        assert max(map(len, lines)) <= width
        assert not any("\x1b" in line for line in lines)


def test_markdown_has_a_table_to_send() -> None:
    assert markdown.FORMAT.inventory is not None
    text = markdown.FORMAT.inventory(FOUND, Style())
    row = next(line for line in text.split("\n") if line.startswith("| `src/demand`"))
    assert "| trained (sklearn) |" in row
    assert row.endswith("| 2026-10-02 | before 2025-11-22 | `MODEL_CARD.md` | served |")
    assert "- Registered as: `demand`" in text
    assert "<script>" not in markdown.FORMAT.inventory(poisoned(FOUND), Style())


def test_json_is_valid_by_its_own_schema_and_reads_back() -> None:
    assert json_report.FORMAT.inventory is not None
    text = json_report.FORMAT.inventory(poisoned(FOUND), Style())
    jsonschema.validate(
        msgspec.json.decode(text), msgspec.json.decode(json_report.schema("inventory"))
    )
    assert (
        msgspec.json.decode(json_report.FORMAT.inventory(FOUND, Style()), type=Inventory) == FOUND
    )


def test_the_formats_that_show_it() -> None:
    assert {known.name for known in discover() if known.inventory} == {
        "json",
        "markdown",
        "terminal",
    }
