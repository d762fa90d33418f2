"""The models of the picture with the days of their last changes, which only the history knows."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone

from msgspec.structs import replace

from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.resolve.last_edits import last_edits


def dated_models(
    models: Sequence[InventoryModel], history: HistoryFacts
) -> tuple[InventoryModel, ...]:
    """Return the models with the day of the newest commit to their code, and to their artefacts."""
    if not models:
        return ()
    wanted = {path for model in models for path in (*model.code, *model.artefacts)}
    times = last_edits(history, wanted)
    return tuple(
        replace(
            model,
            last_change=_newest(model.code, times),
            last_retraining=_newest(model.artefacts, times),
        )
        for model in models
    )


def _newest(paths: Iterable[str], times: dict[str, int]) -> str | None:
    """Return the day (ISO 8601, UTC) of the newest of these times (seconds since 1970)."""
    newest = max((times[path] for path in paths if path in times), default=None)
    return (
        None if newest is None else datetime.fromtimestamp(newest, timezone.utc).date().isoformat()
    )
