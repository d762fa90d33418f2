"""The program: finds the command, reads its arguments, and runs it.

A command is a module of this package with a function `command`. It is imported when it is called,
and what it needs is imported when it runs: start-up is most of what a small audit costs. For the
same reason a plain call does not load Typer, which takes longer to start (it brings pydantic) than
many audits take as a whole. Everything that is not plain, help and mistakes above all, is Typer's:
see `typer_front`.
"""

import gc
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from debtaudit.cli.ends import guarded, leaving_quickly
from debtaudit.cli.quick_start import import_msgspec

if TYPE_CHECKING:
    from debtaudit.cli.declarations import Command

COMMANDS = (
    "scan",
    "gate",
    "baseline",
    "triage",
    "changes",
    "hotspots",
    "inventory",
    "trend",
    "checklist",
    "checklist attest",
    "checklist show",
    "scaffold-test",
    "rules",
    "explain",
    "render",
    "badge",
    "staged",
    "init",
    "demo",
    "schema",
    "cache",
)
"""In the order of the help: what people use every day comes first."""


def main() -> None:
    """Run the program with the arguments of the process."""
    # A short life with next to no circles: each look at all imported objects would be in vain,
    # and so would be the one at the end of the audit, at all facts (see `audit.request`).
    gc.disable()
    name, *arguments = sys.argv[1:] or [""]
    with guarded():  # from here on: Ctrl-C during the imports is an interrupt like any other
        import_msgspec()
        if arguments and f"{name} {arguments[0]}" in COMMANDS:  # `checklist attest` is one name
            name = f"{name} {arguments.pop(0)}"
            sys.argv[1:3] = [name]
        if name in COMMANDS:
            from debtaudit.cli.plain_call import read_plain_call

            command = load(name)
            values = read_plain_call(command, arguments)
            if values is not None:
                with leaving_quickly():
                    command(**values)
        from debtaudit.cli.typer_front import run

        run(COMMANDS, load)


def load(name: str) -> "Command":
    """Import a command."""
    module = import_module(f"debtaudit.cli.{name.replace('-', '_').replace(' ', '_')}")
    command: Command = module.command
    return command
