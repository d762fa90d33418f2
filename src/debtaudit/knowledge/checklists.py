"""The checklists that come with debtaudit: checklists/*.yaml.

They are YAML for the people who copy them, in a form that is read without a YAML parser: each key
has a line of its own, and its value is JSON. PyYAML takes 30 ms to import, and the default
checklist is read in every audit; a test holds the two readings against each other.
"""

from functools import cache

import msgspec

from debtaudit.knowledge.checklist_items import Checklist, Item
from debtaudit.knowledge.packaged import packaged_text

DEFAULT = "default"
BUILT_IN = (DEFAULT, "ml-test-score")


@cache
def built_in(name: str) -> Checklist:
    """Return a checklist of `BUILT_IN`."""
    return msgspec.convert(plain_yaml(text_of(name)), Checklist)


def text_of(name: str) -> str:
    """Return a built-in checklist as it is written."""
    return packaged_text(f"checklists/{name}.yaml")


def default_items() -> tuple[Item, ...]:
    """Return the items of the default checklist, in its order."""
    return built_in(DEFAULT).items


def plain_yaml(text: str) -> dict[str, object]:
    """Read the part of YAML that the built-in checklists are written in.

    `key: JSON` at four depths: the checklist, an item, a list of rules, a rule.
    """
    checklist: dict[str, object] = {}
    items: list[dict[str, object]] = []
    rules: list[dict[str, object]] = []
    for line in text.splitlines():
        body = line.lstrip(" ")
        if not body or body[0] == "#":
            continue
        depth = len(line) - len(body)
        begins = body.startswith("- ")
        key, _, value = body.removeprefix("- ").partition(":")
        if not value:
            if depth:
                rules = []
                items[-1][key] = rules
            else:
                checklist[key] = items
            continue
        if begins:
            (rules if depth > _ITEM else items).append({})
        deeper = depth + 2 * begins > _ITEM + 2
        table = rules[-1] if deeper else items[-1] if depth else checklist
        table[key] = msgspec.json.decode(value)
    return checklist


_ITEM = 2
"""The blanks in front of an item's dash; its keys have two more, a rule's dash has four more."""
