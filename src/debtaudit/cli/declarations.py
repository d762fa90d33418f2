"""How a command declares its arguments: once, for the plain reader and for Typer alike.

A command is a function whose parameters are all keyword-only and annotated with an `Option` or an
`Argument`. `@supplied(request=audit_request)` gives it the options of `audit_request`, too, and
calls it with what `audit_request` makes of them.
"""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

Command = Callable[..., None]


class Option(Struct, frozen=True):
    """`--name VALUE`, or a flag where the parameter is a bool; a list is repeatable."""

    help: str
    metavar: str | None = None
    names: tuple[str, ...] = ()
    minimum: int | None = None

    def names_for(self, parameter: str) -> tuple[str, ...]:
        """Return the names on the command line; `--no-cache` for the parameter `no_cache`."""
        return self.names or (f"--{parameter.replace('_', '-')}",)


class Argument(Struct, frozen=True):
    """A positional argument; it is required where the parameter has no default."""

    help: str
    metavar: str


def declared(command: Callable[..., object]) -> Iterator[tuple[str, Any, Option | Argument]]:
    """Yield name, type and declaration of every parameter of a command."""
    for name, annotation in command.__annotations__.items():
        metadata = getattr(annotation, "__metadata__", None)
        if metadata:
            yield name, annotation.__origin__, metadata[0]


def supplied(**makers: Callable[..., object]) -> Callable[[Command], Command]:
    """Replace each named parameter of a command by the options of its maker.

    The command's own arguments come first.
    """

    def decorate(command: Command) -> Command:
        parts = [command, *makers.values()]
        names = {maker: [name for name, _, _ in declared(maker)] for maker in makers.values()}

        def run(**values: object) -> None:
            made = {
                name: maker(**{key: values.pop(key) for key in names[maker]})
                for name, maker in makers.items()
            }
            command(**made, **values)

        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__annotations__ = {
            name: one
            for part in parts
            for name, one in part.__annotations__.items()
            if hasattr(one, "__metadata__")
        }
        run.__kwdefaults__ = {
            name: value for part in parts for name, value in (part.__kwdefaults__ or {}).items()
        }
        return run

    return decorate
