"""The entries that a changelog lacks, drafted from the model changes that nobody wrote down."""

from msgspec.structs import replace

from debtaudit.audit import model_change_log
from debtaudit.audit.request import AuditRequest, Progress, opened, settings_for, silent
from debtaudit.domain.change_log import ChangeLogDraft, ChangeLogStyle
from debtaudit.domain.files import Missing
from debtaudit.extract.changelog_paths import is_changelog
from debtaudit.extract.changelog_style import changelog_style
from debtaudit.gather.releases import release_days, releases_of
from debtaudit.gather.snapshot import Snapshot

_MOST_BYTES = 8_000_000
_READ = 200_000
"""Characters that tell the style; a changelog grows at its top."""


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
        days = release_days(repository) if repository and releases else {}
        style = _style(snapshot)
    return ChangeLogDraft(replace(log, model_changes=missing), releases, days, style)


def _style(snapshot: Snapshot) -> ChangeLogStyle:
    """Return the style of the changelog, the usual one where there is none."""
    found = min(
        (entry.path for entry in snapshot.entries if is_changelog(entry.path)),
        key=lambda path: (path.count("/"), path),
        default=None,
    )
    if found is None:
        return ChangeLogStyle()
    data = snapshot.read_path(found, _MOST_BYTES)
    if isinstance(data, Missing):
        return ChangeLogStyle()
    text = data.decode("utf-8", "replace")[:_READ]
    return changelog_style(text, rst=found.endswith(".rst"))
