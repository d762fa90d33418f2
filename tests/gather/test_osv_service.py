"""The OSV service by its documented batch interface, as a real server on loopback."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec import json

from debtaudit.domain.advisories import AdvisoryFacts
from debtaudit.gather.cache import FactCache
from debtaudit.gather.http_client import Bounds
from debtaudit.gather.osv_service import ask_osv
from tests.gather.loopback import LoopbackServer, OsvPages, Reply, osv_record

QUICK = Bounds(concurrency=4, seconds=10.0, answer_bytes=100_000, backoff=0.0)
TORCH, NUMPY = ("torch", "1.0"), ("numpy", "1.0")
RECORDS = {
    "GHSA-1": osv_record("GHSA-1", "torch", "2.0"),
    "GHSA-2": osv_record("GHSA-2", "torch", None),
}
NAMED = {TORCH: ("GHSA-1", "GHSA-2")}


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[OsvPages, LoopbackServer]]:
    """Start the service where the environment names it."""
    pages = OsvPages(NAMED, RECORDS)
    with LoopbackServer(pages) as server:
        monkeypatch.setenv("DEBTAUDIT_OSV_URL", server.url)
        yield pages, server


def ids(facts: AdvisoryFacts) -> Mapping[tuple[str, str], list[str]]:
    return {version: [one.id for one in found] for version, found in facts.known.items()}


def test_asked_with_none_known_is_not_the_same_as_not_asked(
    osv: tuple[OsvPages, LoopbackServer],
) -> None:
    facts = ask_osv([TORCH, NUMPY], QUICK)
    assert ids(facts) == {TORCH: ["GHSA-1", "GHSA-2"], NUMPY: []}
    assert facts.problems == {}
    sent = json.decode(osv[1].requests[0].body)
    assert sent["queries"][0] == {
        "package": {"name": "torch", "ecosystem": "PyPI"},
        "version": "1.0",
    }
    assert "page_token" not in sent["queries"][0]


def test_a_thousand_versions_are_one_request(osv: tuple[OsvPages, LoopbackServer]) -> None:
    versions = [(f"package-{number}", "1") for number in range(1001)]
    assert len(ask_osv(versions, QUICK).known) == 1001
    assert sorted(osv[1].paths) == ["/v1/querybatch", "/v1/querybatch"]


def test_nothing_in_use_asks_nobody(osv: tuple[OsvPages, LoopbackServer]) -> None:
    assert ask_osv([], QUICK).known == {}
    assert osv[1].requests == []


def test_pages_are_followed(osv: tuple[OsvPages, LoopbackServer]) -> None:
    osv[0].page_size = 1
    assert ids(ask_osv([NUMPY, TORCH], QUICK)) == {TORCH: ["GHSA-1", "GHSA-2"], NUMPY: []}
    assert osv[1].paths.count("/v1/querybatch") == 2


def test_records_are_kept_until_they_change(
    osv: tuple[OsvPages, LoopbackServer], tmp_path: Path
) -> None:
    with FactCache(tmp_path, 10_000_000) as cache:
        first = ask_osv([TORCH], QUICK, cache)
        asked = len(osv[1].requests)
        assert ask_osv([TORCH], QUICK, cache) == first
        assert osv[1].paths[asked:] == ["/v1/querybatch"]
        osv[0].modified = "2026-02-02T00:00:00Z"
        ask_osv([TORCH], QUICK, cache)
    assert osv[1].paths.count("/v1/vulns/GHSA-1") == 2


@pytest.mark.parametrize(
    ("path", "reply", "reason"),
    [
        ("/v1/querybatch", Reply(503), "OSV was asked: it answered 503"),
        ("/v1/querybatch", Reply(400), "OSV was asked: it answered 400"),
        ("/v1/querybatch", Reply(200, b'{"results": ['), "OSV was asked: its answer is broken"),
        ("/v1/querybatch", Reply(200, b'{"results": []}'), "OSV was asked: its answer is broken"),
        (
            "/v1/querybatch",
            Reply(200, b'{"results": [{"vulns": [{"id": "../x"}]}]}'),
            "OSV was asked: it named an advisory with an id that is none",
        ),
        (
            "/v1/querybatch",
            Reply(200, b'{"results": [{"next_page_token": "more"}]}'),
            "OSV was asked: its answer has more than 20 pages",
        ),
        ("/v1/vulns/GHSA-2", Reply(404), "OSV was asked: it answered 404 for GHSA-2"),
        ("/v1/vulns/GHSA-2", Reply(200, b"[]"), "OSV was asked: its record GHSA-2 is broken"),
    ],
)
def test_what_goes_wrong_leaves_the_version_unassessed(
    osv: tuple[OsvPages, LoopbackServer], path: str, reply: Reply, reason: str
) -> None:
    osv[0].replies[path] = reply
    facts = ask_osv([TORCH], QUICK)
    assert facts.problems == {TORCH: reason}
    assert TORCH not in facts.known
