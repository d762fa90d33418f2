"""The entries that a changelog lacks, drafted from the model changes that nobody wrote down."""

from msgspec.structs import replace

from debtaudit.audit import model_change_log
from debtaudit.audit.request import AuditRequest, Progress, opened, settings_for, silent
from debtaudit.domain.change_log import ChangeLogDraft, ChangeLogStyle
from debtaudit.domain.files import Missing
from debtaudit.gather.releases import releases_of
from debtaudit.gather.snapshot import Snapshot

_CHANGELOGS = ("changelog", "changes", "history", "news", "releases", "release_notes")
_MOST_BYTES = 200_000


def draft_entries(request: AuditRequest, progress: Progress = silent) -> ChangeLogDraft:
    """Return the undocumented changes of the window with their releases; nothing is written.

    Changes that only a message explains are among them where the settings ask for documents.
    """
    log = model_change_log(request, progress)
    with opened(request) as (repository, snapshot):
        enough = settings_for(request, snapshot).model_changes.enough
        lacking = ("undocumented", "message-only") if enough == "documents" else ("undocumented",)
        missing = tuple(
            one
            for one in log.model_changes
            if one.documentation in lacking and "initial" not in one.kinds
        )
        progress("Reading releases")
        releases = releases_of(repository, [one.commit for one in missing]) if repository else {}
        style = changelog_style(_changelog(snapshot))
    return ChangeLogDraft(replace(log, model_changes=missing), releases, style)


def _changelog(snapshot: Snapshot) -> str:
    for entry in snapshot.entries:
        stem = entry.path.lower().partition(".")[0]
        if stem in _CHANGELOGS:
            data = snapshot.read_path(entry.path, _MOST_BYTES)
            return "" if isinstance(data, Missing) else data.decode("utf-8", "replace")
    return ""


def changelog_style(text: str) -> ChangeLogStyle:
    """Tell bullets and sections of a changelog: `*` or `-`, `### Changed` or none."""
    lines = text.splitlines()
    stars = sum(line.startswith("* ") for line in lines)
    dashes = sum(line.startswith("- ") for line in lines)
    sections = any(line.startswith(("### Added", "### Changed", "### Fixed")) for line in lines)
    return ChangeLogStyle("*" if stars > dashes else "-", "### Changed" if sections else "")
