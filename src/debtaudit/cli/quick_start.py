"""What a start does not wait for."""

import sys
from types import ModuleType
from typing import cast


def import_msgspec() -> None:
    """Import msgspec without `typing_extensions`, for which it asks but which it does not need.

    That module (Typer brings it) imports `inspect` and takes longer than msgspec itself, 10 ms;
    what msgspec looks for in it, `typing` has. Whoever needs it later imports it as ever.
    """
    name = "typing_extensions"
    if name in sys.modules or "msgspec" in sys.modules:
        return
    modules = cast("dict[str, ModuleType | None]", sys.modules)
    modules[name] = None  # then an import of it fails: language reference, 5.3.1
    try:
        import msgspec  # noqa: F401
    finally:
        del modules[name]
