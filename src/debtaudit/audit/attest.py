"""Writes down what a person attests: the text of the file, checked before anything is written."""

from datetime import date
from pathlib import Path

from msgspec import Struct

from debtaudit.audit.checklists import attestable, checklists_of
from debtaudit.audit.request import AuditRequest, opened, settings_for
from debtaudit.checklist.attestation_file import with_entry
from debtaudit.checklist.attestation_reader import day_of, read_attestations, wrong_with
from debtaudit.checklist.attestations import ATTESTATIONS, Attestation
from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.files import Missing
from debtaudit.gather.regular_files import writable_inside


class Statement(Struct, frozen=True):
    """What somebody says on the command line; `until` is checked here."""

    item: str
    by: str
    because: str
    evidence: str
    on: date
    until: str


def attest(path: Path, checklists: tuple[str, ...], said: Statement) -> tuple[Path, str]:
    """Return the file of attestations with the statement in it, and where it belongs.

    An entry for the same item is replaced, all else stays as it is. Raises `WrongCallError` for a
    statement that would count for nothing, and for a file that is broken already.
    """
    if not path.is_dir():
        raise WrongCallError(f"{path}: no such folder")
    until = day_of(said.until)
    if until is None:
        raise WrongCallError(f"--until {said.until}: no day; write it as 2027-01-31")
    request = AuditRequest(path=path, as_of=said.on, checklists=checklists)
    with opened(request) as (repository, snapshot):
        if repository is not None and repository.bare:
            raise WrongCallError(f"{path}: a bare repository has no files to write to")
        settings = settings_for(request, snapshot)
        known = attestable(checklists_of(checklists, settings, snapshot))
        data = snapshot.read_path(ATTESTATIONS)
    made = Attestation(said.item, said.by, said.because, said.evidence, said.on, until)
    wrong = wrong_with(made, known, said.on)
    if wrong is not None:
        raise WrongCallError(f"--{wrong}" if not wrong.startswith("item") else wrong)
    target = writable_inside(path, ATTESTATIONS)
    if isinstance(data, Missing) and target.exists():
        raise WrongCallError(f"{ATTESTATIONS}: {data.reason}; nothing is written")
    before = b"" if isinstance(data, Missing) else data
    if before:
        _found, problems = read_attestations(before, known, said.on)
        for one in problems:
            raise WrongCallError(f"{ATTESTATIONS}:{one.line}: {one.message}; mend it first")
    return target, with_entry(before.decode("utf-8"), made)
