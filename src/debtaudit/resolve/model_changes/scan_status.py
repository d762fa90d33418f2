"""Whether the scan for model changes had something to look at, and could look at all of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.domain.findings import ScanStatus, Status
from debtaudit.domain.history import FileComparison
from debtaudit.domain.quantities import plural
from debtaudit.extract.path_class import holds_rows
from debtaudit.knowledge.model_surface import surface_knowledge
from debtaudit.resolve.model_changes.model_signs import is_artefact, surface_imports
from debtaudit.resolve.model_changes.surface_paths import is_surface_path

_NO_MODEL = "no model or training code, now or in the window"
_NO_MODEL_CURE = "name its repository or folder, if the model is kept elsewhere"
_FETCH = "fetch what is missing (`git fetch --refetch`, or clone without `--filter`)"
_LIMIT = "raise the limits under `[tool.debtaudit.limits]`"
_LEAVE_OUT = "leave out with `exclude` what is no code of the project"


def scan_status(facts: RepositoryFacts) -> ScanStatus:
    """Return the status of the scan, with reason and cure unless it is complete.

    Not applicable where nothing in the audited files or the window computes with arrays or
    models; partial where history was cut or files could not be compared.
    """
    history = facts.history
    if not history.available:
        return ScanStatus(Status.NOT_ASSESSED, history.problem, history.cure)
    unread = _failed(facts)[1]
    if unread:
        everything = sum(len(one.files) for one in facts.comparisons.values())
        status = Status.PARTIAL if len(unread) < everything else Status.NOT_ASSESSED
        reason, cure = _reason_and_cure(unread, everything)
        if history.problem:
            reason = f"{history.problem}; {reason}"
            cure = f"{history.cure}; {cure}" if history.cure else cure
        return ScanStatus(status, reason, cure)
    if history.problem is not None:
        return ScanStatus(Status.PARTIAL, history.problem, history.cure)
    if not _has_model_code(facts):
        return ScanStatus(Status.NOT_APPLICABLE, _NO_MODEL, _NO_MODEL_CURE)
    return ScanStatus(Status.COMPLETE)


def with_unread_documents(status: ScanStatus, unread: Sequence[str], changes: int) -> ScanStatus:
    """Return the status of the scan where documents that may speak of changes were not read.

    `unread` names one for each of the model changes of which that is so, with the reason.
    """
    if not unread:
        return status
    reason = (
        f"{len(unread):,} of {changes:,} model changes may be written down in documents that were "
        f"not read, such as {min(unread)}"
    )
    cure = _cure(set(unread))
    if status.status is Status.PARTIAL:
        reason = f"{status.reason}; {reason}"
        cure = f"{status.cure}; {cure}" if status.cure and status.cure != cure else cure
    return ScanStatus(Status.PARTIAL, reason, cure)


def notes_on_past_versions(facts: RepositoryFacts) -> tuple[str, ...]:
    """Say of which files a past version could not be parsed, which nobody can mend any more."""
    past = sorted({file.path for file in _failed(facts)[0]})
    if not past:
        return ()
    more = f" and {plural(len(past) - 1, 'more file')}" if past[1:] else ""
    return (
        f"model changes: a past version of {past[0]}{more} is no valid code, and what changed in "
        f"it is not told (`git log -p -- {past[0]}` shows it)",
    )


def _failed(facts: RepositoryFacts) -> tuple[list[FileComparison], list[FileComparison]]:
    """Return the comparisons that failed of code and data: nobody's matter any more, and the rest.

    The first are of versions that do not parse, of a file that is gone or in order today. Templates
    that are no YAML have not failed.
    """
    failed = [
        file
        for one in facts.comparisons.values()
        for file in one.files
        if file.comparison.problem is not None
        and is_surface_path(file.path)
        and "{{" not in file.path
        and (
            file.path.endswith((".py", ".ipynb"))
            or file.comparison.problem.startswith("not compared")
        )
    ]
    if not failed:
        return [], []
    there = {entry.path for entry in facts.files}
    past: list[FileComparison] = []
    rest: list[FileComparison] = []
    for file in failed:
        now = facts.facts.get(file.path)
        today = file.path in there and (now is None or now.python is None)
        unparsed = (file.comparison.problem or "").startswith("not parsed")
        (past if unparsed and not today else rest).append(file)
    return past, rest


def _reason_and_cure(unread: list[FileComparison], everything: int) -> tuple[str, str]:
    first = min(unread, key=lambda file: (file.path, file.comparison.problem or ""))
    reason = (
        f"{len(unread):,} of {everything:,} changed files could not be compared, "
        f"such as {first.path}: {first.comparison.problem}"
    )
    return reason, _cure({file.comparison.problem or "" for file in unread})


def _cure(said: Collection[str]) -> str:
    cures = [
        cure
        for cure, sign in ((_FETCH, "clone"), (_LIMIT, "limit"), (_LEAVE_OUT, "not parsed"))
        if any(sign in problem for problem in said)
    ]
    return "; ".join(cures or [_LEAVE_OUT])


# -- is there a model at all -----------------------------------------------------------------------


def _has_model_code(facts: RepositoryFacts) -> bool:
    if not facts.facts and not facts.comparisons:
        return True  # nothing was read: the other scans say why
    packages = surface_knowledge().table("model-package")
    return holds_model(facts.files, facts.facts) or _changed_one(facts, packages)


def holds_model(files: Iterable[FileEntry], facts: Mapping[str, FileFacts]) -> bool:
    """Tell whether files hold weights or code that imports a package of models.

    Tests and fixtures import such packages too, and do not count.
    """
    packages = surface_knowledge().table("model-package")
    return any(not names.isdisjoint(packages) for _path, names in surface_imports(facts)) or any(
        map(is_artefact, files)
    )


def _changed_one(facts: RepositoryFacts, packages: Mapping[str, object]) -> bool:
    """Tell whether the window took code away that names a package of models, or changed weights.

    Code that was added and is still there shows by its imports.
    """
    return any(
        (change.kind == "artefact" and change.anywhere and change.line is None)
        or (change.before is not None and _names_one(change.because.split(), packages))
        for one in facts.comparisons.values()
        for file in one.files
        if is_surface_path(file.path) and not holds_rows(file.path)
        for change in file.comparison.changes
    )


def _names_one(words: Iterable[str], packages: Mapping[str, object]) -> bool:
    return any("." in word and word.partition(".")[0] in packages for word in words)
