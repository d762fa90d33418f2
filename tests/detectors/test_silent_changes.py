"""The finding of a change that nobody wrote down: whether, where, how likely and how bad."""

import pytest
from msgspec.structs import replace

from debtaudit.detectors.undocumented_model_changes.silence import silence_findings
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import Finding
from debtaudit.domain.history import PathChange, SurfaceChange, Tell
from debtaudit.domain.report_rows import Documentation, ModelChangeKind
from debtaudit.domain.reported_finding import Location
from debtaudit.domain.setting_types import Enough
from debtaudit.domain.settings import ModelChangeSettings
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet
from tests.resolve.drawing import notebook, repository_of
from tests.resolve.model_changes.judging import judged

FILES = {
    "src/net.py": "RATE = 1\n\n\nclass Net:\n    def forward(self, x):\n        return x\n",
    "conf/train.yaml": "optim:\n  lr: 0.1\n",
    "fit.ipynb": notebook("x = 1", "def fit(x):\n    return x"),
    "weights.bin": "",
}
FACTS = repository_of(FILES)
LESS = replace(FACTS, facts={path: FACTS.facts[path] for path in FILES if path != "weights.bin"})
RATE = SurfaceChange("Net.forward", "loss", "0.1", "0.2", 5, 0.9, "", key="lr", tell="value")


def found(
    *changes: JudgedChangeSet, facts: RepositoryFacts = LESS, enough: Enough = "documents"
) -> list[Finding]:
    """Return the findings of a log of changes, the newest first."""
    return list(silence_findings(changes, changes, facts, ModelChangeSettings(enough=enough)))


def effects(finding: Finding) -> dict[str, float]:
    return {factor.name: factor.effect for factor in finding.factors}


@pytest.mark.parametrize(
    ("status", "enough", "reported"),
    [
        ("undocumented", "documents", True),
        ("undocumented", "message-only", True),
        ("message-only", "documents", True),
        ("message-only", "message-only", False),
        ("documented", "documents", False),
        ("unknown", "documents", False),  # nobody can tell
    ],
)
def test_what_was_not_written_down_well_enough_is_reported(
    status: Documentation, enough: Enough, reported: bool
) -> None:
    assert bool(found(judged(RATE, status=status), enough=enough)) is reported
    assert found(judged(RATE, status=status, initial=True), enough=enough) == []


def test_a_message_alone_is_half_as_likely_to_do_harm_and_is_told() -> None:
    (silent,), (told,) = found(judged(RATE)), found(judged(RATE, status="message-only"))
    assert silent.title.endswith(", undocumented")
    assert told.title.endswith("written down only in the commit message")
    assert effects(silent)["undocumented-change"] == 0.72
    assert effects(silent)["confidence"] == 0.18
    assert effects(told)["undocumented-change"] == 0.4
    because = {factor.name: factor.because for factor in told.factors}["undocumented-change"]
    assert because == "only the commit message explains it"


@pytest.mark.parametrize(
    ("path", "symbol", "location"),
    [
        ("src/net.py", "Net.forward", Location("src/net.py", 5, 6, "Net.forward")),
        ("src/net.py", "<module>", Location("src/net.py", None, None, "<module>")),
        ("src/net.py", "Net.gone", Location("src/net.py", None, None, "Net.gone")),
        ("fit.ipynb", "fit", Location("fit.ipynb", 1, 2, "fit", 1)),  # lines count in their cell
        ("fit.ipynb", "<module>", Location("fit.ipynb", None, None, "<module>")),
        ("conf/train.yaml", "optim.lr", Location("conf/train.yaml", 2, None, "optim.lr")),
        ("conf/train.yaml", "optim.gone", Location("conf/train.yaml", None, None, "optim.gone")),
        ("weights.bin", "", Location("weights.bin")),
        ("gone.py", "fit", Location(symbol="fit")),
    ],
)
def test_it_stands_where_the_changed_thing_is_now(
    path: str, symbol: str, location: Location
) -> None:
    change = replace(RATE, symbol=symbol)
    (finding,) = found(judged(change, path=path))
    assert finding.location == location


@pytest.mark.parametrize(
    ("weight", "path"), [(0.8, "src/net.py"), (0.6, "conf/train.yaml"), (0.9, "src/net.py")]
)
def test_a_change_of_several_places_is_told_where_serving_reaches_it(
    weight: float, path: str
) -> None:
    serving = replace(LESS.picture, roles={"src/net.py": ("serving",)})
    facts = replace(LESS, picture=serving)
    first = judged(replace(RATE, symbol="optim.lr"), path="conf/train.yaml")
    second = replace(judged(RATE).verdict.changes[0], weight=weight)
    both = replace(first.verdict, changes=(*first.verdict.changes, second))
    (finding,) = found(replace(first, verdict=both), facts=facts)
    assert finding.location.path == path
    (alone,) = found(replace(first, verdict=both))
    assert alone.location.path == "conf/train.yaml"
    assert alone.key == finding.key  # who knows it by its id still does


