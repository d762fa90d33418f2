"""The reader of plain calls agrees with Typer wherever it understands a call at all."""

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import pytest
from typer.main import get_command

from debtaudit.cli.app import COMMANDS, load
from debtaudit.cli.declarations import Argument, Option, declared, supplied
from debtaudit.cli.plain_call import read_plain_call
from debtaudit.cli.typer_front import as_typer

SEEN: list[dict[str, Any]] = []


class Colour(str, Enum):
    RED = "red"
    BLUE = "blue"


def command(
    *,
    path: Annotated[Path, Argument("A path.", "PATH")] = Path(),
    name: Annotated[str | None, Option("A name.", names=("--name", "-n"))] = None,
    where: Annotated[Path | None, Option("A place.")] = None,
    tags: Annotated[list[str] | None, Option("Tags.", names=("--tag", "-t"))] = None,
    files: Annotated[list[Path] | None, Option("Files.", names=("--file",))] = None,
    colours: Annotated[list[Colour] | None, Option("Colours.", names=("--colour",))] = None,
    jobs: Annotated[int | None, Option("Jobs.", minimum=1)] = None,
    no_cache: Annotated[bool, Option("No cache.")] = False,
    loud: Annotated[bool, Option("Loud.", names=("--loud", "-l"))] = False,
) -> None:
    """Remember what it was called with."""
    SEEN.append(dict(locals()))


def by_typer(arguments: list[str]) -> dict[str, Any] | None:
    """Return what Typer makes of the arguments, None where it refuses them."""
    SEEN.clear()
    try:
        get_command(as_typer("command", command))(args=arguments, prog_name="test")
    except SystemExit as end:
        return SEEN[0] if end.code == 0 and SEEN else None
    raise AssertionError("Typer always exits")


PLAIN = [
    "",
    ".",
    "some/where",
    "-",
    "--name x",
    "--name=x",
    "--name= ",
    "-n x",
    "--name x --name y",
    "here --tag a --tag b -t c",
    "--file a --file=b -l",
    "--colour red --colour blue",
    "--jobs 3",
    "--no-cache --loud",
    "-l here --where there",
    "-- -odd",
    "--loud -- here",
    "--tag a=b",
    "caf\u00e9 --name \u6570",
]
NOT_PLAIN = [
    "--help",
    "-h",
    "--unknown",
    "--nam x",
    "--name",
    "--tag --loud",
    "--jobs 0",
    "--jobs many",
    "--colour green",
    "--loud=yes",
    "one two",
    "-lx",
    "--no-no-cache",
    "-nx",
    "-ln x",
    "--name -x",
]


@pytest.mark.parametrize("line", PLAIN)
def test_a_plain_call_is_read_as_typer_reads_it(line: str) -> None:
    arguments = line.split(" ") if line else []
    values = read_plain_call(command, arguments)
    assert values is not None
    assert values == by_typer(arguments)


@pytest.mark.parametrize("line", NOT_PLAIN)
def test_every_other_call_is_left_to_typer(line: str) -> None:
    assert read_plain_call(command, line.split()) is None


def test_a_required_argument_is_missed() -> None:
    def needs(*, rule: Annotated[str, Argument("A rule.", "RULE")]) -> None:
        """Need it."""

    assert read_plain_call(needs, []) is None
    assert read_plain_call(needs, ["x"]) == {"rule": "x"}


def test_reading_twice_gives_the_same() -> None:
    arguments = ["--tag", "a", "--tag", "b"]
    assert read_plain_call(command, arguments) == read_plain_call(command, arguments)
    assert arguments == ["--tag", "a", "--tag", "b"]


def test_supplied_options_make_one_value() -> None:
    def maker(
        *,
        size: Annotated[int | None, Option("A size.")] = 2,
        deep: Annotated[bool, Option("Deep.")] = False,
    ) -> str:
        return f"{size} {deep}"

    made: list[tuple[object, bool]] = []

    @supplied(thing=maker)
    def build(*, thing: str, loud: Annotated[bool, Option("Loud.")] = False) -> None:
        """Build it."""
        made.append((thing, loud))

    assert [name for name, _, _ in declared(build)] == ["loud", "size", "deep"]
    values = read_plain_call(build, ["--size", "7", "--loud"])
    assert values is not None
    build(**values)
    assert made == [("7 False", True)]
    assert build.__doc__ == "Build it."


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_declares_unique_option_names(name: str) -> None:
    names = [
        flag
        for parameter, _, declaration in declared(load(name))
        if isinstance(declaration, Option)
        for flag in declaration.names_for(parameter)
    ]
    assert len(set(names)) == len(names)
    assert not {"-h", "--help"} & set(names)
