"""Reads the history of a repository: its commits and the change sets that they form.

Two git children do it: one lists the graph of all commits, the other gives details and changed
paths of those in the window. Authors are as commits name them; `history_aids.py` reads `.mailmap`.
"""

from datetime import date

from msgspec import DecodeError, msgpack

from debtaudit.domain.history import HistoryFacts
from debtaudit.gather.commit_graph import FactStore, read_commit_graph
from debtaudit.gather.extractor_version import extractor_version
from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.repository import Repository


def read_history(
    repository: Repository,
    tip: str,
    *,
    since: date | None = None,
    until: date | None = None,
    max_paths: int = 500,
    cache: FactStore | None = None,
) -> HistoryFacts:
    """Return the commits and change sets of the window, newest first.

    The window is the year up to the newest commit, or up to `until` where that is earlier, or
    what starts with `since`; committer times decide, in UTC, and the first and the last day
    belong to it. A commit or change set keeps at most `max_paths` changes, model code first. Only
    whole answers are remembered in `cache`.
    """
    bounds = f"{since} {until} {max_paths} {repository.prefix}"
    key = f"{tip} {bounds}"
    remembered = _recall(cache, key, repository)
    if remembered is not None:
        return remembered
    try:
        graph = read_commit_graph(repository, tip, cache)
    except GitFailedError as error:
        return HistoryFacts(
            available=False,
            problem=f"the history could not be read: {error}",
            cure="look at it with `git fsck`, and clone the repository again",
        )
    from debtaudit.gather.history_window import WindowHistory, window_of  # not for a known one

    rounds = cache.rounds if cache is not None else None
    window = window_of(graph, since, until)
    facts = WindowHistory(repository, graph, window, max_paths, rounds).facts()
    whole = facts.problem is None and not repository.shallow
    if cache is not None and rounds is None and whole:  # (a point of a trend is kept as a whole)
        cache.put_many(_cache_kind(), {key: msgpack.encode(facts)})
    return facts


def _recall(cache: FactStore | None, key: str, repository: Repository) -> HistoryFacts | None:
    if cache is None or repository.shallow:
        return None
    data = cache.get_many(_cache_kind(), [key]).get(key)
    try:
        return None if data is None else msgpack.decode(data, type=HistoryFacts)
    except (DecodeError, UnicodeDecodeError):
        return None


def _cache_kind() -> str:
    return f"history {extractor_version()}"
