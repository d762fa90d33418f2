"""The data files of this package, whether it lies in a folder or in a zip."""

from pkgutil import get_data


def packaged_bytes(name: str) -> bytes:
    """Return the bytes of a data file (`places.tsv`, `checklists/default.toml`).

    Through the package's loader (PEP 302): `importlib.resources` does the same, but its import
    takes 5 ms of every start.
    """
    data = get_data("debtaudit.knowledge", name)
    if data is None:
        raise FileNotFoundError(name)
    return data


def packaged_text(name: str) -> str:
    """Return the text of a data file, which is UTF-8."""
    return packaged_bytes(name).decode("utf-8")
