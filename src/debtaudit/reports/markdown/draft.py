"""Entries for a changelog, drafted for a person to correct: `debtaudit changes --draft`."""

from debtaudit.domain.change_log import ChangeLogDraft
from debtaudit.domain.digest import short_id
from debtaudit.domain.markdown_text import code, inline
from debtaudit.domain.report import ChangeDetail, ModelChange

_MOST_DETAILS = 4
_UNRELEASED = "Unreleased"

_TITLES = {
    "architecture": "architecture",
    "loss": "loss",
    "optimiser": "optimiser",
    "hyperparameter": "hyper-parameters",
    "training-loop": "training loop",
    "feature": "features",
    "data": "data",
    "inference": "inference",
    "threshold": "threshold",
    "artefact": "weights or data files",
}


def changelog_entries(draft: ChangeLogDraft) -> str:
    """Return the entries by release, or by month where the repository has no tags."""
    changes = draft.log.model_changes
    if not changes:
        return "Every model change of the window is written down.\n"
    groups: dict[str, list[str]] = {}
    for one in changes:
        groups.setdefault(_heading(one, draft), []).append(_entry(one, draft.style.bullet))
    parts: list[str] = []
    for title, entries in groups.items():
        section = [draft.style.section] if draft.style.section else []
        parts += [f"## {inline(title)}", *section, "\n".join(entries)]
    return "\n\n".join(parts) + "\n"


def _heading(one: ModelChange, draft: ChangeLogDraft) -> str:
    if not draft.releases:
        return one.date[:7]
    return draft.releases.get(one.commit, _UNRELEASED)


def _entry(one: ModelChange, bullet: str) -> str:
    """Return one bullet: kinds, values before and after, files and commit."""
    kinds = " and ".join(_TITLES.get(kind, kind) for kind in one.kinds)
    shown = [_detail(detail) for detail in one.details[:_MOST_DETAILS]]
    left = len(one.details) - len(shown)
    more = f" and {left} more" if left > 0 else ""
    files = sorted({detail.path for detail in one.details})
    where = ", ".join(code(path) for path in files[:_MOST_DETAILS])
    where += f" and {len(files) - _MOST_DETAILS} more" if len(files) > _MOST_DETAILS else ""
    source = f"{one.date}, {code(short_id(one.commit))} {inline(one.subject)}"
    return (
        f"{bullet} {kinds[:1].upper()}{kinds[1:]}: {'; '.join(shown)}{more}. In {where} ({source})."
    )


def _detail(detail: ChangeDetail) -> str:
    name = detail.key or (detail.symbol if not _is_statement(detail) else None)
    named = f"{code(name)} " if name else ""
    if detail.before is None and detail.after is None:
        return named.strip()
    if detail.before is None:
        return f"{named}added: {code(detail.after or '')}"
    if detail.after is None:
        return f"{named}removed: {code(detail.before)}"
    return f"{named}{code(detail.before)} -> {code(detail.after)}"


def _is_statement(detail: ChangeDetail) -> bool:
    """Tell whether the values are statements of a function, which need no name before them."""
    return detail.key is None and detail.path.endswith((".py", ".ipynb"))
