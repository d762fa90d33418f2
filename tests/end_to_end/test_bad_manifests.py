"""Broken and hostile manifests: one diagnostic each, and every other row intact."""

from debtaudit.domain.report import Report
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command, scan_json

LOCK = "".join(
    f'[[package]]\nname = "p{number}"\nversion = "1.{number}"\nsource = {{ registry = "x" }}\n'
    f'sdist = {{ url = "x", upload-time = "2024-01-01T00:00:00Z" }}\n'
    for number in range(20_000)
)
FILES: dict[str, str | bytes | None] = {
    "unknown/pyproject.toml": '[project]\nname = "x"\nversion = "1"\nfoo = {bar = [1, 2]}\n'
    'dependencies = ["torch==1.13.1", 5, "numpy"]\n[tool.nobody]\nknows = "this"\n',
    "invalid/requirements.txt": "torch==1.13.1\n!!! what\nnumpy>=>2\nscipy\n",
    "circle/requirements.txt": "-r requirements-b.txt\ntorch==1.13.1\n",
    "circle/requirements-b.txt": "-r requirements.txt\nscipy\n",
    "outside/requirements.txt": "-r ../../etc/passwd\n-c /etc/hosts\ntorch==1.13.1\n",
    "long/pyproject.toml": '[project]\nname = "l"\nversion = "1"\n'
    'dependencies = ["p7", "p19999"]\n',
    "long/uv.lock": LOCK,
    "merge/requirements.txt": "torch==1.13.1\n<<<<<<< HEAD\nscipy==1.0\n=======\nscipy==1.1\n"
    ">>>>>>> other\nnumpy\n",
    "bom/requirements.txt": b"\xef\xbb\xbftorch==1.13.1\r\nnumpy\r\n",
    "utf16/requirements.txt": "torch==1.13.1\nnumpy\n".encode("utf-16"),
    "token/requirements.txt": "--extra-index-url https://${TOKEN}@index.example/simple\n"
    "git+https://ghp_0123456789abcdefghijklmnopqrstuvwxyz@host.example/a/b.git\n"
    "x @ https://user:hunter2secret@host.example/x-1.0.zip\n",
    "names/requirements.txt": "../../../../etc/passwd==1.0\ntorch==1.13.1\n",
    "broken/environment.yml": "channels: [x]\ndependencies:\n- torch=1.13.1\n- {{ broken\n",
    "broken/uv.lock": '[[package]]\nname = "a"\n<<<<<<< HEAD\nversion = "1"\n',
}


def _scanned(builder: RepositoryBuilder, debtaudit: Command) -> Report:
    builder.commit("all", FILES)
    return scan_json(debtaudit, builder.folder, "--scan", "dependencies")


def _rows(report: Report, folder: str) -> list[tuple[str | None, int, str]]:
    return [
        (row.name, row.line, row.kind)
        for row in report.dependencies
        if row.path.startswith(f"{folder}/")
    ]


def _said(report: Report, folder: str) -> list[str]:
    return [
        one.message
        for one in report.diagnostics
        if folder in (one.path or "") or one.message.startswith(f"{folder}/")
    ]


def test_every_bad_manifest_costs_a_diagnostic_and_no_row(
    builder: RepositoryBuilder, debtaudit: Command
) -> None:
    report = _scanned(builder, debtaudit)
    torch = ("torch", 1, "pinned")
    assert _rows(report, "unknown") == [("numpy", 5, "unbounded"), ("torch", 5, "pinned")]
    assert _said(report, "unknown") == []
    assert _rows(report, "invalid") == [torch, ("scipy", 4, "unbounded")]
    assert len(_said(report, "invalid")) == 2
    assert _rows(report, "circle") == [("scipy", 2, "unbounded"), ("torch", 2, "pinned")]
    assert [one for one in _said(report, "circle") if "includes itself" in one] == [
        "circle/requirements-b.txt: includes itself",
        "circle/requirements.txt: includes itself",
    ]
    assert _rows(report, "outside") == [("torch", 3, "pinned")]
    assert len([one for one in _said(report, "outside") if "outside the repository" in one]) == 2
    assert _rows(report, "merge")[0] == torch
    assert _rows(report, "merge")[-1] == ("numpy", 7, "unbounded")
    assert any("merge conflict marker" in one for one in _said(report, "merge"))
    assert _rows(report, "bom") == [torch, ("numpy", 2, "unbounded")]
    assert _rows(report, "utf16") == [torch, ("numpy", 2, "unbounded")]
    assert _rows(report, "names") == [(None, 1, "local"), ("torch", 2, "pinned")]


def test_a_lock_of_a_hundred_thousand_lines_is_read_whole(
    builder: RepositoryBuilder, debtaudit: Command
) -> None:
    assert LOCK.count("\n") == 100_000
    report = _scanned(builder, debtaudit)
    locked = {
        row.name: row.locked_version for row in report.dependencies if row.path.startswith("long")
    }
    assert locked == {"p7": "1.7", "p19999": "1.19999"}


def test_no_token_of_a_url_is_ever_printed(builder: RepositoryBuilder, debtaudit: Command) -> None:
    builder.commit("all", FILES)
    for format_name in ("json", "markdown", "terminal"):
        done = debtaudit("scan", builder.folder, "--format", format_name, "--verbose")
        if done.returncode:  # not every format has a longer form
            done = debtaudit("scan", builder.folder, "--format", format_name)
        assert done.returncode == 0, done.stderr
        for secret in ("ghp_0123456789", "hunter2secret"):
            assert secret not in done.stdout + done.stderr
