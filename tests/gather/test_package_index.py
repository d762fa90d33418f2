"""The client of package indexes, against a real server on loopback."""

import socket
import ssl
import threading
from datetime import datetime, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme

from debtaudit.domain.network_settings import OnlineSettings
from debtaudit.domain.package_index import IndexedPackage, IndexRelease
from debtaudit.gather.cache import FactCache
from debtaudit.gather.http_client import Bounds, bounds_of
from debtaudit.gather.index_settings import IndexSettings, PackageIndex
from debtaudit.gather.package_index import ask_package_indexes
from tests.gather.loopback import JSON, File, IndexPages, LoopbackServer, Reply, Request

QUICK = Bounds(concurrency=4, seconds=10.0, answer_bytes=100_000, backoff=0.0)
TORCH = (
    File("1.13.1", "2022-12-15T23:59:59.999999Z"),
    File("2.0.0", "2023-03-15T00:00:00Z", yanked="broken wheel"),
    File("2.1.0rc1", "2023-09-01T10:00:00Z"),
    File("1.9.0", "2021-06-15T12:00:00Z", requires_python=">=3.6.2"),
)


def ask(
    *servers: LoopbackServer,
    names: tuple[str, ...] = ("torch",),
    bounds: Bounds = QUICK,
    cache: FactCache | None = None,
) -> dict[str, IndexedPackage]:
    settings = IndexSettings(tuple(PackageIndex(one.url) for one in servers))
    return dict(ask_package_indexes(names, bounds, cache, settings).packages)


def problem_of(reply: Reply, bounds: Bounds = QUICK) -> str:
    """Ask for two packages, of which one gets the reply; the other is whole in any case."""
    with LoopbackServer(IndexPages({"numpy": TORCH}, {"torch": reply})) as server:
        found = ask(server, names=("torch", "numpy"), bounds=bounds)
    assert found["torch"].releases == ()
    if bounds is QUICK:
        assert found["numpy"].problem is None
    return (found["torch"].problem or "").replace(server.url.rstrip("/"), "INDEX")


def test_versions_come_oldest_first_with_their_days() -> None:
    with LoopbackServer(IndexPages({"torch": TORCH})) as server:
        found = ask(server)
    assert found == {
        "torch": IndexedPackage(
            (
                IndexRelease("1.9.0", "2021-06-15", None, ">=3.6.2"),
                IndexRelease("1.13.1", "2022-12-15"),
                IndexRelease("2.0.0", "2023-03-15", "broken wheel"),
                IndexRelease("2.1.0rc1", "2023-09-01", prerelease=True),
            )
        )
    }
    assert server.paths == ["/torch/"]


def test_an_index_without_json_is_read_as_html() -> None:
    with LoopbackServer(IndexPages({"torch": TORCH}, json=False)) as server:
        package = ask(server)["torch"]
    assert [one.version for one in package.releases] == ["1.9.0", "1.13.1", "2.0.0", "2.1.0rc1"]
    assert {one.uploaded for one in package.releases} == {None}
    assert package.releases[2].yanked == "broken wheel"
    assert package.releases[0].requires_python == ">=3.6.2"


def test_a_version_is_yanked_when_all_its_files_are_and_as_old_as_its_first() -> None:
    files = (
        File("1.0", "2024-03-02T00:00:00Z", yanked=True),
        File("1.0", "2024-03-01T00:00:00Z"),
        File("2.0", "2024-05-02T00:00:00Z", yanked=True),
    )
    with LoopbackServer(IndexPages({"torch": files})) as server:
        releases = ask(server)["torch"].releases
    assert releases == (IndexRelease("1.0", "2024-03-01"), IndexRelease("2.0", "2024-05-02", ""))


def test_a_reason_comes_in_one_line_without_secrets_and_control_characters() -> None:
    reason = "\x1b[31mleaks\n https://me:hunter22@host.invalid/" + "x" * 1000
    with LoopbackServer(IndexPages({"torch": (File("1.0", yanked=reason),)})) as server:
        (release,) = ask(server)["torch"].releases
    assert release.yanked is not None
    assert release.yanked.isprintable()
    assert "hunter22" not in release.yanked
    assert len(release.yanked) < 300


def test_the_private_index_is_asked_first_and_believed() -> None:
    private = IndexPages({"ours": (File("9.0", "2024-01-01T00:00:00Z"),)})
    public = IndexPages({"ours": (File("99.0", "2026-01-01T00:00:00Z"),), "torch": TORCH})
    with LoopbackServer(private) as first, LoopbackServer(public) as second:
        found = ask(first, second, names=("ours", "torch"))
    assert [one.version for one in found["ours"].releases] == ["9.0"]
    assert len(found["torch"].releases) == 4
    assert sorted(first.paths) == ["/ours/", "/torch/"]
    assert second.paths == ["/torch/"]  # nobody there heard of `ours`


