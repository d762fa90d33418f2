"""The time that a report says of itself, as late as it can have been."""

from datetime import datetime, timedelta, timezone

_WESTERNMOST = timedelta(hours=12)
"""Local time without a zone is at most so far behind UTC: a report is not taken for older than
it may be."""


def recorded(text: str) -> int | None:
    """Return an ISO 8601 time in seconds since 1970 UTC, None where it is none."""
    try:
        time = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        if time.tzinfo is None:
            time = time.replace(tzinfo=timezone.utc) + _WESTERNMOST
        return int(time.timestamp())
    except (ValueError, OverflowError):
        return None
