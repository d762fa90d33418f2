"""Versions and what a specifier admits, for PEP 440, Poetry's and conda's ways of writing.

Numbered versions, which nearly all are, are compared as tuples; `packaging` is asked for the rest,
because importing it costs more than judging a whole repository. A differential test compares both.
Sources: PEP 440; Poetry, "Dependency specification"; conda, "Package match specification".
"""

from functools import cache

from debtaudit.domain.patterns import lazy_pattern

_NUMBERED = lazy_pattern(
    r"v?(\d+(?:\.\d+)*)(?:(a|b|rc)(\d+))?(?:\.post(\d+))?(?:\+[A-Za-z0-9.]+)?\Z"
)
_FIRST = lazy_pattern(r"v?(\d+)")
_PRERELEASE = lazy_pattern(r"\d[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\d")
_PHASES = {"a": -3, "b": -2, "rc": -1}
_TEMPLATES = ("$", "{")
_CLAUSE = lazy_pattern(r"\s*(===|==|!=|>=|<=|~=|>|<|\^|~|=)?\s*v?([^\s|]+)\s*")

Key = tuple[tuple[int, ...], int, int, int]


@cache
def key_of(version: str) -> Key | None:
    """Return what orders a version: release without trailing zeros, phase, its number, post.

    The phase is negative before the final release. None for epochs, `.dev` and what is no version.
    """
    match = _NUMBERED.match(version)
    if match is None:
        return None
    release = [int(part) for part in match.group(1).split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    phase, number, post = match.group(2), match.group(3), match.group(4)
    return tuple(release), _PHASES.get(phase, 0), int(number or 0), int(post) if post else -1


def compared(left: str, right: str) -> int | None:
    """Return -1, 0 or 1 as the left version is older, the same or newer; None if it is no version.

    Local parts (`+cu117`) do not count: they are builds of the same release.
    """
    first, second = key_of(left), key_of(right)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    from packaging.version import InvalidVersion, Version

    try:
        one, other = Version(left.partition("+")[0]), Version(right.partition("+")[0])
    except InvalidVersion:
        return None
    return (one > other) - (one < other)


DATED = 20
"""From here on a newest major is a year or a quarter (`26.10`, `2026.3`), no step of its own."""


def major(version: str) -> int | None:
    """Return the first number of a version; None where it has none."""
    match = _FIRST.match(version)
    return int(match.group(1)) if match else None


def is_before_one(version: str, newest: str) -> bool:
    """Tell whether both are of major 0 and differ in the second number: that may break anything.

    (Semantic Versioning 2.0.0, clause 4.)
    """
    here, there = version.split(".")[:2], newest.split(".")[:2]
    return here[0] == there[0] == "0" and here != there


def asks_for_prereleases(specifier: str) -> bool:
    """Tell whether a specifier names a pre-release, which admits others too (PEP 440)."""
    return _PRERELEASE.search(specifier) is not None


def pinned_version(specifier: str) -> str | None:
    """Return the version of a pin: `==1.2`, `===1.2`, conda's `=1.2=build`, Poetry's `1.2`."""
    for clause in specifier.split(","):
        bare = clause.strip()
        if bare[:1] not in ("=", "v") and not bare[:1].isdigit():
            continue
        parts = bare.lstrip("= ").split("=", 1)[0].split()
        if parts and parts[0][:1].isalnum() and "*" not in parts[0]:
            return parts[0]
    return None


def begins_with(specifier: str, version: str) -> bool:
    """Tell whether a range names this very version as its lower bound: `^0.19.0` begins with it."""
    clauses = _CLAUSE.finditer(specifier.replace(",", " "))
    return any(
        one.group(1) in (">=", "~=", "^", "~") and one.group(2) == version for one in clauses
    )


def is_below(specifier: str, limit: str) -> bool:
    """Tell whether a specifier admits only versions below a major one (`3`)."""
    for clause in [] if "|" in specifier else _CLAUSE.finditer(specifier.replace(",", " ")):
        bound = compared(clause.group(2).partition("=")[0].removesuffix(".*"), limit)
        upper = clause.group(1) in ("<", "<=", "~=", "~", "^", "==", "===", "=", None)
        if upper and bound is not None and (bound < 0 or (clause.group(1) == "<" and bound == 0)):
            return True
    return False


@cache
def admits(specifier: str, version: str, *, fuzzy: bool = False) -> bool | None:
    """Tell whether a specifier admits a version; None where it cannot be told.

    `fuzzy` reads a single `=` as conda does: `=1.2` admits 1.2.3.
    """
    if specifier.strip() in ("", "*"):
        return True
    if any(sign in specifier for sign in _TEMPLATES):
        return None
    parts = specifier.replace("||", "|").split("|")
    verdicts = [_all(part, version, fuzzy) for part in parts]
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _all(specifier: str, version: str, fuzzy: bool) -> bool | None:
    key = key_of(version)
    if key is not None and key[1]:
        key = None  # pre-releases have rules of their own
    text = specifier.replace(",", " ").strip()  # Poetry and conda separate by blanks too
    verdict = True
    at = 0
    while at < len(text):
        match = _CLAUSE.match(text, at)
        if match is None:
            return None
        one = None if key is None else _admits(match.group(1) or "", match.group(2), key, fuzzy)
        if one is None:
            return _by_packaging(specifier, version)
        verdict = verdict and one
        at = match.end()
    return verdict


def _by_packaging(specifier: str, version: str) -> bool | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return SpecifierSet(specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return None


def _admits(operator: str, bound: str, key: Key, fuzzy: bool) -> bool | None:
    """Judge one clause with a final version on both sides; None where it is another kind."""
    if bound in ("*", "*.*"):
        return True
    if bound.endswith((".*", "*")):
        prefix = _release(bound.rstrip("*").rstrip("."))
        if prefix is None or operator not in ("", "=", "==", "!="):
            return None
        return (operator == "!=") != _starts(key[0], prefix)
    release = _release(bound.partition("=")[0])
    limit = key_of(bound.partition("=")[0])
    if release is None or limit is None:
        return None
    if operator in ("==", "===", "") or (operator == "=" and not fuzzy):
        return key == limit
    if operator == "=":
        return _starts(key[0], release)
    if operator == "!=":
        return key != limit
    if operator in (">=", "<="):
        return key >= limit if operator == ">=" else key <= limit
    if operator == ">":
        return key > limit and not (key[0] == limit[0] and not limit[1] and limit[3] < 0)
    if operator == "<":
        return key < limit
    return _compatible(operator, release, limit, key)


def _compatible(operator: str, release: tuple[int, ...], limit: Key, key: Key) -> bool | None:
    """`~=1.4.2` and Poetry's `~1.4`, `^1.4`: from the bound up to the next of a higher part."""
    if key < limit:
        return False
    if operator == "~=":
        return _starts(key[0], release[:-1]) if len(release) > 1 else None
    if operator == "~":
        return _starts(key[0], release[:2])
    for index, part in enumerate(release):
        if part or index == len(release) - 1:
            return _starts(key[0], release[: index + 1])
    return None


@cache
def _release(text: str) -> tuple[int, ...] | None:
    """Return the numbers as written, trailing zeros too."""
    match = _NUMBERED.match(text)
    return tuple(int(part) for part in match.group(1).split(".")) if match else None


def _starts(release: tuple[int, ...], prefix: tuple[int, ...]) -> bool:
    padded = release + (0,) * (len(prefix) - len(release))
    return padded[: len(prefix)] == prefix
