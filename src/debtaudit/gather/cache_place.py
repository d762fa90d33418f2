"""Where the fact cache is and how large it may grow, as the environment says."""

import os
from pathlib import Path

_DEFAULT_LIMIT_MB = 500


def cache_folder() -> Path | None:
    """Return the folder of the cache, None where the user has none (no home)."""
    named = os.environ.get("DEBTAUDIT_CACHE_DIR")
    if named:
        return Path(named)
    if os.name == "posix" and os.uname().sysname == "Linux":
        # What platformdirs does on Linux (XDG base directory specification), without the 20 ms
        # that its import takes.
        base = os.environ.get("XDG_CACHE_HOME", "").strip()
        if base.startswith("/"):
            return Path(base) / "debtaudit"
        home = os.environ.get("HOME", "")
        return Path(home, ".cache", "debtaudit") if home.startswith("/") else None
    import platformdirs

    return platformdirs.user_cache_path("debtaudit", appauthor=False)


def cache_limit() -> int:
    """Return the size in bytes that the cache keeps to."""
    named = os.environ.get("DEBTAUDIT_CACHE_LIMIT_MB", "")
    good = named.isascii() and named.isdigit() and 0 < len(named) < 9 and int(named) > 0
    return (int(named) if good else _DEFAULT_LIMIT_MB) * 1_000_000
