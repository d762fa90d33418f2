"""Points of a trend that need not be measured again: of a past commit nothing changes any more."""

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from msgspec.structs import replace

from debtaudit.audit.keeping import is_lasting
from debtaudit.audit.request import AuditRequest
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.known_debt import Triage
from debtaudit.domain.settings import Settings
from debtaudit.domain.trend import TrendPoint
from debtaudit.gather.cache import FactCache
from debtaudit.gather.decoded_facts import load, store
from debtaudit.gather.extractor_version import program_version
from debtaudit.gather.past_points import PastPoint
from debtaudit.gather.repository import Repository


class KeptPoints:
    """The points that were measured before with the same settings and verdicts."""

    def __init__(
        self,
        request: AuditRequest,
        judged_by: tuple[Settings, Sequence[Triage]],
        repository: Repository,
        cache: FactCache,
    ) -> None:
        """Keep in `cache`; nothing where objects may come later, or others are asked."""
        self._cache = cache
        self._kind = f"point {program_version()}"
        asked = replace(request, path=Path(), jobs=None, revision=None, since=None)
        self._question = (asked, judged_by, repository.name, repository.prefix)
        asks_others = request.online or request.osv_db is not None
        self._keeps = not (asks_others or repository.shallow or repository.partial)

    def recalled(self, points: Sequence[PastPoint]) -> dict[PastPoint, TrendPoint]:
        """Return those of the points that are known."""
        if not self._keeps:
            return {}
        keys = {self._key(point): point for point in points}
        known = load(self._cache, self._kind, list(keys), TrendPoint)
        return {keys[key]: measured for key, measured in known.items()}

    def keep(self, point: PastPoint, measured: TrendPoint, facts: RepositoryFacts) -> None:
        """Keep a point, if who measures it again would find the same."""
        if self._keeps and is_lasting(facts, self._cache):
            store(self._cache, self._kind, {self._key(point): measured})

    def _key(self, point: PastPoint) -> str:
        asked, *others = self._question
        on = point.judged_on(asked.as_of)
        about = repr((replace(asked, as_of=on), *others, point.commit))
        return blake2b(about.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()
