"""What is said of one difference."""

from msgspec import Struct

from debtaudit.domain.history import Tell
from debtaudit.extract.surface.leaves import Leaf


class Verdict(Struct, frozen=True, gc=False):
    """Kind, weight and reason of one difference; weight 0 says that it changes no model.

    `tell` is what it was recognised by, `leaf` the part of two paired statements that decided.
    """

    kind: str
    weight: float
    because: str
    tell: Tell
    leaf: Leaf | None = None


def quoted(name: str) -> str:
    """Return a name as a reason shows it; what has none (`return True`) is a value."""
    return f"`{name}`" if name else "a value"
