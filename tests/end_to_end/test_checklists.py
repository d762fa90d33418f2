"""Checklists by command: of one's own, scored, attested, demanded by the gate."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from debtaudit.cli.options import today
from debtaudit.gather.builder import RepositoryBuilder
from tests.end_to_end.conftest import Command

OURS = """\
id: ours
title: Ours
items:
- id: licence
  title: There is a licence
  question: Is there a licence?
  why: Without one nobody may use it.
  remedy: Add a LICENSE.
  general: true
  rules:
  - type: file
    stems: [license]
    strength: used
"""
NEXT_YEAR = (today() + timedelta(days=365)).isoformat()
SIGNED = (
    "--by", "Jo Doe", "--because", "The register is kept in the wiki",
    "--evidence", "https://wiki.example/risk",
)  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a small repository that serves a model."""
    builder = RepositoryBuilder(tmp_path / "shop")
    app = "from fastapi import FastAPI\nimport torch\n\napp = FastAPI()\n"
    builder.write({"app.py": app, "LICENSE": "MIT\n"})
    builder.commit("Serve the model")
    return tmp_path / "shop"


def items(debtaudit: Command, *arguments: str | Path) -> dict[str, dict[str, object]]:
    """Return the rows of the checklist by item."""
    done = debtaudit("checklist", *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return {row["id"]: row for row in json.loads(done.stdout)["checklist"]}


def test_a_checklist_of_ones_own_from_the_command_line_and_from_the_settings(
    debtaudit: Command, shop: Path, tmp_path: Path
) -> None:
    (tmp_path / "ours.yaml").write_text(OURS)
    assert list(items(debtaudit, shop, "--checklist", tmp_path / "ours.yaml")) == ["licence"]
    both = items(debtaudit, shop, "--checklist", tmp_path / "ours.yaml", "--checklist", "default")
    assert len(both) == 22
    (shop / "ours.yaml").write_text(OURS)
    (shop / "debtaudit.toml").write_text('[checklist]\nuse = ["ours.yaml"]\n')
    assert items(debtaudit, shop)["licence"]["status"] == "pass"


def test_a_checklist_that_is_shown_can_be_used(
    debtaudit: Command, shop: Path, tmp_path: Path
) -> None:
    text = debtaudit("checklist", "show", "default").stdout
    (tmp_path / "copy.yaml").write_text(text.replace('id: "default"', 'id: "copy"', 1))
    assert len(items(debtaudit, shop, "--checklist", tmp_path / "copy.yaml")) == 21
    assert debtaudit("checklist", "show", "nothing").returncode == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OURS.replace("stems", "stem"), "ours.yaml:12: unknown key stem"),
        (OURS.replace("id: licence", "id: compliance"), "in the checklist default, too"),
        ("[", "broken YAML"),
    ],
)
def test_a_wrong_checklist_ends_the_audit_with_its_line(
    text: str, said: str, debtaudit: Command, shop: Path
) -> None:
    (shop / "ours.yaml").write_text(text)
    (shop / "debtaudit.toml").write_text('[checklist]\nuse = ["default", "ours.yaml"]\n')
    for command in ("checklist", "scan"):
        done = debtaudit(command, shop)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_a_checklist_that_is_not_there_is_named(debtaudit: Command, shop: Path) -> None:
    done = debtaudit("checklist", shop, "--checklist", "nowhere.yaml")
    assert done.returncode == 2
    assert "`ml-test-score`" in done.stderr
    (shop / "debtaudit.toml").write_text('[checklist]\nuse = ["nowhere.yaml"]\n')
    assert "checklist.use: nowhere.yaml" in debtaudit("scan", shop).stderr


def test_the_ml_test_score_in_every_format(debtaudit: Command, shop: Path, tmp_path: Path) -> None:
    markdown = tmp_path / "score.md"
    done = debtaudit("checklist", shop, "--checklist", "ml-test-score", "-o", markdown)
    assert "of 28 tests observable" in done.stdout
    assert "not observable" in done.stdout
    assert "of 28 tests observable" in markdown.read_text()
    done = debtaudit("checklist", shop, "--checklist", "ml-test-score", "--format", "json")
    (score,) = json.loads(done.stdout)["scores"]
    assert score["items"] == 28
    assert len(score["sections"]) == 4
    settings = '[checklist]\nuse = ["default", "ml-test-score"]\n'
    (shop / "debtaudit.toml").write_text(settings)
    assert "ML Test Score: 0, the points" in debtaudit("scan", shop).stdout


def test_the_profile_is_said_and_can_be_set(debtaudit: Command, shop: Path) -> None:
    assert "Profile service: app.py serves predictions" in debtaudit("checklist", shop).stdout
    (shop / "debtaudit.toml").write_text('[checklist]\nprofile = "research"\n')
    assert items(debtaudit, shop)["drift-monitoring"]["status"] == "not-applicable"


def test_an_attestation_is_written_and_counts(debtaudit: Command, shop: Path) -> None:
    arguments = ("--until", NEXT_YEAR, "--repository", shop)
    done = debtaudit("checklist", "attest", "risk-criteria", *SIGNED, *arguments)
    assert done.returncode == 0, done.stderr
    assert "commit it, so that it is reviewed" in done.stdout
    row = items(debtaudit, shop)["risk-criteria"]
    assert row["status"] == "attested"
    assert "Jo Doe" in str(row["evidence"])
    assert debtaudit("checklist", "attest", "seeds", *SIGNED, *arguments).returncode == 0
    text = (shop / "debtaudit-attestations.yaml").read_text()
    assert text.count("- item:") == 2


