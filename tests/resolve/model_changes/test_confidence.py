"""What speaks for a model change and against it adds up, and is told."""

import pytest

from debtaudit.domain.history import (
    ChangeSetComparison,
    Commit,
    Comparison,
    FileComparison,
    SurfaceChange,
    Tell,
)
from debtaudit.knowledge.change_factors import ChangeFactors, change_factors
from debtaudit.resolve.model_changes.confidence import (
    confidence_in,
    own_signs,
    probability,
    ranked,
    signs,
)
from debtaudit.resolve.model_changes.messages import signs_of_message
from debtaudit.resolve.model_changes.weighed import WeighedChange

NOTHING_COMPARED = ChangeSetComparison((), ())


def commit(subject: str = "Go on", message: str = "") -> Commit:
    return Commit("a" * 40, (), 0, "Ada", "ada@example.org", subject, message)


def difference(
    weight: float = 0.6,
    before: str | None = "a",
    after: str | None = "b",
    line: int = 1,
    tell: Tell = "place",
) -> WeighedChange:
    change = SurfaceChange("f", "loss", before, after, line, weight, "a reason", tell=tell)
    return WeighedChange("net.py", "net.py", change, "loss", weight)


def confidence(*differences: WeighedChange, subject: str = "Go on", message: str = "") -> float:
    factors = change_factors()
    weighed = ranked(differences, factors)
    return confidence_in(weighed, commit(subject, message), NOTHING_COMPARED, factors)[0]


def test_a_probability_of_log_odds() -> None:
    assert probability(0.0) == 0.5
    assert probability(1.0) == pytest.approx(0.731, abs=1e-3)
    assert probability(-1e9) < 1e-9 < 1 - 1e-9 < probability(1e9)


def test_a_heavier_difference_makes_it_surer() -> None:
    found = [confidence(difference(weight)) for weight in (0.1, 0.3, 0.6, 0.9, 1.0)]
    assert found == sorted(found)
    assert found[0] < 0.2
    assert found[-1] > 0.8


def test_what_told_the_difference_and_its_side_count() -> None:
    assert confidence(difference(tell="value")) > confidence(difference(tell="place"))
    assert confidence(difference(before=None)) > confidence(difference(after=None))


def test_further_places_raise_it_and_one_line_counts_once() -> None:
    one, other = difference(0.7, line=1), difference(0.7, line=9)
    assert confidence(one, other) > confidence(one, difference(0.7, line=1))


def test_many_unsure_places_are_never_sure() -> None:
    assert confidence(*(difference(0.5, line=line) for line in range(1, 30))) < 0.8


def test_the_likeliest_difference_comes_first() -> None:
    value, place = difference(0.6, tell="value", line=2), difference(0.65, line=1)
    assert ranked([place, value], change_factors()) == [value, place]
    assert ranked([place, value], ChangeFactors({"own": {"weight": 1.0}})) == [place, value]


def test_the_signs_of_a_difference() -> None:
    names = [(sign.table, sign.name) for sign in own_signs(difference(after=None))]
    assert names == [("own", "weight"), ("tell", "place"), ("side", "gone"), ("kind", "loss")]


SUBJECTS = {
    "Add tests for the loss": {"addition", "tests"},
    "Rename unused variables": {"tidying"},
    "fix typo": {"chore"},
    "Fix CUDA crash": {"repair"},
    "Support rotary embeddings": {"addition"},
    "Other warm-up": set(),
}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_a_subject_speaks_of(subject: str) -> None:
    assert signs_of_message(commit(subject)) == SUBJECTS[subject]


def test_an_error_in_the_message_is_a_sign() -> None:
    assert signs_of_message(commit(message="It raised a KeyError.")) == {"raised"}


def test_a_subject_moves_the_confidence_a_little_and_is_told() -> None:
    factors, weighed = change_factors(), [difference(0.9, tell="value")]
    plain, nothing = confidence_in(weighed, commit(), NOTHING_COMPARED, factors)
    found, told = confidence_in(weighed, commit("Clean up"), NOTHING_COMPARED, factors)
    assert nothing == ""
    assert told == "; less likely as the subject speaks of tidying"
    assert plain - 0.15 < found < plain


def test_the_same_values_in_other_words_are_told() -> None:
    comparison = Comparison(lost=(1, 2), gained=(1, 2))
    compared = ChangeSetComparison((FileComparison("net.py", "net.py", "M", comparison),), ())
    weighed = [difference(0.6, line=line) for line in (1, 2, 3)]
    factors = change_factors()
    told = confidence_in(weighed, commit(), compared, factors)[1]
    assert "the same values, texts and calls" in told
    names = {sign.name for sign in signs(weighed[:2], commit(), compared, factors)}
    assert "retold" not in names
