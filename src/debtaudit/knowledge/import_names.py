"""Which distribution brings which imported name, where the two differ: `cv2`, `PIL`, `yaml`."""

from functools import cache
from importlib.resources import files


@cache
def import_names() -> dict[str, tuple[str, ...]]:
    """Return the distributions (PEP 503 names) by the dotted name that is imported."""
    text = files("debtaudit.knowledge").joinpath("import_names.tsv").read_text("utf-8")
    return {
        name: tuple(distributions.split(" "))
        for name, _, distributions in (
            line.partition("\t") for line in text.splitlines() if not line.startswith("#")
        )
    }
