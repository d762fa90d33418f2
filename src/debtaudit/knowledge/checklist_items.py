"""What a checklist is made of: items with a question, and rules that look for evidence.

The built-in checklists are checklists/*.yaml, read by `knowledge/checklists.py`; those of users
have the same form. What a rule looks at and how strong its evidence is are data; `checklist/`
holds the small evaluator.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from debtaudit.domain.checklist_report import Profile
from debtaudit.domain.report_rows import Role

Strength = Literal["declared", "used", "operated"]
"""Declared: a dependency, a file. Used: called on a path that training or serving reaches.
Operated: a schedule, a CI job or an alert rule refers to it."""
PROFILES: tuple[Profile, ...] = ("service", "library", "research")
Words = tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...]
Text = Annotated[str, Meta(min_length=1, max_length=2_000)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=80)]


class InstrumentRule(
    Struct, frozen=True, tag="instrument", forbid_unknown_fields=True, rename="kebab"
):
    """A library of the purpose `of`: declared by a manifest, used where its calls are reached.

    `program` lets a program of its own count too (a monitoring job is neither training nor
    serving); `declared` says whether a manifest that names the library tells anything.
    """

    of: str
    roles: tuple[Role, ...] = ("training", "serving")
    program: bool = False
    declared: bool = True


class CallRule(Struct, frozen=True, tag="call", forbid_unknown_fields=True, rename="kebab"):
    """A call by its last name, or by the last parts of its full one, where a module is imported.

    `keyword` is an argument that must be given; a call that training or serving does not reach
    is only declared, unless it counts `anywhere`.
    """

    calls: Words
    modules: Words
    keyword: str | None = None
    anywhere: bool = False
    strength: Strength = "used"


class FunctionRule(Struct, frozen=True, tag="function", forbid_unknown_fields=True, rename="kebab"):
    """A function of the repository's own, by patterns of its name: used where it is called.

    `drift/detect*` is a function of that name in a module, or a folder, of the name before the
    slash. It is called in code that one of the roles reaches, or in a `program` of its own. A
    handler of requests is called by nobody: with `uncalled` its definition in such code is enough.
    With `classes`, a class of such a name (`PartialDependence`, in lower case) counts too.
    """

    names: Words
    roles: tuple[Role, ...] = ("training", "serving")
    program: bool = False
    uncalled: bool = False
    classes: bool = False
    strength: Strength = "used"


class UrlRule(Struct, frozen=True, tag="url", forbid_unknown_fields=True, rename="kebab"):
    """A call that is given an address on one of the hosts."""

    hosts: Words
    strength: Strength = "used"


class FileRule(Struct, frozen=True, tag="file", forbid_unknown_fields=True, rename="kebab"):
    """A file by the stem of its name (lower case, `-` as `_`), its folder or a pattern of its path.

    With `words`, at least `least` of its headings (of the front matter's keys, where `front` is
    set) must hold one of them each, and have text below them. With `holds`, one of its sections
    must hold that: `terms` under which data or models may be used, links to `weights`.
    """

    stems: Words = ()
    folders: Words = ()
    paths: Words = ()
    words: Words = ()
    least: int = 1
    front: bool = False
    holds: Literal["terms", "weights"] | None = None
    strength: Strength = "declared"


class StepRule(Struct, frozen=True, tag="step", forbid_unknown_fields=True, rename="kebab"):
    """A CI step that runs one of the programs or actions: operated where CI has a schedule.

    What `keeps-history` by itself is operated on every push.
    """

    programs: Words
    actions: Words = ()
    keeps_history: bool = False


class SettingRule(Struct, frozen=True, tag="setting", forbid_unknown_fields=True, rename="kebab"):
    """A setting by the last parts of its key, with one of the words in its value, in any case.

    `alert.name` is a key of two parts; the numbers of lists are left out of a key
    (`panels[3].alert.name`).

    `files` are patterns for the names of the files that it may stand in.
    """

    keys: Words
    words: Words = ()
    files: Words = ()
    strength: Strength = "used"


class ComputedRule(Struct, frozen=True, tag="computed", forbid_unknown_fields=True, rename="kebab"):
    """A function of `checklist/` that answers the item from the scans or the manifests."""

    by: str


class ItemRule(Struct, frozen=True, tag="item", forbid_unknown_fields=True, rename="kebab"):
    """The answer of an item of the default checklist stands for this one."""

    id: str


Rule = (
    InstrumentRule
    | CallRule
    | FunctionRule
    | UrlRule
    | FileRule
    | StepRule
    | SettingRule
    | ComputedRule
    | ItemRule
)


class Item(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """One item of a checklist.

    `pass_at` is the weakest strength that passes, `partial_at` the weakest that counts at all,
    `needs` the number of rules that must reach the first. `absent` is the status without any
    evidence: `unknown` where what is asked for may well be kept outside the repository. `looks_at`
    names the role without which the item cannot be answered here. `missing` says what was looked
    for where nothing of it was found. `general` items are owed by software without models too.
    `every_model` holds a pass by calls against the built inventory: each stored model must be
    given to such a call. The profiles that are not in `owed_by` owe the item only where
    `required-checklist` names it. An item without rules can only be attested.
    """

    id: Slug
    title: Text
    question: Text
    why: Text
    remedy: Text
    rules: tuple[Rule, ...] = ()
    source: str = ""
    section: str = ""
    pass_at: Strength = "used"
    partial_at: Strength = "declared"
    needs: Annotated[int, Meta(ge=1)] = 1
    absent: Literal["fail", "unknown"] = "fail"
    looks_at: Role | None = None
    missing: str = ""
    general: bool = False
    every_model: bool = False
    owed_by: tuple[Profile, ...] = PROFILES


class Checklist(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Items in their order; `scored` ones are counted by section as the ML Test Score is."""

    id: Slug
    title: Text
    items: tuple[Item, ...]
    scored: bool = False
