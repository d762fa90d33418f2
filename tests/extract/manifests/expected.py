"""A short way to write down what a manifest should declare."""

from debtaudit.domain.manifests import Declaration, ManifestFacts


def brief(facts: ManifestFacts | None) -> list[tuple[int, str | None, str, str]]:
    """Return line, name, specifier and kind of every declaration."""
    assert facts is not None
    return [(one.line, one.name, one.specifier, one.kind) for one in facts.declarations]


def only(facts: ManifestFacts | None) -> Declaration:
    """Return the one declaration that there is."""
    assert facts is not None
    assert len(facts.declarations) == 1, facts
    return facts.declarations[0]


def grouped(facts: ManifestFacts | None) -> list[tuple[int, str | None, str | None]]:
    """Return line, name and group of every declaration."""
    assert facts is not None
    return [(one.line, one.name, one.group) for one in facts.declarations]
