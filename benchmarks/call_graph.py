"""What the call graph of a repository costs against the parse that its facts come from.

    python -m benchmarks.call_graph FOLDER

Prints the number of Python files, and the seconds of CPU of `ast.parse` over all of them and of
the call graph made of their facts, in one process: the facts are there, nothing is parsed twice.
"""

import ast
import gc
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path

from debtaudit.domain.files import Missing, PathClass
from debtaudit.domain.settings import Settings
from debtaudit.gather.cache import FactCache
from debtaudit.gather.file_facts import gather_file_facts
from debtaudit.gather.folder import list_folder
from debtaudit.gather.snapshot import Snapshot
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import ModuleIndex
from debtaudit.resolve.projects import declared, project_folders


def parse_seconds(sources: list[bytes]) -> float:
    """Return the CPU seconds of parsing sources; what does not parse costs what it costs."""
    started = time.process_time()
    for source in sources:
        with suppress(SyntaxError, ValueError, RecursionError):
            ast.parse(source)
    return time.process_time() - started


def main() -> None:
    """Measure the folder that is named on the command line."""
    gc.disable()
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    snapshot = Snapshot(list_folder(folder), None, folder)
    files = [entry for entry in snapshot.entries if entry.path_class is PathClass.PYTHON]
    read = [data for _, data in snapshot.read(files, lambda _: 10_000_000)]
    seconds = parse_seconds([data for data in read if not isinstance(data, Missing)])
    facts, _ = gather_file_facts(snapshot, Settings(), FactCache(None, 0), 1)
    sources = {
        path: Source(path, each.python)
        for path, each in sorted(facts.items())
        if each.python is not None and each.python.definitions
    }
    started = time.process_time()
    index = ModuleIndex(sources, project_folders(snapshot.entries), declared(facts))
    CallGraph(index, sources)
    print(len(files), round(seconds, 4), round(time.process_time() - started, 4))


if __name__ == "__main__":
    main()
