"""What the words of an identifier say of its value."""

from functools import cache

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.model_surface import NO_KIND, Mark, surface_knowledge

_TELLING = ("return_", "save_", "print_", "plot_", "show_")
"""How names of switches begin that say what to hand out, to keep or to show."""
_WORD = lazy_pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@cache
def words_of(identifier: str) -> tuple[str, ...]:
    """Split an identifier of any style into lower-case words: `numLayers` -> num, layers."""
    return tuple(word.lower() for word in _WORD.findall(identifier))


@cache
def word_mark(identifier: str) -> Mark | None:
    """Return what an identifier says of its value; weight 0 for names of plumbing."""
    known = surface_knowledge()
    table, neutral = known.table("word"), known.table("neutral-keyword")
    last = identifier.rpartition(".")[2].lower().replace("-", "_")
    if last in table:
        return table[last]
    if last in neutral or last in known.table("neutral-exact") or last.startswith(_TELLING):
        return Mark(NO_KIND, 0.0)
    words = tuple(
        word[:-1] if word.endswith("s") and word not in table else word
        for word in words_of(identifier)[:12]
    )
    for size in (3, 2, 1):
        hits = [
            found
            for start in range(len(words) - size + 1)
            for found in [table.get("_".join(words[start : start + size]))]
            if found is not None
        ]
        plumbing = any(
            "_".join(words[start : start + size]) in neutral
            for start in range(len(words) - size + 1)
        )
        if (plumbing and size > 1) or (plumbing and not hits):
            return Mark(NO_KIND, 0.0)
        if hits:
            if plumbing and words[-1] in neutral:
                return Mark(NO_KIND, 0.0)  # the last word says what it is: `target_device`
            best = max(hits, key=lambda mark: mark.weight)
            factor = (0.75 if size == 1 else 0.95) * (0.4 if plumbing else 1.0)
            return Mark(best.kind, best.weight * factor)
    return None
