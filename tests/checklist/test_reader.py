"""A checklist of somebody's own: what it may say, and what is refused with line and cure."""

import pytest

from debtaudit.checklist.plan import Plan
from debtaudit.checklist.reader import read_checklist
from debtaudit.domain.errors import ConfigurationError
from debtaudit.knowledge.checklists import BUILT_IN, built_in, text_of
from tests.checklist.repository import TRAIN, by_id

HEAD = "id: ours\ntitle: Ours\nitems:\n"
ITEM = """\
- id: {id}
  title: Backups are tried
  question: Is a backup of the model restored in CI?
  why: A backup that nobody tried is none.
  remedy: Add a job that restores it.
  rules:
  - type: step
    programs: [restore-backup]
"""
STEP = "type: step\n    programs: [restore-backup]"
ONE = HEAD + ITEM.format(id="backups")


def refused(text: str | bytes) -> str:
    """Return why a checklist is refused."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(ConfigurationError) as caught:
        read_checklist("ours.yaml", data)
    message = str(caught.value)
    assert message.startswith("ours.yaml")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_copy_of_a_built_in_checklist_is_read_the_same(name: str) -> None:
    assert read_checklist("copy.yaml", text_of(name).encode()) == built_in(name)


def test_an_item_of_ones_own_is_answered_by_its_rules() -> None:
    plan = Plan((read_checklist("ours.yaml", ONE.encode()),))
    texts = {"train.py": TRAIN}
    assert by_id(texts, plan)["backups"].status == "fail"
    ci = "on:\n  push:\njobs:\n  b:\n    runs-on: x\n    steps:\n    - run: restore-backup\n"
    found = by_id({**texts, ".github/workflows/b.yml": ci}, plan)["backups"]
    assert found.status == "pass"
    assert found.checklist == "ours"


def test_an_item_may_stand_on_one_of_the_default_checklist() -> None:
    rules = "  rules:\n  - type: item\n    id: seeds\n"
    text = ONE[: ONE.index("  rules:")] + rules
    plan = Plan((read_checklist("ours.yaml", text.encode()),))
    assert by_id({"train.py": TRAIN}, plan)["backups"].status == "fail"
    seeded = TRAIN.replace("    model =", "    torch.manual_seed(1)\n    model =")
    assert by_id({"train.py": seeded}, plan)["backups"].status == "pass"


def test_what_is_repeated_may_be_written_once_with_an_anchor() -> None:
    text = ONE.replace("programs: [restore-backup]", "programs: &p [restore-backup]")
    text += "  - type: step\n    programs: *p\n"
    assert len(read_checklist("ours.yaml", text.encode()).items[0].rules) == 2


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (ONE.replace("type: step", "type: stpe"), 10, "types of evidence rules are instrument,"),
        (ONE.replace("programs:", "program:"), 11, "unknown key program"),
        (ONE.replace("  why:", "  weshalb:"), 7, "unknown key weshalb"),
        (ONE.replace("  title: Backups are tried\n", ""), 4, "title"),
        (ONE.replace("title: Backups are tried", "title: 7"), 5, "Expected `str`"),
        (ONE.replace("id: backups", "id: Back ups"), 4, "id"),
        (ONE + ITEM.format(id="backups"), 12, "stands twice, the first time on line 4"),
        (HEAD + "  []\n", 3, "items"),
        (ONE.replace(STEP, "type: computed\n    by: sed"),
         10, "did you mean seeds?"),
        (ONE.replace(STEP, "type: instrument\n    of: drft"),
         10, "there is no drft (did you mean drift?)"),
        (ONE.replace(STEP, "type: item\n    id: seed"),
         10, "did you mean seeds?"),
        (ONE.replace(STEP, "type: file\n    least: 1"),
         10, "needs `stems`, `folders` or `paths`"),
        (ONE + "  - type: computed\n    by: seeds\n", 4, "must be the only one"),
        (ONE.replace("programs: [restore-backup]", "programs: restore"), 11, "programs"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, said: str) -> None:
    message = refused(text)
    assert said in message
    assert message.startswith(f"ours.yaml:{line}:"), message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id: [\n", "broken YAML"),
        ("- a\n- b\n", "no checklist"),
        ("", "no checklist"),
        (ONE + "---\n" + ONE, "no checklist"),
        ("{% if x %}\nid: {{ x }}\n", "template"),
        (b"\x00\x01", "YAML"),
        ("a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [" + ", ".join(
            [f"*{chr(97 + n)}"] * 9) + "]\n" for n in range(8)), "100,000"),
        ("a: " + "[" * 500 + "\n", "deep"),
        ("a: *nowhere\n", "alias"),
        ("#" * 1_000_001, "larger than"),
    ],
    ids=["broken", "list", "empty", "two", "template", "binary", "bomb", "deep", "alias", "large"],
)  # fmt: skip
def test_what_is_no_checklist_at_all_is_refused(text: str | bytes, said: str) -> None:
    assert said in refused(text)


def test_hostile_names_are_shown_as_escapes() -> None:
    message = refused(ONE.replace("programs:", '"\\u202eprograms":'))
    assert "\u202e" not in message
    assert "\\u202e" in message
