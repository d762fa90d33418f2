"""docs/ci.md: its shell recipes are run, and what it says of files is held against them."""

import json
import re
from pathlib import Path

import pytest
import yaml

from debtaudit.config.ci_templates import Service, ci_template
from debtaudit.gather.builder import RepositoryBuilder
from tests.ci.shop import CASES, ROOT, checkout_for

PAGE = (ROOT / "docs" / "ci.md").read_text()
HOOK, GATE, BADGE = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
YAML = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
AUTHORS = ("AUTHOR", "COMMITTER")


@pytest.mark.parametrize("case", CASES)
def test_the_recipe_for_any_service_passes_the_code_on(
    case: str, builder: RepositoryBuilder, tmp_path: Path
) -> None:
    checkout, code = checkout_for(case, builder, tmp_path)
    done = checkout.run(GATE, {})
    # The recipe fetches the rest of a shallow clone, and then everything can be assessed.
    assert done.returncode == (0 if code == 3 else code), done.stderr
    said = {0: "passed", 1: "a limit is passed", 2: "a wrong call", 3: "passed"}
    assert done.stdout.startswith(said[code])
    assert (checkout.folder / "debtaudit.json").exists() == (code != 2)


def test_the_badge_recipe_writes_a_badge(builder: RepositoryBuilder, tmp_path: Path) -> None:
    checkout, _ = checkout_for("passed", builder, tmp_path)
    assert checkout.run(BADGE, {}).returncode == 0
    assert json.loads((checkout.folder / "badge.json").read_text())["schemaVersion"] == 1


def test_the_hook_recipe_stops_a_commit(builder: RepositoryBuilder, tmp_path: Path) -> None:
    checkout, _ = checkout_for("passed", builder, tmp_path)
    names = {f"GIT_{who}_{what}": "a@b.example" for who in AUTHORS for what in ("NAME", "EMAIL")}
    assert checkout.run(HOOK, {}).returncode == 0
    script = "printf 'pycrypto\\n' > requirements.txt; git add . ; git commit -qm 'Take it'"
    done = checkout.run(script, names)
    assert done.returncode == 1
    assert "(dependency-retired)" in done.stdout + done.stderr
    fixed = "printf 'pycryptodome\\n' > requirements.txt; git add . ; git commit -qm 'Take it'"
    assert checkout.run(fixed, names).returncode == 0


def test_the_hooks_that_the_page_names_are_there() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    ids = {hook["id"] for hook in hooks}
    named = {hook["id"] for repo in yaml.safe_load(YAML[2])["repos"] for hook in repo["hooks"]}
    assert named <= ids
    assert all(f"`{name}`" in PAGE or name in YAML[2] for name in ids)


def test_the_action_is_called_with_inputs_that_it_has() -> None:
    called = next(step for step in yaml.safe_load(YAML[0]) if "debtaudit" in step["uses"])
    declared = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    assert set(called["with"]) <= set(declared)


def test_the_templates_are_where_the_page_says() -> None:
    for service in Service:
        job = ci_template(service)
        assert job.path in PAGE
        link = f"src/debtaudit/config/ci/{service.value}.yml"
        assert f"(../{link})" in PAGE
        assert (ROOT / link).read_text() == job.text
    assert yaml.safe_load(YAML[1]) == {"include": [{"local": ci_template(Service.GITLAB).path}]}
