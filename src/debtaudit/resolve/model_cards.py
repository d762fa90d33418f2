"""Model cards, and the model changes that happened since they were last edited."""

from collections.abc import Iterable, Sequence

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import PathClass
from debtaudit.resolve.last_edits import last_edits
from debtaudit.resolve.model_change_log import JudgedChangeSet

_CARD_NAMES = ("model_card", "modelcard", "model-card")
_CARD_KEYS = frozenset(
    ("model-index", "library_name", "base_model", "pipeline_tag", "datasets", "metrics")
)
"""Keys of the front matter by which Hugging Face knows a card (huggingface.co/docs/hub)."""


def missed_by_cards(
    changes: Sequence[JudgedChangeSet], facts: RepositoryFacts
) -> Iterable[tuple[str, tuple[JudgedChangeSet, ...]]]:
    """Yield each outdated model card with the changes below its folder that it misses."""
    cards = sorted(model_cards(facts))
    edited = last_edits(facts.history) if cards else {}
    for path in cards:
        touched = edited.get(path)
        folder = path.rpartition("/")[0]
        missed = tuple(
            one
            for one in changes
            if not one.initial
            and (touched is None or one.change_set.head.time > touched)
            and any(_below(change.path, folder) for change in one.verdict.changes)
            and not any(document.path == path for document in one.described.documents)
        )
        if missed:
            yield path, missed


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder + "/")


def model_cards(facts: RepositoryFacts) -> Iterable[str]:
    """Yield the paths of model cards: by name, or by the front matter of a README."""
    for entry in facts.files:
        if entry.path_class is not PathClass.DOCUMENT:
            continue
        name = entry.path.rpartition("/")[2].lower()
        if name.startswith(_CARD_NAMES):
            yield entry.path
        elif name.startswith("readme"):
            found = facts.facts.get(entry.path)
            front = found.document.front_matter if found and found.document else ()
            keys = {setting.key.partition(".")[0].partition("[")[0] for setting in front}
            if keys & _CARD_KEYS:
                yield entry.path