@pytest.mark.parametrize("status", [401, 403, 500, 400])
def test_a_private_index_that_fails_is_not_replaced_by_the_public_one(status: int) -> None:
    private = IndexPages({}, {"torch": Reply(status)})
    with (
        LoopbackServer(private) as first,
        LoopbackServer(IndexPages({"torch": TORCH})) as second,
    ):
        package = ask(first, second)["torch"]
    assert str(status) in (package.problem or "")
    assert not package.asked
    assert second.paths == []


def test_a_package_that_no_index_has() -> None:
    with LoopbackServer(IndexPages({})) as server:
        package = ask(server)["torch"]
    assert package == IndexedPackage((), "no configured index has this package", asked=True)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(503), "INDEX was asked: it answered 503"),
        (
            Reply(429, headers={"Retry-After": "3600"}),
            "INDEX was asked: it asks to wait 3600 seconds (429)",
        ),
        (Reply(200, b'{"files": [', {"Content-Type": JSON}), "the answer of the index is broken"),
        (Reply(200, b"[]", {"Content-Type": JSON}), "the answer of the index is broken"),
        (
            Reply(200, b"[" * 90_000, {"Content-Type": JSON}),
            "the answer of the index is broken",
        ),
        (
            Reply(
                200,
                b'{"meta":{"api-version":"2.0"},"name":"torch","files":[]}',
                {"Content-Type": JSON},
            ),
            "the index speaks a newer version of the API than is known",
        ),
        (
            Reply(200, b"hello", {"Content-Type": "image/png"}),
            "the index answered with something that is no project page",
        ),
        (
            Reply(200, b" " * 100_001, {"Content-Type": JSON}),
            "INDEX was asked: its answer is larger than 100,000 bytes",
        ),
        (
            Reply(200, b"", {"Content-Length": "104857600"}),
            "INDEX was asked: its answer is larger than 100,000 bytes",
        ),
        (
            Reply(302, headers={"Location": "file:///etc/passwd"}),
            "INDEX was asked: it redirects to `file:`, which is not followed",
        ),
        (
            Reply(302, headers={"Location": "/torch/"}),
            "INDEX was asked: it redirects more than 5 times",
        ),
        (
            Reply(304),
            "the index says that nothing has changed, and nothing is known",
        ),
    ],
)
def test_what_goes_wrong_is_said_and_the_other_package_is_whole(reply: Reply, reason: str) -> None:
    assert problem_of(reply) == reason


def test_a_slow_server_costs_the_limit_and_no_more() -> None:
    short = Bounds(concurrency=2, seconds=0.2, answer_bytes=1000, backoff=0.0)
    reason = problem_of(Reply(hold=True), short)
    assert reason in ("INDEX was asked: it did not answer in time", "the time limit was reached")


def test_a_server_that_drips_bytes_is_left_at_the_limit() -> None:
    short = Bounds(concurrency=2, seconds=0.2, answer_bytes=1000, backoff=0.0)
    reason = problem_of(Reply(drip=True), short)
    assert reason.endswith("the time limit was reached")


def test_rounds_of_questions_share_one_time_limit() -> None:
    bounds = bounds_of(OnlineSettings(seconds=0.1))
    with LoopbackServer(IndexPages({}, {"torch": Reply(hold=True)})) as server:
        ask(server, bounds=bounds)
    with LoopbackServer(IndexPages({"torch": TORCH})) as server:
        package = ask(server, bounds=bounds)["torch"]
    assert (package.problem or "").endswith("the time limit was reached")
    assert server.requests == []


def test_an_answer_that_breaks_off() -> None:
    reason = problem_of(Reply(200, b"{", {"Content-Type": JSON, "Content-Length": "50"}))
    assert reason.startswith("INDEX was asked: ")


def test_a_server_that_is_busy_once_is_asked_again() -> None:
    past = format_datetime(datetime(2020, 1, 1, tzinfo=timezone.utc), usegmt=True)
    first = [Reply(429, headers={"Retry-After": "0"}), Reply(503, headers={"Retry-After": past})]
    pages = IndexPages({"torch": TORCH})

    def answer(request: Request) -> Reply:
        return first.pop() if first else pages(request)

    with LoopbackServer(answer) as server:
        assert ask(server)["torch"].problem is None
    assert len(server.requests) == 3


def test_nobody_answers_at_the_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # (bound, and not listening)
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        settings = IndexSettings((PackageIndex(url),))
        package = ask_package_indexes(["torch"], QUICK, None, settings).packages["torch"]
    assert "Connection refused" in (package.problem or "")
    assert "0x" not in (package.problem or "")


def test_a_certificate_that_nobody_vouches_for_and_the_bundle_that_does(tmp_path: Path) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with LoopbackServer(IndexPages({"torch": TORCH}), tls) as server:
        package = ask(server)["torch"]
        assert "its certificate is not trusted" in (package.problem or "")
        settings = IndexSettings((PackageIndex(server.url),), verify=str(bundle))
        trusted = ask_package_indexes(["torch"], QUICK, None, settings)
    assert trusted.packages["torch"].problem is None


