"""Lists the files of a revision out of the object database."""

from debtaudit.domain.files import FileEntry
from debtaudit.domain.report import Diagnostic
from debtaudit.extract.path_class import path_class
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.listing import Listing, irregular, shown
from debtaudit.gather.repository import Repository


def list_revision(repository: Repository, revision: str) -> Listing:
    """List the regular files of the commit with the id `revision`, below the audited folder."""
    entries: dict[str, FileEntry] = {}
    diagnostics: list[Diagnostic] = []
    start = len(repository.prefix.encode("utf-8", "surrogateescape"))
    arguments = ["ls-tree", "-r", "-z", "--full-tree", revision]
    try:
        with repository.stream(*arguments, *repository.pathspec()) as stream:
            for token in stream.tokens():
                what, _, name = token.partition(b"\t")
                mode, kind, blob = what.split()
                path = shown(name[start:])
                if kind != b"blob" or mode == b"120000":
                    diagnostics.append(Diagnostic("info", path, irregular(mode)))
                elif path in entries:
                    said = "left out: another file is shown by the same name"
                    diagnostics.append(Diagnostic("warning", path, said))
                else:
                    entries[path] = FileEntry(path, blob.decode("ascii"), path_class(path))
    except GitFailedError as error:
        said = f"the files of the revision could not be listed whole: {error}"
        diagnostics.append(Diagnostic("error", None, said))
    return Listing(
        entries=tuple(sorted(entries.values(), key=lambda entry: entry.path)),
        diagnostics=tuple(diagnostics),
        commit=revision,
    )
