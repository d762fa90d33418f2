"""`debtaudit cache`: where the facts of files are kept, and how to be rid of them."""

from typing import Annotated

from debtaudit.cli.declarations import Option
from debtaudit.cli.output import print_text
from debtaudit.domain.text import visible


def command(
    *,
    clear: Annotated[
        bool, Option("Delete every cached fact; the next audit reads everything anew.")
    ] = False,
) -> None:
    """Show where the fact cache is and how big, or clear it."""
    from debtaudit.gather.cache import open_cache

    with open_cache() as cache:
        if clear:
            cache.clear()
        found = cache.info()
    print_text(
        f"path     {visible(found.path) or 'none: no folder for it'}\n"
        f"entries  {found.entries:,}\n"
        f"size     {found.bytes / 1e6:,.1f} MB of at most {found.limit / 1e6:,.0f} MB\n"
    )
