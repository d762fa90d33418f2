"""Model cards, and the model changes that happened since they were last edited."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, FileFacts, PathClass
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.resolve.last_edits import last_edits
from debtaudit.resolve.model_changes.change_log import JudgedChangeSet
from debtaudit.resolve.model_changes.weighed import WeighedChange

_CARD_NAME = lazy_pattern(r"(?:(?P<model>.+?)[-_. ])?model[-_ ]?card(?:[-_. ](?P<version>.+))?")
_CARD_FOLDERS = frozenset(("model_cards", "model-cards", "modelcards", "model_card"))
_PAGES = _CARD_FOLDERS | {"docs", "doc", "documentation", "cards"}
"""Folders whose cards are of the models of the folder above."""
_CARD_KEYS = frozenset(
    ("model-index", "library_name", "base_model", "pipeline_tag", "datasets", "metrics")
)
"""Keys of the front matter by which Hugging Face knows a card (huggingface.co/docs/hub)."""


class Missed(Struct, frozen=True):
    """A change that a card misses, with the difference of it that is about the card's model."""

    judged: JudgedChangeSet
    change: WeighedChange


def missed_by_cards(
    changes: Sequence[JudgedChangeSet], facts: RepositoryFacts
) -> Iterable[tuple[str, tuple[Missed, ...]]]:
    """Yield each outdated model card with the changes of its model that it misses.

    The model of a card is what lies below its folder. Where several cards share a folder, each
    misses only what names its model: `musicgen_model_card.md` a change in `musicgen.py`.
    """
    cards = sorted(model_cards(facts.files, facts.facts))
    edited = last_edits(facts.history) if cards else {}
    sharing = Counter(_folder(path) for path in cards)
    for path in cards:
        folder = _folder(path)
        model = _model(path) if sharing[folder] > 1 else ""
        found = (
            (one, _about(one, folder, model))
            for one in changes
            if not one.initial
            and one.change_set.head.time > edited.get(path, -1)
            and all(document.path != path for document in one.described.documents)
        )
        missed = tuple(Missed(one, change) for one, change in found if change is not None)
        if missed:
            yield path, missed


def _about(one: JudgedChangeSet, folder: str, model: str) -> WeighedChange | None:
    """Return the weightiest difference below a folder that names a model (any, where empty)."""
    for change in one.verdict.changes:
        inside = not folder or change.path.startswith(f"{folder}/")
        if inside and model in f"{change.path} {change.change.symbol}".lower():
            return change
    return None


def _folder(path: str) -> str:
    """Return the folder whose models a card is about."""
    folder = path.rpartition("/")[0]
    while folder.rpartition("/")[2].lower() in _PAGES:
        folder = folder.rpartition("/")[0]
    return folder


def _model(path: str) -> str:
    """Return the name of a card's model, as its file has it."""
    stem = _stem(path)
    found = _CARD_NAME.fullmatch(stem)
    name = stem if found is None else found["model"] or found["version"] or ""
    return name.replace("-", "_")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0].lower()


def model_cards(files: Iterable[FileEntry], facts: Mapping[str, FileFacts]) -> Iterable[str]:
    """Yield the paths of model cards: by name, by folder, or by the front matter of a README.

    A template, from which a program makes cards, is none.
    """
    for entry in files:
        if entry.path_class is not PathClass.DOCUMENT:
            continue
        stem, folder = _stem(entry.path), entry.path.rpartition("/")[0].rpartition("/")[2].lower()
        if "template" in stem:
            continue
        if stem.startswith("readme"):
            found = facts.get(entry.path)
            front = found.document.front_matter if found and found.document else ()
            keys = {setting.key.partition(".")[0].partition("[")[0] for setting in front}
            if keys & _CARD_KEYS:
                yield entry.path
        elif folder in _CARD_FOLDERS or _CARD_NAME.fullmatch(stem):
            yield entry.path
