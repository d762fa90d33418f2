"""The items of a checklist, read from data: the question, why it is asked, and what answers it.

The default checklist is checklists/default.toml. What a rule looks at and how strong its evidence
is are data; `checklist/` holds the small evaluator.
"""

from functools import cache
from typing import Literal

import msgspec

from debtaudit.domain.report import Role
from debtaudit.knowledge.packaged import packaged_text

Strength = Literal["declared", "used", "operated"]
"""Declared: a dependency, a file. Used: called on a path that training or serving reaches.
Operated: a schedule, a CI job or an alert rule refers to it."""


class InstrumentRule(msgspec.Struct, frozen=True, tag="instrument", forbid_unknown_fields=True):
    """A library of the purpose `of`: declared by a manifest, used where its calls are reached."""

    of: str
    roles: tuple[Role, ...] = ("training", "serving")


class CallRule(msgspec.Struct, frozen=True, tag="call", forbid_unknown_fields=True):
    """A call by its last name in a file that imports one of the modules.

    `keyword` is an argument that must be given; a call that training or serving does not reach
    is only declared, unless it counts `anywhere`.
    """

    calls: tuple[str, ...]
    modules: tuple[str, ...]
    keyword: str | None = None
    anywhere: bool = False
    strength: Strength = "used"


class FileRule(msgspec.Struct, frozen=True, tag="file", forbid_unknown_fields=True):
    """A file by the stem of its name (lower case, `-` as `_`) or by the folder it is in.

    With `words`, at least `least` of its headings (of the front matter's keys, where `front` is
    set) must hold one of them each.
    """

    stems: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    least: int = 1
    front: bool = False
    strength: Strength = "declared"


class StepRule(msgspec.Struct, frozen=True, tag="step", forbid_unknown_fields=True):
    """A CI step that runs one of the programs or actions: operated where CI has a schedule."""

    programs: tuple[str, ...]
    actions: tuple[str, ...] = ()


class SettingRule(msgspec.Struct, frozen=True, tag="setting", forbid_unknown_fields=True):
    """A setting by the last part of its key, with one of the words in its value."""

    keys: tuple[str, ...]
    words: tuple[str, ...] = ()
    strength: Strength = "used"


class ComputedRule(msgspec.Struct, frozen=True, tag="computed", forbid_unknown_fields=True):
    """A function of `checklist/` that answers the item from the scans or the manifests."""

    by: str


Rule = InstrumentRule | CallRule | FileRule | StepRule | SettingRule | ComputedRule


class Item(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One item of a checklist.

    `pass_at` is the weakest strength that passes, `needs` the number of rules that must reach it;
    less is `partial`. `absent` is the status without any evidence: `unknown` where what is asked
    for may well be kept outside the repository. `looks_at` names the role without which the item
    cannot be answered here. `missing` says what was looked for where nothing of it was found.
    `general` items are owed by software without models too.
    """

    id: str
    title: str
    question: str
    why: str
    remedy: str
    rules: tuple[Rule, ...]
    source: str = ""
    pass_at: Strength = "used"
    needs: int = 1
    absent: Literal["fail", "unknown"] = "fail"
    looks_at: Role | None = None
    missing: str = ""
    general: bool = False


class _Checklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: tuple[Item, ...]


@cache
def default_items() -> tuple[Item, ...]:
    """Return the items of the default checklist, in its order."""
    text = packaged_text("checklists/default.toml")
    return msgspec.convert({"item": items_as_written(text)}, _Checklist).item


def items_as_written(text: str) -> list[dict[str, object]]:
    """Read the part of TOML that a checklist is written in: `[[item]]`, `[[item.rules]]` and keys.

    Each key has a line of its own, and its value is JSON as well as TOML. The parser of the
    interpreter takes 5 ms for the file, with its import, and this is read in every audit.
    """
    items: list[dict[str, object]] = []
    table: dict[str, object] = {}
    rules: list[dict[str, object]] = []
    for line in text.splitlines():
        if line == "[[item]]":
            table = {}
            rules = []
            items.append(table)
        elif line == "[[item.rules]]":
            items[-1]["rules"] = rules
            table = {}
            rules.append(table)
        elif line and not line.startswith("#"):
            key, _, value = line.partition(" = ")
            table[key] = msgspec.json.decode(value)
    return items
