"""What a path says of the model surface in its file: none, a kind, settings of an experiment."""

from fnmatch import fnmatchcase
from functools import cache

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.model_surface import NO_KIND, Mark, surface_knowledge

_WORDS = lazy_pattern(r"[a-z]+|\d+")
_TEST_FILE = lazy_pattern(
    r"(?:^|/)(?:test_[^/]*|[^/]*_tests?|tests?|conftest|(?:\w+_)?setup|noxfile|fabfile|versioneer|_version)\.py$"
)
SETTINGS_SUFFIXES = (".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".gin")


@cache
def is_surface_path(path: str) -> bool:
    """Tell whether a path can hold model surface: not tests, documentation, CI or deployment."""
    folders = surface_knowledge().table("not-surface")
    lowered = path.lower()
    parts = lowered.split("/")
    for part in parts[:-1]:
        words = _WORDS.findall(part)
        if part in folders or "test" in words or words[:1] == ["docs"]:
            return False
    if _TEST_FILE.search(lowered):
        return False
    if lowered.endswith(SETTINGS_SUFFIXES):
        name = path.rpartition("/")[2]
        patterns = surface_knowledge().table("not-setting")
        return not any(fnmatchcase(name, pattern) for pattern in patterns)
    return True


@cache
def is_settings_path(path: str) -> bool:
    """Tell whether the path of a settings file says that it belongs to experiments."""
    table = surface_knowledge().table("setting-path")
    return any(word in table for word in _WORDS.findall(path.lower()))


@cache
def path_mark(path: str) -> tuple[str, float]:
    """Return the kind of model surface that a path names and the factor on what stands there."""
    table = surface_knowledge().table("path")
    kind = ""
    stem, _, _ = path.lower().rpartition(".")
    parts = stem.split("/")
    for part in reversed(parts[-4:]):
        words = [part, *_WORDS.findall(part)]
        silent_end = _silent_end(part, words[1:])
        if silent_end is not None:
            return kind, silent_end.weight
        marks = [table[word] for word in words if word in table]
        silent = [mark for mark in marks if mark.kind == NO_KIND]
        loud = [mark for mark in marks if mark.kind != NO_KIND]
        if silent and not loud:
            return kind, silent[0].weight
        if loud:
            kind = kind or loud[0].kind
            return kind, 1.0
    return kind, 1.0


_OF_TRAINING_TOO = frozenset(
    ("plot", "eval", "evaluate", "val", "validate", "dist", "distributed", "distribute")
)
"""Silent words beside which a file may train, or show how: `train_eval.py`, `plot_split.py`."""


def _silent_end(part: str, words: list[str]) -> Mark | None:
    """Return the mark of the verb or the noun that says what a name of several words is about.

    `visualize_dataset` visualises, `data_validation` validates.
    """
    table = surface_knowledge().table("path")
    if len(words) < 2 or part in table:
        return None
    ends = words[:1] if words[0] != "plot" else []
    if words[-1] not in _OF_TRAINING_TOO:
        ends.append(words[-1])
    marks = (table.get(word) for word in ends)
    return next((mark for mark in marks if mark is not None and mark.kind == NO_KIND), None)