def test_two_hundred_packages_take_twenty_round_trips_of_ten() -> None:
    """Each request waits until ten are in flight: fewer at a time would never get through."""
    rounds = threading.Barrier(10, timeout=20)
    names = tuple(f"package-{number}" for number in range(200))
    pages = IndexPages(dict.fromkeys(names, TORCH))

    def answer(request: Request) -> Reply:
        rounds.wait()
        return pages(request)

    with LoopbackServer(answer) as server:
        found = ask(server, names=names, bounds=Bounds(10, 30.0))
    assert [one.problem for one in found.values()] == [None] * 200
    assert len(server.requests) == 200
    assert server.most_in_flight == 10


def test_a_second_audit_revalidates_and_reads_nothing_again(tmp_path: Path) -> None:
    with LoopbackServer(IndexPages({"torch": TORCH})) as server:
        with FactCache(tmp_path, 10_000_000) as cache:
            first = ask(server, cache=cache)
        with FactCache(tmp_path, 10_000_000) as cache:
            second = ask(server, cache=cache)
    assert first == second
    etags = [one.headers.get("If-None-Match") for one in server.requests]
    assert etags[0] is None
    assert etags[1] is not None


def test_a_cached_answer_does_not_stand_in_for_a_server_that_fails(tmp_path: Path) -> None:
    replies: dict[str, Reply] = {}
    with (
        LoopbackServer(IndexPages({"torch": TORCH}, replies)) as server,
        FactCache(tmp_path, 10_000_000) as cache,
    ):
        assert ask(server, cache=cache)["torch"].problem is None
        replies["torch"] = Reply(500)
        assert ask(server, cache=cache)["torch"].releases == ()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "..", "", "torch\n", "tor ch", "é"])
def test_a_name_that_is_none_reaches_neither_server_nor_disk(name: str, tmp_path: Path) -> None:
    with (
        LoopbackServer(IndexPages({"torch": TORCH})) as server,
        FactCache(tmp_path, 10_000_000) as cache,
    ):
        found = ask(server, names=(name, "torch"), cache=cache)
    assert found[name].problem == "its name is none"
    assert found["torch"].problem is None
    assert server.paths == ["/torch/"]
    assert {one.name for one in tmp_path.iterdir()} == {"facts.sqlite3"}


def test_credentials_go_to_their_own_index_only() -> None:
    thief = LoopbackServer(IndexPages({"torch": TORCH}))
    with thief:
        moved = Reply(302, headers={"Location": f"{thief.url}torch/"})
        with LoopbackServer(IndexPages({}, {"torch": moved})) as server:
            index = PackageIndex(server.url, ("user", "pass:wörd"))
            settings = IndexSettings((index,))
            found = ask_package_indexes(["torch"], QUICK, None, settings)
    assert found.packages["torch"].problem is None
    assert server.requests[0].headers["Authorization"].startswith("Basic ")
    assert "Authorization" not in thief.requests[0].headers


def test_a_token_in_the_path_of_an_index_is_not_told() -> None:
    with LoopbackServer(IndexPages({}, {"torch": Reply(500)})) as server:
        settings = IndexSettings((PackageIndex(f"{server.url}s3cr3tt0ken/simple/"),))
        found = ask_package_indexes(["torch"], QUICK, None, settings)
    assert server.paths[0] == "/s3cr3tt0ken/simple/torch/"
    assert "s3cr3t" not in (found.packages["torch"].problem or "")


def test_a_redirect_gets_nothing_out_of_netrc(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hidden\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with LoopbackServer(IndexPages({"torch": TORCH})) as thief:
        moved = Reply(301, headers={"Location": f"{thief.url}torch/"})
        with LoopbackServer(IndexPages({}, {"torch": moved})) as server:
            ask(server)
    assert "Authorization" not in thief.requests[0].headers


def test_an_encrypted_index_may_not_lead_to_an_open_one(tmp_path: Path) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with LoopbackServer(IndexPages({"torch": TORCH})) as thief:
        moved = Reply(302, headers={"Location": f"{thief.url}torch/"})
        with LoopbackServer(IndexPages({}, {"torch": moved}), tls) as server:
            settings = IndexSettings((PackageIndex(server.url),), verify=str(bundle))
            found = ask_package_indexes(["torch"], QUICK, None, settings)
    assert "redirects from https to http" in (found.packages["torch"].problem or "")
    assert thief.requests == []


def test_a_proxy_of_the_settings_is_used() -> None:
    with LoopbackServer(IndexPages({"torch": TORCH})) as proxy:
        settings = IndexSettings((PackageIndex("http://index.invalid/"),), proxy=proxy.url)
        found = ask_package_indexes(["torch"], QUICK, None, settings)
    assert found.packages["torch"].problem is None
    assert proxy.paths == ["http://index.invalid/torch/"]


def test_settings_that_forbid_to_ask() -> None:
    settings = IndexSettings((), problem="no")
    found = ask_package_indexes(["torch"], QUICK, None, settings)
    assert found.packages == {"torch": IndexedPackage((), "no", asked=False)}
