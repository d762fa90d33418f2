"""Two versions of a Python file compared by meaning."""

import ast
import re
import warnings
from collections.abc import Mapping
from functools import lru_cache

from msgspec.structs import replace

from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.blocks import import_statements, normalised_text, top_level_blocks
from debtaudit.extract.surface.definitions import (
    Definitions,
    definitions,
    import_aliases,
)
from debtaudit.extract.surface.differing import Differing, differing_statements
from debtaudit.extract.surface.import_swaps import import_swaps
from debtaudit.extract.surface.judged import judged_comparison, kept
from debtaudit.extract.surface.outline import outline
from debtaudit.extract.surface.pairing import differences
from debtaudit.extract.surface.parts import differing_parts
from debtaudit.extract.surface.placed_constants import place_constants
from debtaudit.extract.surface.swaps import with_attributes_renamed
from debtaudit.extract.surface.units import Former
from debtaudit.extract.surface.version import Version
from debtaudit.knowledge.model_surface import surface_knowledge

_MOST_NAMES = 60


def compare_python(before: bytes | None, after: bytes | None) -> Comparison:
    """Compare two versions of Python source, None where the file is absent.

    Changes are ordered by line. Versions that cannot be parsed make a `problem` and no changes.
    A file that is new or gone is read lexically: nothing in it has another version.
    """
    if before is None or after is None:
        blocks = top_level_blocks(normalised_text(after or before or b""))
        aliases = aliases_of(import_statements(blocks))
        found = outline(blocks, aliases, new=after is not None)
        return Comparison(kept(found))
    versions = differing_parts(before, after)
    found_in_parts = compare_sources(*versions)
    if found_in_parts is not None:
        return with_attributes_renamed(found_in_parts, before, after)
    return _compare_whole(normalised_text(before), normalised_text(after))


def _compare_whole(old: str, new: str) -> Comparison:
    """Compare whole files: statements were picked wrongly, or a side is broken."""
    found = compare_sources(Version(old), Version(new), cut=False)
    if found is not None:
        return found
    problem = _problem(old) or _problem(new)
    if problem is None:
        return Comparison(problem="not compared: nested too deeply")
    found = compare_sources(Version(python_3(old)), Version(python_3(new)))
    return found or Comparison(problem=problem)


_APPLICATION = 0.4
"""What is left of a difference in the file of a web application."""
_PYTHON_2 = (
    (lazy_pattern(r"^([ \t]*)print\b(?!\s*[(=.]).*$", re.MULTILINE), r"\1pass"),
    (lazy_pattern(r"^([ \t]*)print\s*>>.*$", re.MULTILINE), r"\1pass"),
    (lazy_pattern(r"^([ \t]*except [\w.() ]+?),\s*\w+:", re.MULTILINE), r"\1:"),
    (lazy_pattern(r"^([ \t]*raise [\w.]+),.*$", re.MULTILINE), r"\1"),
    (lazy_pattern(r"\b(\d+)[lL]\b"), r"\1"),
    (lazy_pattern(r"<>"), "!="),
)


def python_3(source: str) -> str:
    """Return Python 2 source with the commonest of its statements made readable, line by line."""
    for pattern, replacement in _PYTHON_2:
        source = pattern.sub(replacement, source)
    return source.expandtabs() if "\t" in source else source


def compare_sources(old: Version, new: Version, *, cut: bool = True) -> Comparison | None:
    """Compare two sources; None where they do not parse.

    `cut` says whether to look at the statements alone that differ.
    """
    if old.text == new.text:
        return Comparison()
    try:
        differing = differing_statements(old, new) if cut else Differing(old.text, new.text)
        swaps = _import_swaps(old, new)
        if differing.is_empty:
            return Comparison(tuple(swaps))
        old_tree, new_tree = _parse(differing.before), _parse(differing.after)
        place_constants(old_tree, new_tree, (old, new))
        aliases = {
            **aliases_of(new.imports),
            **import_aliases(old_tree),
            **import_aliases(new_tree),
        }
        former = Former(aliases)
        before, after = definitions(old_tree, former), definitions(new_tree, former)
        found = differences(before, after, (old, new))
        judged = judged_comparison(found, former, old, new)
        if swaps:
            changes = sorted((*judged.changes, *swaps), key=lambda change: change.line or 0)
            judged = replace(judged, changes=tuple(changes))
        return replace(
            _of_application(judged) if _is_application(aliases) else judged,
            gone=_only_in(before, after),
            fresh=_only_in(after, before),
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _import_swaps(old: Version, new: Version) -> list[SurfaceChange]:
    if old.imports == new.imports:
        return []
    return import_swaps(aliases_of(old.imports), aliases_of(new.imports), new)


def _is_application(aliases: Mapping[str, str]) -> bool:
    """Tell whether a file is of a web application, and computes with no package of models."""
    known = surface_knowledge()
    packages = {name.partition(".")[0] for name in aliases.values()}
    return not packages.isdisjoint(known.table("application-package")) and packages.isdisjoint(
        known.table("model-package")
    )


def _of_application(found: Comparison) -> Comparison:
    changes = (replace(one, weight=round(one.weight * _APPLICATION, 3)) for one in found.changes)
    return replace(found, changes=tuple(changes))


def _only_in(one: Definitions, other: Definitions) -> tuple[str, ...]:
    """Return the last names of the definitions that one side has and the other has not."""
    names = (name.rpartition(".")[2] for name in one if name not in other)
    return tuple(sorted(set(names))[:_MOST_NAMES])


@lru_cache(maxsize=256)
def aliases_of(imports: str) -> dict[str, str]:
    """Return what import lines bind, nothing where they cannot be parsed."""
    try:
        return import_aliases(_parse(imports))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}


def _problem(source: str) -> str | None:
    try:
        _parse(source)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        return f"not parsed: {getattr(error, 'msg', error)}" + (f" (line {line})" if line else "")
    except (RecursionError, MemoryError):
        return "not parsed: nested too deeply"
    return None


def _parse(source: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in strangers' strings are not our news
        return ast.parse(source)
