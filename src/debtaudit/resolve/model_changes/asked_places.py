"""Where changed code stands in the picture: all that a verdict on a change set learns of it.

The questions are kept with their answers, so that a verdict can be taken over at another revision
wherever it would be told the same again.
"""

from collections.abc import Mapping
from enum import Enum

from debtaudit.domain.picture import Picture


class Place(Enum):
    """How a definition stands to what training and serving run."""

    GONE = "gone"
    """Its file is not in the audited snapshot: its path has to do."""
    REACHED = "reached"
    NEAR = "near"
    """Training or serving reaches its file, but not the definition."""
    TEST = "test"
    ASIDE = "aside"


class Places:
    """Tells where definitions stand, each of them once."""

    def __init__(self, picture: Picture) -> None:
        self._roles = picture.roles
        self._reached = [reach.nodes for role, reach in picture.reach.items() if role != "test"]
        self._known: dict[tuple[str, str], Place] = {}

    def of(self, path: str, symbol: str) -> Place:
        """Return where a definition of a file stands."""
        key = path, symbol
        place = self._known.get(key)
        if place is None:
            place = self._known[key] = self._find(path, symbol)
        return place

    def are(self, answers: Mapping[tuple[str, str], Place]) -> bool:
        """Tell whether definitions stand where others asked for them and found them."""
        return all(self.of(path, symbol) is place for (path, symbol), place in answers.items())

    def _find(self, path: str, symbol: str) -> Place:
        roles = self._roles.get(path)
        if roles is None:
            return Place.GONE
        if "training" in roles or "serving" in roles:
            name = f"{path}::{symbol}"
            return Place.REACHED if any(name in nodes for nodes in self._reached) else Place.NEAR
        return Place.TEST if tuple(roles) == ("test",) else Place.ASIDE


class AskedPlaces:
    """The places that one verdict asks for; `answers` go by path and symbol."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.answers: dict[tuple[str, str], Place] = {}

    def of(self, path: str, symbol: str) -> Place:
        """Return where a definition of a file stands."""
        place = self.answers[path, symbol] = self._places.of(path, symbol)
        return place
