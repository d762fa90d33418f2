"""`--online` as a user calls it, against a real package index on loopback."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from debtaudit.domain.findings import Status
from debtaudit.domain.report import Report
from debtaudit.domain.report_rows import Dependency
from tests.end_to_end.conftest import Command
from tests.gather.loopback import (
    File,
    IndexPages,
    LoopbackServer,
    OsvPages,
    Reply,
    osv_record,
)
from tests.gather.real_git import commit_all, git

TORCH = (File("1.13.1", "2022-12-15T10:00:00Z"), File("2.9.0", "2025-10-15T10:00:00Z"))
TQDM = (
    File("4.60.0", "2022-12-18T10:00:00Z", yanked="it broke builds"),
    File("4.67.0", "2025-06-07T10:00:00Z"),
)


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    """Return a folder whose own settings would lead elsewhere, if anybody read them."""
    folder = tmp_path / "audited"
    folder.mkdir()
    (folder / "requirements.txt").write_text(
        "--index-url http://127.0.0.1:9/thief\ntorch==1.13.1\ntqdm==4.60.0\nours==1.0\n"
    )
    (folder / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    (folder / "uv.toml").write_text('index-url = "http://127.0.0.1:9/"\n')
    (folder / "pyproject.toml").write_text(
        '[tool.uv]\nindex-url = "http://127.0.0.1:9/"\n[tool.debtaudit.online]\nseconds = 5.0\n'
    )
    return folder


@pytest.fixture(autouse=True)
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackServer]:
    """Let no test ask the real service; torch 1.13.1 has one known vulnerability."""
    records = {"GHSA-1": osv_record("GHSA-1", "torch", "2.6.0")}
    with LoopbackServer(OsvPages({("torch", "1.13.1"): ("GHSA-1",)}, records)) as server:
        monkeypatch.setenv("DEBTAUDIT_OSV_URL", server.url)
        yield server


def scan(
    command: Command, folder: Path, environment: Mapping[str, str], *more: str | Path
) -> Report:
    home = {"HOME": str(folder.parent), "XDG_CONFIG_HOME": str(folder.parent / "none")}
    options = more or ("--online",)
    done = command(
        *("scan", folder, *options, "--as-of", "2026-11-22", "--format", "json"),
        environment={**home, "DEBTAUDIT_CACHE_DIR": str(folder.parent / "cache"), **environment},
    )
    assert done.returncode == 0, done.stderr
    assert "hidden" not in done.stdout + done.stderr
    return msgspec.json.decode(done.stdout, type=Report)


def by_name(report: Report) -> Mapping[str | None, Dependency]:
    return {row.name: row for row in report.dependencies}


def test_ages_come_from_the_users_indexes_and_the_private_one_is_first(
    debtaudit: Command, audited: Path
) -> None:
    private = IndexPages({"ours": (File("1.0", "2026-01-01T00:00:00Z"),)})
    with (
        LoopbackServer(private) as first,
        LoopbackServer(IndexPages({"torch": TORCH, "tqdm": TQDM})) as second,
    ):
        address = first.url.replace("://", "://me:hidden@")
        report = scan(
            debtaudit,
            audited,
            {"PIP_INDEX_URL": second.url, "PIP_EXTRA_INDEX_URL": address},
        )
    rows = by_name(report)
    assert rows["torch"].libyears == round(1035 / 365.25, 3)
    assert (rows["torch"].knowledge, rows["torch"].knowledge_date) == ("index", "2026-11-22")
    assert rows["tqdm"].status == "yanked"
    assert rows["ours"].status == "fresh"
    assert "/ours/" not in second.paths
    assert {one.headers.get("Authorization", "")[:6] for one in first.requests} == {"Basic "}
    assert all("Authorization" not in one.headers for one in second.requests)


def test_a_package_without_an_answer_is_unknown_and_the_audit_is_partial(
    debtaudit: Command, audited: Path
) -> None:
    pages = IndexPages({"torch": TORCH}, {"tqdm": Reply(429, headers={"Retry-After": "900"})})
    with LoopbackServer(pages) as server:
        address = server.url.replace("://", "://me:hidden@")
        report = scan(debtaudit, audited, {"PIP_INDEX_URL": address})
    rows = by_name(report)
    assert rows["torch"].problems[0] == "stale"
    assert (rows["tqdm"].status, rows["ours"].status) == ("unknown", "unknown")
    assert "429" in (rows["tqdm"].unknown_because or "")
    assert rows["ours"].unknown_because == "no configured index has this package"
    (status,) = (one for one in report.audit.scans if one.scan == "dependencies")
    assert status.status == Status.PARTIAL.value
    assert "1 of 3 packages" in (status.reason or "")


def test_vulnerabilities_come_from_osv_and_one_request_asks_for_all(
    debtaudit: Command, audited: Path, osv: LoopbackServer
) -> None:
    with LoopbackServer(IndexPages({"torch": TORCH, "tqdm": TQDM})) as server:
        report = scan(debtaudit, audited, {"PIP_INDEX_URL": server.url})
    rows = by_name(report)
    assert rows["torch"].vulnerabilities == ("GHSA-1",)
    assert rows["tqdm"].vulnerabilities == ()
    assert osv.paths == ["/v1/querybatch", "/v1/vulns/GHSA-1"]
    (finding,) = (one for one in report.findings if one.rule == "dependency-vulnerable")
    assert "2.6.0 or newer" in finding.remedy


def test_a_dump_is_read_without_any_connection(
    debtaudit: Command, audited: Path, osv: LoopbackServer
) -> None:
    dump = audited.parent / "GHSA-9.json"
    dump.write_bytes(osv_record("GHSA-9", "torch", "2.0"))
    rows = by_name(scan(debtaudit, audited, {}, "--osv-db", dump))
    assert rows["torch"].vulnerabilities == ("GHSA-9",)
    assert rows["tqdm"].vulnerabilities == ()
    assert rows["torch"].knowledge == "snapshot"
    assert osv.requests == []


def test_without_either_vulnerabilities_are_not_assessed(
    debtaudit: Command, audited: Path, osv: LoopbackServer
) -> None:
    rows = by_name(scan(debtaudit, audited, {}, "--offline"))
    assert {row.vulnerabilities for row in rows.values()} == {None}
    assert osv.requests == []


def test_online_and_offline_at_once_are_a_wrong_call(debtaudit: Command, audited: Path) -> None:
    done = debtaudit("scan", audited, "--online", "--offline")
    assert done.returncode == 2
    assert "choose one" in done.stderr


def test_the_terminal_says_why_a_row_is_unknown(debtaudit: Command, audited: Path) -> None:
    with LoopbackServer(IndexPages({"torch": TORCH, "tqdm": TQDM})) as server:
        environment = {"PIP_INDEX_URL": server.url, "HOME": str(audited.parent)}
        for form in ("terminal", "markdown"):
            done = debtaudit(
                *("scan", audited, "--online", "--verbose", "--format", form),
                environment={"DEBTAUDIT_CACHE_DIR": str(audited.parent / "c"), **environment},
            )
            assert "no configured index has this package: ours" in " ".join(done.stdout.split())


def test_a_gate_since_a_base_asks_for_both_sides_and_judges_what_is_new(
    debtaudit: Command, audited: Path
) -> None:
    requirements = audited / "requirements.txt"
    requirements.write_text("torch==1.13.1\n")
    git(audited, "init", "-q", "-b", "main")
    base = commit_all(audited, "Pin torch")
    requirements.write_text("torch==1.13.1\ntqdm==4.60.0\n")
    commit_all(audited, "Pin tqdm")
    with LoopbackServer(IndexPages({"torch": TORCH, "tqdm": TQDM})) as server:
        done = debtaudit(
            *("gate", audited, "--base", base, "--online", "--format", "json"),
            environment={"PIP_INDEX_URL": server.url, "HOME": str(audited.parent)},
        )
    report = msgspec.json.decode(done.stdout, type=Report)
    status = {one.rule: one.status for one in report.findings}
    assert status["dependency-vulnerable"] == "existing"
    assert status["dependency-yanked"] == "new"
    assert sorted(server.paths) == ["/torch/", "/tqdm/"]  # each once, for both sides
