"""Who owns a path: the CODEOWNERS file of the repository, as GitHub and GitLab read it."""

from collections.abc import Callable, Mapping

from debtaudit.domain.files import FileFacts, OwnerRule
from debtaudit.domain.globs import path_filter

# The first of these that exists is the one that counts ("About code owners", GitHub; GitLab
# looks in the root first, but keeps one file too).
_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")


def owner_finder(facts: Mapping[str, FileFacts]) -> Callable[[str], str | None]:
    """Return a function from a path to its owners (`@team @person`), None where nobody owns it."""
    for place in _PLACES:
        if place in facts:
            rules = facts[place].owners
            break
    else:
        return lambda _path: None
    matchers = [(_matcher(rule), " ".join(rule.owners) or None) for rule in reversed(rules)]

    def owner(path: str) -> str | None:
        return next((name for matches, name in matchers if matches(path)), None)

    return owner


def _matcher(rule: OwnerRule) -> Callable[[str], bool]:
    """Return what a pattern matches; unlike in .gitignore, `docs/*` is not for deeper folders."""
    matches = path_filter([rule.pattern])
    pattern = rule.pattern.strip("/")
    if pattern.endswith("/*") and "**" not in pattern:
        depth = pattern.count("/")
        return lambda path: path.count("/") == depth and matches(path)
    return matches
