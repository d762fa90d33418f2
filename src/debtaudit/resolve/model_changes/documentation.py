"""Whether a model change was written down: documents that speak of it, messages that explain it.

A document describes a change when the lines added to it share terms with the change: the names of
what changed, values, the number of the pull request, or several words of the subject. A touched
document that says nothing of it, a citation, a link or a table of contents does not count.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from msgspec import Struct

from debtaudit.domain.history import (
    ChangeSet,
    ChangeSetComparison,
    DocumentChange,
    HistoryFacts,
    same_author,
)
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import Documentation, DocumentReference
from debtaudit.extract.changelog_paths import holds_entries
from debtaudit.resolve.model_changes.change_terms import terms_of
from debtaudit.resolve.model_changes.document_mentions import mention
from debtaudit.resolve.model_changes.message_prose import explains
from debtaudit.resolve.model_changes.weighed import WeighedChange

_CHANGES_AFTER = 3
_WITHIN_SECONDS = 7 * 86_400
_MOST_REFERENCES = 3

_NUMBERED = lazy_pattern(r"(?:#|/pull/|/merge_requests/|!)(\d{1,6})\b")
_DROPPED_DOCUMENT = lazy_pattern(
    r"(?:^|/)(?:licen[cs]e|citation|contributing|code_of_conduct|authors|contributors|security"
    r"|requirements[^/]*|support|notice|governance)(?:\.\w+)?$|(?:^|/)\.github/",
    re.IGNORECASE,
)


class Described(Struct, frozen=True):
    """The documentation status of a change with the documents that speak of it.

    Where it is `unknown`, `unread` names a document that may speak of it, with the reason.
    """

    status: Documentation
    documents: tuple[DocumentReference, ...]
    unread: str = ""


def describe(
    change_set: ChangeSet,
    changes: Sequence[WeighedChange],
    candidates: Iterable[tuple[str, DocumentChange]],
    is_document: Callable[[str], bool],
    packages: AbstractSet[str] = frozenset(),
) -> Described:
    """Return whether a change is written down.

    `candidates` are documents with the id of the change set that touched them, those of the
    change itself first; `is_document` accepts further paths from the settings;
    `packages` are the names of the repository's own, which say nothing of a change.
    """
    terms = terms_of(change_set, changes, packages)
    unread = ""
    references: list[DocumentReference] = []
    for owner, document in candidates:
        if _DROPPED_DOCUMENT.search(document.path) and not is_document(document.path):
            continue
        if document.problem is not None:
            unread = unread or f"{document.path}: {document.problem}"
            continue
        own = owner == change_set.head.id
        found = mention(document, terms, own=own)
        if found is not None:
            references.append(found)
            if len(references) == _MOST_REFERENCES:
                break
    if references:
        return Described("documented", tuple(references))
    if unread:
        return Described("unknown", (), unread)
    return Described("message-only" if explains(change_set) else "undocumented", ())


class LaterChanges:
    """The change sets of a history by what came after each of them.

    After one on the first-parent line come those above it on that line. What was merged in a
    branch beside it (`dev`, which goes into `main` once a month) has no place there: after it come
    the others of such branches, by their time.
    """

    def __init__(self, history: HistoryFacts) -> None:
        order = sorted(
            history.change_sets, key=lambda one: (-(one.first_parent_index or 0), one.head.time)
        )
        self._on_line = [one for one in order if one.first_parent_index is not None]
        self._beside = [one for one in order if one.first_parent_index is None]
        self._places = {
            one.head.id: place
            for line in (self._on_line, self._beside)
            for place, one in enumerate(line)
        }

    def after(self, change_set: ChangeSet) -> Sequence[ChangeSet]:
        """Return the next ones of the same author that are looked at, the oldest first."""
        line = self._beside if change_set.first_parent_index is None else self._on_line
        found: list[ChangeSet] = []
        first = self._places.get(change_set.head.id, len(line)) + 1
        for later in islice(line, first, None):
            if later.head.time - change_set.head.time > _WITHIN_SECONDS:
                break
            if same_author(later.head, change_set.head):
                found.append(later)
                if len(found) == _CHANGES_AFTER:
                    break
        return found


def later_documents(
    change_set: ChangeSet, comparisons: Mapping[str, ChangeSetComparison], later: LaterChanges
) -> Iterable[tuple[str, DocumentChange]]:
    """Yield the documents of a change set, then those of its author's next ones."""
    for one in (change_set, *later.after(change_set)):
        comparison = comparisons.get(one.head.id)
        for document in comparison.documents if comparison else ():
            yield one.head.id, document


def entries_by_number(
    comparisons: Mapping[str, ChangeSetComparison],
) -> Mapping[str, tuple[tuple[str, DocumentChange], ...]]:
    """Return the lines of changelogs by the pull requests that they name.

    Nothing else can be meant by a number, so that it counts whoever wrote it and whenever: at many
    projects a maintainer writes the changelog when a release is made.
    """
    found: dict[str, list[tuple[str, DocumentChange]]] = {}
    for owner, comparison in comparisons.items():
        for document in comparison.documents:
            if holds_entries(document.path):
                for line in document.added:
                    for number in set(_NUMBERED.findall(line.text)):
                        entry = owner, DocumentChange(document.path, (line,))
                        found.setdefault(number, []).append(entry)
    return {number: tuple(entries) for number, entries in found.items()}
