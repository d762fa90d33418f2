"""CODEOWNERS: who answers for which paths.

The format is GitHub's ("About code owners"), with GitLab's sections read as plain comments; the
patterns are those of .gitignore without negation, and the last one that matches a path wins.
"""

from debtaudit.domain.files import OwnerRule


def owner_rules(data: bytes) -> tuple[OwnerRule, ...]:
    """Return the rules of a CODEOWNERS file in their order.

    A pattern without owners takes the paths it matches away from everybody. Lines that are no
    rules (comments, `[section]` headings, negated patterns, which GitHub ignores too) are skipped.
    """
    rules = []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        words = line.split()
        if not words or words[0][0] in "#[^!":
            continue
        owners = []
        for word in words[1:]:
            if word.startswith("#"):
                break
            owners.append(word)
        rules.append(OwnerRule(words[0], tuple(owners), number))
    return tuple(rules)