def test_a_change_of_the_program_is_told_before_that_of_an_example() -> None:
    first = judged(replace(RATE, symbol="main", key="epochs"), path="examples/run.py")
    own = replace(judged(RATE).verdict.changes[0], weight=0.8)
    both = replace(first.verdict, changes=(*first.verdict.changes, own))
    (finding,) = found(replace(first, verdict=both))
    assert finding.title.startswith("`lr` of `Net.forward` changed")
    unsure = replace(own, weight=0.5)
    (finding,) = found(replace(first, verdict=replace(both, changes=(both.changes[0], unsure))))
    assert finding.title.startswith("`epochs` of `main` changed")


@pytest.mark.parametrize(("later", "line"), [(False, 1), (True, None)])
def test_code_outside_of_functions_has_a_line_while_the_file_is_as_it_was_left(
    later: bool, line: int | None
) -> None:
    made = judged(replace(RATE, symbol="<module>", line=1))
    blob = next(entry.blob for entry in FACTS.files if entry.path == "src/net.py")
    changes = (PathChange("M", "src/net.py", "src/net.py", "0" * 40, "1" * 40 if later else blob),)
    made = replace(made, change_set=replace(made.change_set, changes=changes))
    (finding,) = found(made)
    assert finding.location == Location("src/net.py", line, None, "<module>")


@pytest.mark.parametrize(
    ("kinds", "impact", "many_sided"),
    [
        (("artefact",), 0.45, False),
        (("optimiser", "threshold"), 0.45, False),
        (("hyperparameter", "loss"), 0.4, False),
        (("training-loop",), 0.34, False),
        (("optimiser",), 0.34, False),
        *(((kind,), 0.4, False) for kind in ("feature", "architecture", "inference", "data")),
        (("training-loop", "data", "hyperparameter"), 0.4, True),
    ],
)
def test_the_gravest_kind_decides_and_three_kinds_at_once_are_worse(
    kinds: tuple[ModelChangeKind, ...], impact: float, many_sided: bool
) -> None:
    (finding,) = found(judged(RATE, kinds=kinds))
    assert effects(finding)["kind-of-change"] == impact
    assert ("many-sided" in effects(finding)) is many_sided
    assert finding.effort_minutes == found(judged(RATE))[0].effort_minutes + 5 * (len(kinds) - 1)


def option(after: str | None, before: str | None = None, tell: Tell = "option") -> SurfaceChange:
    return replace(RATE, before=before, after=after, tell=tell)


@pytest.mark.parametrize(
    ("changes", "optional"),
    [
        ((option("False"),), True),
        *(((option(off),), True) for off in ("None", "0", "0.0", "''", '""', "()", "[]")),
        ((option("0.5"),), False),  # on from the first day
        ((option(None, "False"),), False),  # gone
        ((option("False", "True"),), False),  # there before
        ((option("False", tell="argument"),), False),
        # beside it another value
        *(
            ((option("False"), replace(RATE, tell=tell)), False)
            for tell in ("value", "setting", "hash", "freed")
        ),
        ((option("False"), replace(RATE, before=None)), True),
        ((option("False"), replace(RATE, after=None)), True),
    ],
)
def test_a_new_option_that_is_off_weighs_less(
    changes: tuple[SurfaceChange, ...], optional: bool
) -> None:
    (finding,) = found(judged(*changes))
    assert effects(finding).get("off-by-default", 0) == (-0.15 if optional else 0)


def test_a_file_that_often_changed_in_silence_will_again() -> None:
    history = [
        judged(RATE, number=6),
        judged(RATE, number=5, path="other.py"),
        judged(RATE, number=4, status="documented"),
        judged(RATE, number=3),
        judged(RATE, number=2),
        judged(RATE, number=1, initial=True),  # the first import is no debt
    ]
    newest, other, _second, first = found(*history)
    assert effects(newest)["often-undocumented"] == round(0.2 * 2 / 4, 3)
    because = {factor.name: factor.because for factor in newest.factors}["often-undocumented"]
    assert because == "2 of 3 earlier model changes of this file went undocumented"
    assert "often-undocumented" not in effects(other)
    assert "often-undocumented" not in effects(first)


def test_at_most_so_many_differences_are_shown() -> None:
    many = [replace(RATE, symbol=f"f{number}") for number in range(40)]
    (finding,) = found(judged(*many))
    assert 0 < len(finding.evidence) < 40
    assert finding.evidence[0].detail == "src/net.py: f0: lr: 0.1 -> 0.2"
    # what is shown is what it is known by
    assert found(judged(*many[:-1]))[0].key == finding.key
