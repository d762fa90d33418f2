"""A repository of manifests as facts, without git: what is written, edited and imported."""

from collections.abc import Mapping
from datetime import date

from debtaudit.domain.facts import LineDates, RepositoryFacts
from debtaudit.domain.files import FileEntry, FileFacts, PathClass
from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.picture import Picture
from debtaudit.domain.report_rows import Role
from debtaudit.extract.manifests.dispatch import manifest_facts
from debtaudit.extract.path_class import path_class

AS_OF = date(2026, 11, 22)


def repository(
    files: Mapping[str, str],
    *,
    edited: str | None = "2023-01-10",
    used_by: Mapping[str, tuple[Role, ...]] | None = None,
    roles: Mapping[str, tuple[Role, ...]] | None = None,
    as_of: date = AS_OF,
    history: HistoryFacts | None = None,
) -> RepositoryFacts:
    """Return the facts of these files; every line was edited on the one day."""
    facts: dict[str, FileFacts] = {}
    dates: dict[str, LineDates] = {}
    for path, text in files.items():
        kind = path_class(path)
        manifest = manifest_facts(kind, path.rpartition("/")[2], text.encode())
        facts[path] = FileFacts(manifest=manifest)
        lines = range(1, text.count("\n") + 2)
        dates[path] = LineDates(dict.fromkeys(lines, edited) if edited else {})
    for path in roles or {}:
        facts.setdefault(path, FileFacts())
    picture = Picture({}, {}, {}, {}, roles or {}, used_by or {}, ())
    entries = tuple(FileEntry(path, "0" * 40, PathClass.OTHER) for path in sorted(facts))
    return RepositoryFacts(
        "demo", as_of, entries, facts, history or HistoryFacts(), picture, {}, dates, ()
    )
