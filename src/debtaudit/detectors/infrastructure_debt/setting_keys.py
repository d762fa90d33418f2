"""Keys of settings files that no code mentions."""

from collections.abc import Iterator

from debtaudit.detectors.infrastructure_debt import rules
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.masking import mask
from debtaudit.domain.quantities import plural
from debtaudit.domain.reported_finding import Evidence, Factor, Location
from debtaudit.domain.unread_settings import UnreadSettings

_NAMED = 5


def setting_findings(facts: RepositoryFacts) -> Iterator[Finding]:
    """Yield a finding for each settings file with keys that no code mentions."""
    for one in facts.unread_settings:
        yield _finding(one)


def _finding(one: UnreadSettings) -> Finding:
    base = one.path.rpartition("/")[2]
    shown = ", ".join(f"`{mask(each.key)}`" for each in one.keys[:_NAMED])
    more = f" and {len(one.keys) - _NAMED} more" if len(one.keys) > _NAMED else ""
    read = [Evidence("code", place, f"names {base}") for place in one.readers[:2]]
    keys = [
        Evidence(
            "file",
            one.path if each.line is None else f"{one.path}:{each.line}",
            f"sets {mask(each.key)}",
        )
        for each in one.keys[:_NAMED]
    ]
    return Finding(
        rule=rules.SETTING.id,
        title=f"{plural(len(one.keys), 'key')} of {base} that no code mentions",
        message=(
            f"{base} sets {shown}{more}; no code of the repository has a word of that name. It "
            f"mentions {one.mentioned} other keys of the file."
        ),
        location=Location(one.path, one.keys[0].line),
        factors=(
            Factor("misleads", "likelihood", 0.25, "somebody will set it and trust the result"),
            Factor("wrong-belief", "impact", 0.25, "two runs are compared that are the same"),
        ),
        confidence=0.4,
        effort_minutes=10,
        evidence=(*read, *keys),
        remedy=rules.SETTING.remedy,
        key="",
    )
