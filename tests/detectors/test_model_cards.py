"""Model cards: which files are one, which changes each misses, and when it is up to date."""

from collections.abc import Mapping
from datetime import date

import pytest

from debtaudit.audit import audit
from debtaudit.audit.request import AuditRequest
from debtaudit.domain.report import Report
from debtaudit.domain.reported_finding import ReportedFinding
from debtaudit.gather.builder import RepositoryBuilder

TRAIN = (
    "import torch\n\n\ndef fit(net):\n    return torch.optim.SGD(net.parameters(), lr={rate})\n\n\n"
    "if __name__ == '__main__':\n    fit(torch.nn.Linear(1, 1))\n"
)
LOAD = (
    "import torch\nfrom transformers import AutoModel\n\n"
    "net = AutoModel.from_pretrained('{name}')\n"
    "torch.optim.SGD(net.parameters(), lr=0.1).step()\n"
)
HUB = "---\nlicense: mit\nbase_model: {name}\npipeline_tag: text-classification\n---\n# Cats\n"
DAY = "2026-01-{:02d}T10:00:00+00:00"


def report(builder: RepositoryBuilder) -> Report:
    return audit(
        AuditRequest(path=builder.folder, as_of=date(2026, 2, 1), scans=("model-changes",))
    )


def outdated(builder: RepositoryBuilder) -> list[ReportedFinding]:
    return [one for one in report(builder).findings if one.rule == "model-card-outdated"]


def paths(builder: RepositoryBuilder) -> list[str]:
    return sorted(str(one.location.path) for one in outdated(builder))


def changed(
    builder: RepositoryBuilder, cards: Mapping[str, str], code: str = "train.py"
) -> RepositoryBuilder:
    """Commit cards with a model, and then change the model alone."""
    first = {code: TRAIN.format(rate="0.1"), **cards}
    builder.commit("First", first, date=DAY.format(1))
    builder.commit("Tidy", {code: TRAIN.format(rate="0.5")}, date=DAY.format(9))
    return builder


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("MODEL_CARD.md", "# Cats\n"),
        ("model-card.md", "# Cats\n"),
        ("docs/model_card.md", "# Cats\n"),
        ("model_cards/cats.md", "# Cats\n"),
        ("cats_model_card.md", "# Cats\n"),
        ("README.md", HUB.format(name="org/cats")),
    ],
)
def test_a_card_older_than_the_model(builder: RepositoryBuilder, path: str, text: str) -> None:
    (found,) = outdated(changed(builder, {path: text}))
    assert found.location.path == path
    assert found.title == f"The model card {path} is older than the last model change"
    assert (
        found.message == "2026-01-09, train.py: fit: lr: 0.1 -> 0.5. The card does not tell of it."
    )
    assert found.evidence[0].detail == "2026-01-09, train.py: fit: lr: 0.1 -> 0.5"


@pytest.mark.parametrize(
    "path",
    [
        "src/model_card_template.md",
        "docs/how_to/model_cards.md",
        "README.md",
        "other/model_card.md",
    ],
)
def test_what_is_no_card_of_this_model(builder: RepositoryBuilder, path: str) -> None:
    assert outdated(changed(builder, {path: "---\ntitle: Cats\n---\n# Cats\n"})) == []


def test_cards_that_share_a_folder_miss_what_names_their_model(builder: RepositoryBuilder) -> None:
    cards = {"model_cards/CATGEN_MODEL_CARD.md": "# A\n", "model_cards/dogs.md": "# B\n"}
    assert paths(changed(builder, cards, "src/catgen.py")) == ["model_cards/CATGEN_MODEL_CARD.md"]


def test_an_edit_of_the_front_matter_brings_a_card_up_to_date(builder: RepositoryBuilder) -> None:
    changed(builder, {"README.md": HUB.format(name="org/cats")})
    new = HUB.format(name="org/cats").replace("license: mit", "license: mit\nversion: 2")
    builder.commit("Card", {"README.md": new}, date=DAY.format(12))
    assert outdated(builder) == []


def test_changes_in_their_days_of_grace_are_not_missed(builder: RepositoryBuilder) -> None:
    changed(builder, {"MODEL_CARD.md": "# Cats\n"})
    assert len(outdated(builder)) == 1
    (builder.folder / "debtaudit.toml").write_text("[model-changes]\ngrace-days = 30\n")
    assert outdated(builder) == []


def test_the_front_matter_of_a_card_documents_the_model_that_it_names(
    builder: RepositoryBuilder,
) -> None:
    builder.commit("First", {"train.py": LOAD.format(name="bert-base-uncased")}, date=DAY.format(1))
    builder.commit(
        "Swap",
        {
            "train.py": LOAD.format(name="roberta-base"),
            "README.md": HUB.format(name="roberta-base"),
        },
        date=DAY.format(9),
    )
    row = report(builder).model_changes[0]
    assert row.documentation == "documented"
    assert row.documents[0].because == "names roberta-base"
    assert row.documents[0].line == 3


@pytest.mark.parametrize(
    "path", ["docs/adr/0007-rate.md", "doc/decisions/0007-rate.md", "adr/0007-rate.adoc"]
)
def test_a_decision_record_documents_what_it_decides(builder: RepositoryBuilder, path: str) -> None:
    builder.commit("First", {"train.py": TRAIN.format(rate="0.1")}, date=DAY.format(1))
    record = "# 7. A higher learning rate\n\nAccepted. `lr` becomes 0.5: the loss fell slowly.\n"
    files = {"train.py": TRAIN.format(rate="0.5"), path: record}
    builder.commit("Tidy", files, date=DAY.format(9))
    row = report(builder).model_changes[0]
    assert (row.documentation, row.documents[0].path) == ("documented", path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("newsfragments/42.change", "Something is slower now."),
        ("changes/42.feature.rst", "Something is slower now."),
        (".changeset/brave-cats.md", "---\ncats: minor\n---\nA higher `lr`."),
        ("releasenotes/notes/rate-1f.yaml", "features:\n  - A higher ``lr`` for the optimiser.\n"),
    ],
)
def test_news_fragments_document(builder: RepositoryBuilder, path: str, text: str) -> None:
    builder.commit("First", {"train.py": TRAIN.format(rate="0.1")}, date=DAY.format(1))
    files = {"train.py": TRAIN.format(rate="0.5"), path: text}
    builder.commit("Tidy (#42)", files, date=DAY.format(9))
    row = report(builder).model_changes[0]
    assert (row.documentation, row.documents[0].path) == ("documented", path)
