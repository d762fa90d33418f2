"""Typer in front of the commands: help, mistakes in a call, completion.

It is given the declarations of the commands (`declarations`) and runs the same functions as
`app.main` does for a plain call.
"""

import inspect
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from debtaudit import __version__
from debtaudit.cli.declarations import Argument, Command, Option, declared
from debtaudit.cli.ends import guarded

# `Any` below is Typer's context and command: their types moved between the versions of Typer.


class _Guarded(TyperCommand):
    """A command whose every end is an exit code of the report contract."""

    def invoke(self, ctx: Any) -> Any:
        with guarded():
            return super().invoke(ctx)


class _Commands(TyperGroup):
    """The commands of this package, each imported when it is asked for."""

    names: tuple[str, ...] = ()
    load: Callable[[str], Command]

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(self.names)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        del ctx
        if cmd_name not in self.names:
            return None
        return get_command(as_typer(cmd_name, type(self).load(cmd_name)))


def run(names: tuple[str, ...], load: Callable[[str], Command]) -> None:
    """Let Typer read the arguments of the process and run one of the named commands."""
    _Commands.names, _Commands.load = names, staticmethod(load)
    sys.exit(get_command(_application())(prog_name="debtaudit"))


def as_typer(name: str, command: Command) -> typer.Typer:
    """Return a Typer that holds one command."""
    made = _plain_typer()
    made.command(name, cls=_Guarded)(_for_typer(command))
    return made


def _for_typer(command: Command) -> Command:
    """Return a command with a signature that Typer understands."""
    defaults = command.__kwdefaults__ or {}

    def run_it(**values: object) -> None:
        command(**{name: value or None if value == [] else value for name, value in values.items()})

    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=defaults.get(name, inspect.Parameter.empty),
            annotation=Annotated[kind, _info(name, declaration)],
        )
        for name, kind, declaration in declared(command)
    ]
    run_it.__name__, run_it.__doc__ = command.__name__, command.__doc__
    run_it.__dict__["__signature__"] = inspect.Signature(parameters)
    run_it.__annotations__ = {one.name: one.annotation for one in parameters}
    return run_it


def _info(name: str, declaration: Option | Argument) -> Any:
    if isinstance(declaration, Argument):
        return typer.Argument(
            metavar=declaration.metavar, help=declaration.help, show_default=False
        )
    return typer.Option(
        *declaration.names_for(name),
        metavar=declaration.metavar,
        help=declaration.help,
        min=declaration.minimum,
        show_default=False,
    )


def _plain_typer() -> typer.Typer:
    """Return a Typer whose help needs no Rich, and which leaves exceptions to `guarded`."""
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"debtaudit {__version__}")
        raise typer.Exit


def _application() -> typer.Typer:
    application = _plain_typer()
    application.info.cls = _Commands
    application.info.no_args_is_help = True

    @application.callback()
    def root(
        version: Annotated[
            bool,
            typer.Option(
                "--version",
                callback=_show_version,
                is_eager=True,
                help="Show the version and exit.",
            ),
        ] = False,
    ) -> None:
        """Find the technical debt of a machine-learning repository, with evidence.

        It reads files and git history, runs none of the audited code and needs no network.

        Exit codes: 0 done, 1 gate or checklist breached, 2 wrong call, 3 no report or not assessed,
        70 fault of the program, 130 interrupted.
        """
        del version

    return application
