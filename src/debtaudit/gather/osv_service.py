"""Ask the OSV service which advisories concern the versions in use.

Its batch answer has ids and days of change only (google.github.io/osv.dev, "POST /v1/querybatch",
at most 1000 questions); each record is fetched by its id, and kept in the fact cache under id and
day of change. `DEBTAUDIT_OSV_URL` names another server that speaks the same; no setting of the
audited repository can, since what a project depends on is nobody's business.
"""

import os
from collections.abc import Iterable, Mapping, Sequence

from msgspec import DecodeError, Struct, field, json, msgpack

from debtaudit.domain.advisories import Advisory, AdvisoryFacts, Version
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.osv_record import read_osv_record
from debtaudit.gather.commit_graph import FactStore
from debtaudit.gather.http_client import Asker, Bounds, Question, UnansweredError, ask_all

SERVICE = "https://api.osv.dev"
_CACHE_KIND = "osv-record-1"
_BATCH = 1000
_PAGES = 20
_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:")


class _Named(Struct, frozen=True):
    id: str
    modified: str = ""


class _Result(Struct, frozen=True):
    vulns: tuple[_Named, ...] = ()
    next_page_token: str = ""


class _Batch(Struct, frozen=True):
    results: tuple[_Result, ...] = field(default_factory=tuple)


def ask_osv(
    versions: Iterable[Version], bounds: Bounds, cache: FactStore | None = None
) -> AdvisoryFacts:
    """Return the advisories of each version; what could not be asked or read says why."""
    service = os.environ.get("DEBTAUDIT_OSV_URL", SERVICE).rstrip("/")
    wanted = list(dict.fromkeys(versions))
    batches = [tuple(wanted[at : at + _BATCH]) for at in range(0, len(wanted), _BATCH)]
    named: dict[Version, tuple[_Named, ...]] = {}
    problems: dict[Version, str] = {}
    answers = ask_all(batches, lambda asker, batch: _named(asker, service, batch), bounds)
    for batch, answer in answers.items():
        if isinstance(answer, UnansweredError):
            problems |= dict.fromkeys(batch, f"OSV was asked: {answer}")
        else:
            named |= answer
    records = _records(service, {one for ids in named.values() for one in ids}, bounds, cache)
    known: dict[Version, tuple[Advisory, ...]] = {}
    for version, ids in named.items():
        found = [records[one] for one in ids]
        wrong = [one for one in found if isinstance(one, str)]
        if wrong:
            problems[version] = f"OSV was asked: {wrong[0]}"
        else:
            known[version] = tuple(one for one in found if isinstance(one, Advisory))
    return AdvisoryFacts("OSV service", known, problems)


def _named(
    asker: Asker, service: str, batch: Sequence[Version]
) -> Mapping[Version, tuple[_Named, ...]]:
    """Return the ids of each version, page by page."""
    found: dict[Version, tuple[_Named, ...]] = dict.fromkeys(batch, ())
    waiting: dict[Version, str] = dict.fromkeys(batch, "")
    for _ in range(_PAGES):
        asked = list(waiting.items())
        queries = [
            {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
            | ({"page_token": token} if token else {})
            for (name, version), token in asked
        ]
        body = json.encode({"queries": queries})
        headers = {"Content-Type": "application/json"}
        answer = asker.ask(Question(f"{service}/v1/querybatch", headers, body))
        if answer.status != 200:
            raise UnansweredError(f"it answered {answer.status}")
        results = _decoded_batch(answer.body)
        if len(results) != len(asked):
            raise UnansweredError("its answer is broken")
        waiting = {}
        for (version_of, _token), result in zip(asked, results, strict=True):
            found[version_of] += result.vulns
            if result.next_page_token:
                waiting[version_of] = result.next_page_token
        if not waiting:
            return found
    raise UnansweredError(f"its answer has more than {_PAGES} pages")


def _decoded_batch(body: bytes) -> tuple[_Result, ...]:
    try:
        return json.decode(body, type=_Batch).results
    except (DecodeError, RecursionError):
        raise UnansweredError("its answer is broken") from None


def _records(
    service: str, named: Iterable[_Named], bounds: Bounds, cache: FactStore | None
) -> dict[_Named, Advisory | str]:
    """Return each record, or why there is none."""
    wanted = sorted(set(named), key=lambda one: (one.id, one.modified))
    keys = {f"{service}\0{one.id}\0{one.modified}": one for one in wanted}
    stored = cache.get_many(_CACHE_KIND, list(keys)) if cache is not None else {}
    found: dict[_Named, Advisory | str] = {}
    for key, data in stored.items():
        advisory = _recalled(data)
        if advisory is not None:
            found[keys[key]] = advisory
    missing = [one for one in wanted if one not in found]
    for one, answer in ask_all(missing, lambda a, o: _record(a, service, o), bounds).items():
        found[one] = str(answer) if isinstance(answer, UnansweredError) else answer
    if cache is not None:
        fresh = {key: found[one] for key, one in keys.items() if one in set(missing)}
        cache.put_many(
            _CACHE_KIND,
            {key: msgpack.encode(one) for key, one in fresh.items() if isinstance(one, Advisory)},
        )
    return found


def _recalled(data: bytes) -> Advisory | None:
    try:
        return msgpack.decode(data, type=Advisory)
    except DecodeError:
        return None


def _record(asker: Asker, service: str, one: _Named) -> Advisory:
    if not one.id or not _SAFE.issuperset(one.id):
        raise UnansweredError("it named an advisory with an id that is none")
    answer = asker.ask(Question(f"{service}/v1/vulns/{one.id}"))
    if answer.status != 200:
        raise UnansweredError(f"it answered {answer.status} for {one.id}")
    try:
        return read_osv_record(answer.body)
    except NotParsedError:
        raise UnansweredError(f"its record {one.id} is broken") from None
