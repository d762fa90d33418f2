"""What a start does not wait for."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


def import_msgspec() -> None:
    """Import msgspec without two modules of which it needs nothing, or next to nothing.

    `typing_extensions` (Typer brings it) imports `inspect` and takes longer than msgspec itself,
    10 ms; what msgspec looks for in it, `typing` has. `platform` is asked by `uuid` for the name
    of the system, and takes 3 ms. Whoever needs them later imports them as ever.
    """
    if "msgspec" in sys.modules:
        return
    with _missing("typing_extensions"), _named_system():
        import msgspec  # noqa: F401


@contextmanager
def _missing(name: str) -> Iterator[None]:
    """Let imports of a module fail that is not there yet (language reference, 5.3.1)."""
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    if name in modules:
        yield
        return
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]


@contextmanager
def _named_system() -> Iterator[None]:
    """Let a module stand in for `platform` that knows the name of the system, and no more."""
    if "platform" in sys.modules or os.name == "nt":
        yield
        return
    stand_in = ModuleType("platform")
    vars(stand_in)["system"] = lambda: os.uname().sysname
    sys.modules["platform"] = stand_in
    try:
        yield
    finally:
        del sys.modules["platform"]
