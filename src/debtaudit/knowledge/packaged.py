"""The data files of this package, whether it lies in a folder or in a zip."""

from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from importlib.abc import ResourceLoader

_FOLDER = Path(__file__).parent


def packaged_bytes(name: str) -> bytes:
    """Return the bytes of a data file (`places.tsv`, `checklists/default.toml`).

    Through the loader of this module (PEP 302): `importlib.resources` does the same, but its
    import takes 5 ms of every start.
    """
    assert __spec__ is not None
    return cast("ResourceLoader", __spec__.loader).get_data(str(_FOLDER / name))


def packaged_text(name: str) -> str:
    """Return the text of a data file, which is UTF-8."""
    return packaged_bytes(name).decode("utf-8")
