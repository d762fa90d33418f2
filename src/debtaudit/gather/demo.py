r"""Fixtures: small projects whose history is told as text, built into real git repositories.

A fixture is a folder with a `history.toml` and a folder for each step. A step is one commit: its
folder holds the files it writes, whole, so that a person can read the history with no tool.

    [[step]]
    folder = "04-prices"          # what the step writes; none for a merge
    branch = "price-features"     # the branch it is on (main where none is named)
    merge = "price-features"      # instead: merge that branch into main
    message, author, date         # date is ISO 8601 with an offset
    delete = ["old.py"]           # paths that the step removes
    tag = "v1.0.0"
    links = { "data" = "/etc" }   # symbolic links
    odd = { "a\nb.py" = "x = 1" } # files whose name or bytes no folder can hold (text as Latin-1)
"""

from importlib.resources import files
from pathlib import Path

from msgspec import Struct, convert

from debtaudit.domain.toml import read_toml
from debtaudit.gather.builder import RepositoryBuilder

DEMO = "demand-forecast"


class StoryStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One commit of a story, as history.toml writes it."""

    message: str
    author: str
    date: str
    folder: str | None = None
    branch: str = "main"
    merge: str | None = None
    delete: tuple[str, ...] = ()
    tag: str | None = None
    links: dict[str, str] = {}
    odd: dict[str, str] = {}


class Story(Struct, frozen=True):
    """The steps of a fixture, in order."""

    folder: Path
    steps: tuple[StoryStep, ...]


def read_story(folder: Path) -> Story:
    """Read the history of the fixture in `folder`."""
    told = read_toml((folder / "history.toml").read_bytes())
    return Story(folder, convert(told["step"], tuple[StoryStep, ...]))


def build_fixture(folder: Path, target: Path) -> str:
    """Build the fixture in `folder` as a git repository in `target`; return the id of its head."""
    story = read_story(folder)
    builder = RepositoryBuilder(target)
    head = ""
    for step in story.steps:
        head = _take(step, story.folder, builder)
        if step.tag:
            builder.tag(step.tag)
    builder.repo.close()  # ends the git processes that GitPython keeps
    return head


def demo_folder() -> Path:
    """Return the folder of the demo: packaged beside this file, or in the checkout's fixtures/."""
    packaged = Path(str(files("debtaudit.gather"))) / DEMO
    if packaged.is_dir():
        return packaged
    return Path(__file__).parents[3] / "fixtures" / DEMO


def _take(step: StoryStep, folder: Path, builder: RepositoryBuilder) -> str:
    """Make the commit of one step."""
    if step.merge:
        builder.checkout("main")
        return builder.merge(step.merge, step.message, author=step.author, date=step.date)
    if builder.repo.head.is_valid() and builder.repo.active_branch.name != step.branch:
        if step.branch in builder.repo.heads:
            builder.checkout(step.branch)
        else:
            builder.branch(step.branch)
    content: dict[str, str | bytes | None] = dict.fromkeys(step.delete)
    if step.folder:
        content |= _files(folder / step.folder)
    content |= {path: text.encode("latin-1", "replace") for path, text in step.odd.items()}
    builder.link(step.links)
    return builder.commit(step.message, content, author=step.author, date=step.date)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
