"""What kind of repository it is, and what it does not owe for that."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from debtaudit.checklist.evaluate import Evaluated, evaluate
from debtaudit.checklist.plan import Plan, default_plan
from tests.checklist.repository import SERVE, TRAIN, by_id, facts_of

SETUP = "from setuptools import setup\n\nsetup(name='x', packages=['x'])\n"
DEPLOYED = "kind: Deployment\nspec:\n  replicas: 1\n"
AZURE = (
    "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json\n"
    "name: blue\n"
)
FLOW = "from prefect import flow\n\n\n@flow\ndef nightly():\n    pass\n\n\nnightly()\n"


def evaluated(texts: Mapping[str, str], plan: Plan | None = None) -> Evaluated:
    """Evaluate a repository that holds these files."""
    return evaluate(facts_of(texts), (), plan or default_plan())


@pytest.mark.parametrize(
    ("texts", "name", "reason"),
    [
        ({"train.py": TRAIN}, "research", "no package"),
        ({"train.py": TRAIN, "app.py": SERVE}, "service", "app.py serves predictions"),
        ({"train.py": TRAIN, "k8s/model.yaml": DEPLOYED}, "service", "(Deployment)"),
        ({"train.py": TRAIN, "flows.py": FLOW}, "service", "flows.py is run by prefect"),
        ({"train.py": TRAIN, "deploy/a.yml": AZURE}, "service", "(managedOnlineDeployment)"),
        ({"setup.py": SETUP, "x/__init__.py": TRAIN}, "library", "setup.py makes a package"),
        ({"setup.py": SETUP, "src/__init__.py": "", "src/t.py": TRAIN}, "research", "no package"),
        (
            {"setup.py": SETUP, "src/__init__.py": "", "x/__init__.py": TRAIN},
            "library",
            "setup.py makes a package",
        ),
        ({"setup.py": SETUP, "app.py": SERVE}, "service", "serves"),
        ({"train.py": TRAIN, "examples/app.py": SERVE}, "research", "nothing in it serves"),
    ],
)
def test_the_profile_is_inferred_and_says_why(
    texts: Mapping[str, str], name: str, reason: str
) -> None:
    found = evaluated(texts).profile
    assert found.name == name
    assert any(reason in one for one in found.reasons), found.reasons
    assert not found.chosen


PUBLISH = "on: push\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    steps:\n      - {}\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/a.yml", PUBLISH.format("uses: pypa/gh-action-pypi-publish@v1")),
        (".github/workflows/a.yml", PUBLISH.format("run: poetry publish --build")),
        ("Makefile", "release:\n\tpython -m twine upload dist/*\n"),
    ],
)
def test_what_serves_in_a_published_package_is_for_those_who_install_it(
    path: str, text: str
) -> None:
    package = {"setup.py": SETUP, "x/__init__.py": TRAIN, "x/app.py": SERVE}
    assert evaluated(package).profile.name == "service"
    found = evaluated({**package, path: text}).profile
    assert (found.name, found.reasons[1]) == ("library", f"{path} publishes it")
    # who deploys it as well, owes what a service owes
    assert evaluated({**package, path: text, "k8s/m.yaml": DEPLOYED}).profile.name == "service"
    assert evaluated({"app.py": SERVE, path: text}).profile.name == "service"


def test_the_file_that_serves_is_named_and_not_what_it_reaches() -> None:
    texts = {
        "app.py": "import base\n" + SERVE.replace("return x", "return base.of(x)"),
        "base.py": "def of(x):\n    return x\n",
    }
    assert evaluated({**texts, "train.py": TRAIN}).profile.reasons == ("app.py serves predictions",)


def test_the_settings_decide() -> None:
    found = evaluated({"app.py": SERVE}, replace(default_plan(), profile="research")).profile
    assert (found.name, found.chosen) == ("research", True)


def test_what_a_profile_does_not_owe_does_not_apply_and_says_so() -> None:
    texts = {"train.py": TRAIN}
    research = by_id(texts, default_plan())
    assert research["drift-monitoring"].status == "not-applicable"
    assert research["drift-monitoring"].reason == "A research project does not owe it."
    assert research["drift-monitoring"].remedy == ""
    assert research["seeds"].status == "fail"
    service = by_id(texts, replace(default_plan(), profile="service"))
    assert service["drift-monitoring"].status == "fail"
    library = by_id(texts, replace(default_plan(), profile="library"))
    assert library["containers"].status == "not-applicable"
    assert research["containers"].status == "fail"


def test_what_holds_is_shown_though_nobody_owes_it() -> None:
    texts = {"train.py": TRAIN, "dvc.yaml": "stages:\n  t:\n    cmd: python train.py\n"}
    assert by_id(texts, default_plan())["retraining-pipeline"].status == "pass"


def test_what_the_gate_demands_is_owed_by_every_profile() -> None:
    plan = replace(default_plan(), required=frozenset({"drift-monitoring"}))
    found = by_id({"train.py": TRAIN}, plan)
    assert found["drift-monitoring"].status == "fail"
    assert found["observability"].status == "not-applicable"
