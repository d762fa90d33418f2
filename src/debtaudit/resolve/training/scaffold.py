"""A pytest file for one training entry point, as far as it can be written without a person."""

from collections.abc import Mapping, Sequence
from string import Template

from msgspec import Struct

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import FileFacts, Step
from debtaudit.domain.picture import Picture
from debtaudit.domain.python_facts import MODULE
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.domain.text import shorten, visible
from debtaudit.knowledge.scaffolds import PROGRAM, template, template_for
from debtaudit.resolve.training.scaffold_parts import (
    function_parts,
    notebook_parts,
    script_parts,
    stage_parts,
)

_NEAR = 3
_WIDEST = 55


class Target(Struct, frozen=True):
    """What the test is for: a definition of a file, or a stage of a DVC pipeline (`step`).

    `symbol` is `<module>` for a script and `<notebook>` for a notebook; `programs` are the files
    of this repository that the stage runs.
    """

    path: str
    symbol: str
    framework: str
    step: Step | None = None
    programs: tuple[str, ...] = ()


def scaffold(wanted: str, picture: Picture, facts: Mapping[str, FileFacts]) -> str:
    """Return the text of a pytest file for the entry point, helper or DVC stage `wanted`.

    `wanted` is `src/train.py::main`, `src/train.py` or `dvc.yaml:train`. Raises `WrongCallError`,
    with the nearest names, for what is none of them.
    """
    target = find(wanted, picture, facts)
    if target.step is not None:
        parts = stage_parts(target.path, target.step, target.programs, facts)
        name, what = target.step.name, f"the stage {target.step.name} of {target.path}"
    elif target.symbol.startswith("<"):
        make = notebook_parts if target.symbol == "<notebook>" else script_parts
        parts = make(target.path, facts[target.path])
        name, what = target.path.rpartition("/")[2].rpartition(".")[0], target.path
    else:
        parts = function_parts(target.path, target.symbol, picture, facts)
        name, what = target.symbol, f"{target.symbol} of {target.path}"
    whole = target.step is not None or target.symbol.startswith("<")
    kind = PROGRAM if whole else template_for(target.framework)
    return Template(template(kind)).substitute(
        parts, name=_slug(name), what=_in_docstring(what), framework=_in_docstring(target.framework)
    )


def find(wanted: str, picture: Picture, facts: Mapping[str, FileFacts]) -> Target:
    """Return what `wanted` names. Raises `WrongCallError` where it names nothing that trains."""
    plain = wanted.replace("\\", "/").removeprefix("./")
    targets = _targets(picture, facts)
    for name in (wanted, plain):
        if name in targets:
            return targets[name]
    inside = [name for name in _own(picture) if name.startswith((wanted + "::", plain + "::"))]
    if len(inside) == 1:
        return targets[inside[0]]
    if inside:
        raise WrongCallError(f"{wanted}: holds several entry points; name one: {_listed(inside)}")
    raise WrongCallError(_unknown(wanted, plain, list(targets)))


def _own(picture: Picture) -> list[str]:
    return [f"{point.path}::{point.symbol}" for point in picture.entry_points]


def _targets(picture: Picture, facts: Mapping[str, FileFacts]) -> dict[str, Target]:
    found: dict[str, Target] = {}
    stages = {
        f"{path}:{step.name}": (path, step)
        for path in sorted(facts)
        if (workflow := facts[path].workflow) is not None
        for step in workflow.steps
        if step.origin == "dvc"
    }
    programs: dict[str, list[EntryPoint]] = {}
    for point in picture.entry_points:
        found[f"{point.path}::{point.symbol}"] = Target(point.path, point.symbol, point.framework)
        for ref in point.started_by:
            programs.setdefault(ref, []).append(point)
    for point in picture.entry_points:
        for helper in point.helpers:
            path, _, symbol = helper.rpartition("::")
            path = path or point.path
            if not symbol.startswith("<"):
                found.setdefault(f"{path}::{symbol}", Target(path, symbol, point.framework))
    for ref, points in programs.items():
        if ref in stages:
            path, step = stages[ref]
            run = tuple(sorted({point.path for point in points}))
            target = Target(path, MODULE, points[0].framework, step, run)
            found[ref] = found[f"{path}::{step.name}"] = target
    return found


def _unknown(wanted: str, plain: str, names: Sequence[str]) -> str:
    if not names:
        return f"{wanted}: no code that fits a model was found here"
    from difflib import get_close_matches

    near = get_close_matches(plain, names, n=_NEAR, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {_listed(names)}"
    return f"{wanted}: no such training entry point; {hint}"


def _listed(names: Sequence[str]) -> str:
    shown = sorted(names)[: 2 * _NEAR]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _slug(name: str) -> str:
    """Return a part of a test's name: `Trainer.fit` is `trainer_fit`."""
    plain = "".join(char if char.isascii() and char.isalnum() else "_" for char in name.lower())
    return "_".join(part for part in plain.split("_") if part)[:_WIDEST] or "training"


def _in_docstring(text: str) -> str:
    return shorten(visible(text).replace("\\", "/").replace('"', "'"), _WIDEST, "...")
