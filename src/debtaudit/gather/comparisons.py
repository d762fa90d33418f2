"""What each change set does to the model surface and to the documents.

The unit is a pair of blobs: the same edit in two change sets (a branch and its cherry-pick) is
compared once, and what was compared is in the cache under both ids for ever.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from debtaudit.domain.files import PathClass
from debtaudit.domain.globs import path_filter
from debtaudit.domain.history import (
    ChangeSet,
    ChangeSetComparison,
    DocumentChange,
    FileComparison,
    PathChange,
)
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.settings import Settings
from debtaudit.extract.path_class import COMPARED, path_class
from debtaudit.extract.surface.pointers import artefact_change
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import version_within
from debtaudit.gather.pairs import Answer, Pair, decoded
from debtaudit.gather.repository import Repository
from debtaudit.resolve.model_changes.surface_paths import is_surface_path

_IMPORTANCE = {
    PathClass.PYTHON: 0,
    PathClass.NOTEBOOK: 1,
    PathClass.POINTER: 2,
    PathClass.ARTEFACT: 3,
    PathClass.YAML: 4,
    PathClass.JSON: 4,
    PathClass.TOML: 4,
    PathClass.INI: 4,
    PathClass.SHELL: 5,
}
"""Which files of a change set are compared first where there are too many."""


def gather_comparisons(
    repository: Repository,
    change_sets: Sequence[ChangeSet],
    settings: Settings,
    ignored: Callable[[str], bool],
    cache: FactCache,
    jobs: int | None = None,
    edited: Mapping[str, bytes] = {},
    *,
    has_model: bool = True,
) -> tuple[dict[str, ChangeSetComparison], tuple[Diagnostic, ...]]:
    """Return the comparison of every change set by the id of its head, and what was left out.

    Paths that are `ignored` are not compared; `jobs` is None for as many processes as there are
    processors. The change sets need not come from the window: any commits will do. `edited` holds
    the bytes of what is not committed, by blob id. `has_model` tells whether the audited files
    hold a model: where they do not and what was changed names none either, nothing is compared.
    """
    diagnostics: list[Diagnostic] = []
    chosen = {}
    is_document = path_filter(settings.model_changes.documents)
    for change_set in change_sets:
        limit = settings.limits.change_set_paths
        found = _chosen(change_set, limit, ignored, is_document, diagnostics)
        chosen[change_set.head.id] = found
    pairs = {pair: None for found in chosen.values() for _change, pair in found}
    if not has_model and not _held_a_model(pairs, repository, settings, cache):
        return dict.fromkeys(chosen, ChangeSetComparison((), ())), tuple(diagnostics)
    answers = _answers(list(pairs), repository, settings, edited, cache, jobs)
    return (
        {head: _placed(found, answers) for head, found in chosen.items()},
        tuple(diagnostics),
    )


def _held_a_model(
    pairs: Iterable[Pair], repository: Repository, settings: Settings, cache: FactCache
) -> bool:
    from debtaudit.gather.model_names import may_hold_a_model

    versions = ((one.path_class, blob) for one in pairs for blob in (one.before, one.after))
    return may_hold_a_model(versions, repository, settings, cache)


_Chosen = Sequence[tuple[PathChange, Pair]]


def _chosen(
    change_set: ChangeSet,
    limit: int,
    ignored: Callable[[str], bool],
    is_document: Callable[[str], bool],
    diagnostics: list[Diagnostic],
) -> _Chosen:
    """Return the changes that can matter with their pairs, in the order of their paths.

    Above the limit model code comes first; documents are not counted, they cost next to nothing.
    `is_document` says of a path that the settings name it one, whatever it looks like.
    """
    surface: list[tuple[PathChange, Pair]] = []
    documents: list[tuple[PathChange, Pair]] = []
    for change in change_set.changes:
        kind = path_class(change.path)
        if kind is not PathClass.DOCUMENT and is_document(change.path):
            kind = PathClass.DOCUMENT
        if change.before == change.after or ignored(change.path):
            continue
        pair = Pair(kind, change.before, change.after)
        if kind in COMPARED and (is_surface_path(change.path) or is_surface_path(change.old_path)):
            surface.append((change, pair))
        elif kind is PathClass.DOCUMENT and change.after is not None:
            documents.append((change, pair))
    if len(surface) > limit:
        surface.sort(key=lambda one: (_IMPORTANCE.get(one[1].path_class, 9), one[0].path))
        left = len(surface) - limit
        diagnostics.append(
            Diagnostic(
                "warning",
                None,
                f"commit {change_set.head.id[:10]}: {left:,} of {len(surface):,} changed files "
                "were not compared; the setting is limits.change-set-paths",
            )
        )
        del surface[limit:]
    return sorted(surface + documents[:limit], key=lambda one: one[0].path)


def _placed(chosen: _Chosen, answers: Mapping[Pair, Answer]) -> ChangeSetComparison:
    files, documents = [], []
    for change, pair in chosen:
        answer = answers[pair]
        if pair.path_class is PathClass.DOCUMENT:
            problem = answer.comparison.problem if answer.comparison is not None else None
            if answer.added or problem is not None:
                documents.append(DocumentChange(change.path, answer.added, problem))
        elif answer.comparison is not None:
            files.append(
                FileComparison(change.path, change.old_path, change.status, answer.comparison)
            )
    return ChangeSetComparison(tuple(files), tuple(documents))


def _answers(
    pairs: Sequence[Pair],
    repository: Repository,
    settings: Settings,
    edited: Mapping[str, bytes],
    cache: FactCache,
    jobs: int | None,
) -> dict[Pair, Answer]:
    """Look the pairs up, compare those that are new, and remember them."""
    answers = {
        pair: Answer(artefact_change(pair.before, pair.after))
        for pair in pairs
        if pair.path_class is PathClass.ARTEFACT  # other bytes are other weights
    }
    asked = [pair for pair in pairs if pair not in answers]
    kind = f"comparison {version_within(settings.limits)}"
    cached = cache.get_many(kind, [pair.key for pair in asked])
    missing = []
    for pair in asked:
        answer = decoded(cached.get(pair.key))
        if answer is None:
            missing.append(pair)
        else:
            answers[pair] = answer
    if missing:
        from debtaudit.gather.compared_pairs import compared

        for found in compared(missing, repository, settings, edited, jobs):
            answers |= found.answers
            cache.put_many(kind, found.kept)
            cache.gaps |= found.gaps
    return answers