def test_an_attestation_overwrites_no_file_that_could_not_be_read(
    debtaudit: Command, shop: Path, tmp_path: Path
) -> None:
    shared = tmp_path / "shared.yaml"
    shared.write_text("attestations: []\n")
    (shop / "debtaudit-attestations.yaml").symlink_to(shared)
    arguments = ("seeds", *SIGNED, "--until", NEXT_YEAR, "--repository", shop)
    done = debtaudit("checklist", "attest", *arguments)
    assert (done.returncode, shared.read_text()) == (2, "attestations: []\n")
    assert "debtaudit-attestations.yaml: a link" in done.stderr
    (shop / "debtaudit-attestations.yaml").unlink()
    (shop / "debtaudit-attestations.yaml").write_bytes(b"#" * 20_000_001)
    done = debtaudit("checklist", "attest", *arguments)
    assert done.returncode == 2
    assert "larger than the limit" in done.stderr
    assert (shop / "debtaudit-attestations.yaml").stat().st_size == 20_000_001


def test_an_item_of_a_checklist_that_is_not_in_use_may_be_attested(
    debtaudit: Command, shop: Path
) -> None:
    arguments = ("--until", NEXT_YEAR, "--repository", shop)
    done = debtaudit("checklist", "attest", "model-4", *SIGNED, *arguments)
    assert done.returncode == 0, done.stderr
    scored = items(debtaudit, shop, "--checklist", "ml-test-score")
    assert scored["model-4"]["status"] == "attested"
    report = json.loads(debtaudit("scan", shop, "--format", "json").stdout)
    assert not [one for one in report["diagnostics"] if one["level"] == "warning"]


def test_what_cannot_be_read_is_named_with_its_place_and_the_rest_is_answered(
    debtaudit: Command, shop: Path
) -> None:
    broken = {
        ".github/workflows/ci.yml": "on: push\njobs:\n  test: [\n",
        "deploy/huge.yml": "a:\n" + "".join(f"  k{n}: [1, 2, 3, 4, 5]\n" for n in range(20_000)),
        "charts/shop/templates/job.yaml": "{{- if .Values.on }}\nkind: Job\n{{- end }}\n",
        "deploy/rules.yml.j2": "{% for rule in rules %}\n- alert: {{ rule }}\n{% endfor %}\n",
        "deploy/rules.yml": "{% for rule in rules %}\n- alert: {{ rule }}\n{% endfor %}\n",
    }
    for path, text in broken.items():
        (shop / path).parent.mkdir(parents=True, exist_ok=True)
        (shop / path).write_text(text)
    done = debtaudit("scan", shop, "--format", "json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    said = {one["path"]: one["message"] for one in found["diagnostics"]}
    assert "line" in said[".github/workflows/ci.yml"]
    assert "100,000" in said["deploy/huge.yml"]
    for path in ("charts/shop/templates/job.yaml", "deploy/rules.yml"):
        assert said[path].startswith("not parsed: a template")
    rows = {row["id"]: row for row in found["checklist"]}
    assert len(rows) == 21
    assert rows["tests-in-ci"]["status"] in ("fail", "unknown")
    assert "deploy/huge.yml, not parsed" in rows["observability"]["reason"]
    assert rows["lock-file"]["status"] == "fail"


def test_an_attestation_reaches_gate_and_strict(debtaudit: Command, shop: Path) -> None:
    (shop / "debtaudit-attestations.yaml").write_text(
        "attestations:\n  - item: risk-criteria\n    by: Jo Doe\n    because: kept in the wiki\n"
        "    evidence: https://wiki.example/risk\n    on: 2026-01-01\n    until: 2026-06-30\n"
    )
    (shop / "debtaudit.toml").write_text(
        '[gate]\nfail-on = "never"\nrequired-checklist = ["risk-criteria"]\n'
    )
    assert items(debtaudit, shop, "--as-of", "2026-06-30")["risk-criteria"]["status"] == "attested"
    assert debtaudit("gate", shop, "--as-of", "2026-06-30").returncode == 0
    late = items(debtaudit, shop, "--as-of", "2026-07-01")["risk-criteria"]
    assert late["status"] == "fail"
    assert "expired on 2026-06-30" in str(late["reason"])
    assert debtaudit("gate", shop, "--as-of", "2026-07-01").returncode == 1


def test_a_bad_attestation_is_a_diagnostic_with_its_line(debtaudit: Command, shop: Path) -> None:
    (shop / "debtaudit-attestations.yaml").write_text(
        "attestations:\n  - item: nothing\n    by: Jo\n    because: kept in the wiki\n"
        "    evidence: https://wiki.example\n    on: 2026-01-01\n    until: 2026-06-30\n"
    )
    done = debtaudit("scan", shop, "--format", "json", "--as-of", "2026-02-01")
    assert done.returncode == 0
    found = [one for one in json.loads(done.stdout)["diagnostics"] if one["level"] == "warning"]
    assert found[0]["path"] == "debtaudit-attestations.yaml"
    assert found[0]["message"].startswith("line 2: item: no item nothing")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing", *SIGNED, "--until", NEXT_YEAR), "no item nothing"),
        (("seeds", *SIGNED, "--until", "2999-01-01"), "too far"),
        (("seeds", *SIGNED, "--until", "soon"), "write it as 2027-01-31"),
        (("seeds", "--by", "?", *SIGNED[2:], "--until", NEXT_YEAR), "signed by nobody"),
        (("seeds", *SIGNED), "--until"),
    ],
)
def test_what_would_count_for_nothing_is_not_written(
    arguments: tuple[str, ...], said: str, debtaudit: Command, shop: Path
) -> None:
    done = debtaudit("checklist", "attest", *arguments, "--repository", shop)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (shop / "debtaudit-attestations.yaml").exists()
