"""Which checklists an audit answers: those of debtaudit, and YAML files; and who has attested."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from debtaudit.checklist.attestations import ATTESTATIONS, Attestation
from debtaudit.checklist.plan import Plan
from debtaudit.domain.errors import ConfigurationError, WrongCallError
from debtaudit.domain.report import Diagnostic
from debtaudit.domain.settings import Settings
from debtaudit.gather.snapshot import Snapshot
from debtaudit.knowledge.checklist_items import Checklist
from debtaudit.knowledge.checklists import BUILT_IN, built_in


def checklists_of(
    asked: Sequence[str], settings: Settings, snapshot: Snapshot
) -> tuple[Checklist, ...]:
    """Return the checklists that are asked for on the command line, or else by the settings.

    Raises `ConfigurationError` for one that says what debtaudit does not know, with its line.
    """
    found: dict[str, Checklist] = {}
    for name in dict.fromkeys(asked or settings.checklist.use):
        made = built_in(name) if name in BUILT_IN else _from_file(name, bool(asked), snapshot)
        _refuse_doubles(name, made, found)
        found[made.id] = made
    if not found:
        raise ConfigurationError("checklist.use: name at least one checklist, such as `default`")
    return tuple(found.values())


def plan_for(
    asked: Sequence[str], settings: Settings, snapshot: Snapshot, as_of: date
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Return what is to be answered, and what is wrong with the attestations."""
    checklists = checklists_of(asked, settings, snapshot)
    data = snapshot.read_path(ATTESTATIONS)
    made, problems = _attestations(data, checklists, as_of) if isinstance(data, bytes) else ((), ())
    chosen = settings.checklist.profile
    plan = Plan(
        checklists,
        made,
        None if chosen == "auto" else chosen,
        frozenset(settings.gate.required_checklist),
    )
    return plan, problems


def _attestations(
    data: bytes, checklists: Sequence[Checklist], as_of: date
) -> tuple[tuple[Attestation, ...], tuple[Diagnostic, ...]]:
    from debtaudit.checklist.attestation_reader import read_attestations  # most have no such file

    made, problems = read_attestations(data, attestable(checklists), as_of)
    return made, tuple(
        Diagnostic(
            "warning", ATTESTATIONS, f"line {one.line}: {one.message}; it counts for nothing"
        )
        for one in problems
    )


def item_ids_of(checklists: Sequence[Checklist]) -> tuple[str, ...]:
    """Return the ids of all items, in their order."""
    return tuple(item.id for checklist in checklists for item in checklist.items)


def attestable(checklists: Sequence[Checklist]) -> tuple[str, ...]:
    """Return the ids that may be attested: also those of built-in checklists not in use now."""
    ids = (*item_ids_of(checklists), *item_ids_of([built_in(name) for name in BUILT_IN]))
    return tuple(dict.fromkeys(ids))


def _from_file(name: str, on_command_line: bool, snapshot: Snapshot) -> Checklist:
    """Read a file that the command line names, or one of the repository that the settings name."""
    from debtaudit.checklist.reader import read_checklist

    known = ", ".join(f"`{one}`" for one in BUILT_IN)
    if on_command_line:
        try:
            return read_checklist(name, Path(name).read_bytes())
        except OSError as error:
            reason = error.strerror or str(error)
            raise WrongCallError(
                f"--checklist {name}: {reason}; name a YAML file, or one of {known}"
            ) from None
    data = snapshot.read_path(name)
    if not isinstance(data, bytes):
        raise ConfigurationError(
            f"checklist.use: {name}: {data.reason}; name a YAML file of the repository, or {known}"
        )
    return read_checklist(name, data)


def _refuse_doubles(name: str, made: Checklist, found: dict[str, Checklist]) -> None:
    """Raise where a checklist or one of its items is there already: ids are what gates name."""
    if made.id in found:
        raise ConfigurationError(f"{name}: id: another checklist is called {made.id}")
    others = {item.id: one.id for one in found.values() for item in one.items}
    for item in made.items:
        if item.id in others:
            raise ConfigurationError(
                f"{name}: the item {item.id} is in the checklist {others[item.id]}, too: rename it,"
                " or use only one of the two"
            )
