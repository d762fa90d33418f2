"""Draws the picture of a few files given as text, with the real extractors."""

import json
from collections.abc import Mapping
from datetime import date
from textwrap import dedent

from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, FileFacts
from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.picture import Picture
from debtaudit.domain.report import AbsentFile
from debtaudit.domain.report_rows import EntryPoint
from debtaudit.extract.file_facts import extract
from debtaudit.extract.path_class import path_class
from debtaudit.resolve.picture import draw


def facts_of(
    files: Mapping[str, str],
) -> tuple[tuple[FileEntry, ...], dict[str, FileFacts]]:
    """Return entries and facts of the files."""
    entries: list[FileEntry] = []
    facts: dict[str, FileFacts] = {}
    for path, text in sorted(files.items()):
        data = dedent(text).encode()
        kind = path_class(path)
        entries.append(FileEntry(path, f"{len(entries):040x}", kind, len(data)))
        facts[path] = extract(kind, path.rpartition("/")[2], data, "fused")
    return tuple(entries), facts


def repository_of(files: Mapping[str, str], history: HistoryFacts | None = None) -> RepositoryFacts:
    """Return the facts of a repository that holds the files, on a day of 2026."""
    entries, facts = facts_of(files)
    return RepositoryFacts(
        name="example",
        as_of=date(2026, 11, 22),
        files=entries,
        facts=facts,
        history=history or HistoryFacts(),
        picture=draw(entries, facts),
        comparisons={},
        line_dates={},
        diagnostics=(),
    )


def without_bytes(of: RepositoryFacts, *paths: str) -> RepositoryFacts:
    """Return the facts as they are in a clone that lacks the bytes of some files."""
    said = (AbsentFile("warning", path, "not read: not in this clone") for path in paths)
    facts = {path: fact for path, fact in of.facts.items() if path not in paths}
    return replace(of, facts=facts, picture=draw(of.files, facts), diagnostics=tuple(said))


def picture_of(files: Mapping[str, str]) -> Picture:
    """Return the picture of the files."""
    return draw(*facts_of(files))


def points_of(files: Mapping[str, str]) -> dict[str, EntryPoint]:
    """Return the entry points by `path::symbol`."""
    return {f"{point.path}::{point.symbol}": point for point in picture_of(files).entry_points}


def targets(picture: Picture, node: str) -> list[str]:
    """Return what a node calls."""
    return [call.target for call in picture.calls.get(node, ())]


def typer_app(*commands: str) -> str:
    """Return a command line of Typer whose commands train: `def name`, or `"command" def name`."""
    lines = ["import typer", "from sklearn.svm import SVC", "", "app = typer.Typer()", ""]
    for command in commands:
        said, _, name = command.rpartition("def ")
        lines += [f"@app.command({said.strip()})", f"def {name}(x):", "    SVC().fit(x, x)", ""]
    return "\n".join([*lines, 'if __name__ == "__main__":', "    app()", ""])


def notebook(*cells: str) -> str:
    """Return a notebook with these code cells."""
    made: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "source": dedent(cell).strip("\n").splitlines(keepends=True),
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for cell in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
