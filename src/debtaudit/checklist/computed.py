"""The items that a function answers, each by the name that a rule of type `computed` uses."""

from collections.abc import Callable, Mapping

from debtaudit.checklist.ci_tests import tests_in_ci
from debtaudit.checklist.dependency_inventory import dependency_inventory
from debtaudit.checklist.environment import containers, lock_file, pinned_environment
from debtaudit.checklist.found import Answer
from debtaudit.checklist.material import Material
from debtaudit.checklist.pipelines import retraining_pipeline
from debtaudit.checklist.scans import (
    model_change_log,
    quality_tests,
    retraining_tests,
    serving_equal_tests,
)
from debtaudit.checklist.seeds import seeds
from debtaudit.checklist.tested_code import feature_tests, model_tests

_COMPUTED: Mapping[str, Callable[[Material], Answer]] = {
    "model-change-log": model_change_log,
    "retraining-tests": retraining_tests,
    "retraining-pipeline": retraining_pipeline,
    "tests-in-ci": tests_in_ci,
    "seeds": seeds,
    "dependency-inventory": dependency_inventory,
    "pinned-environment": pinned_environment,
    "lock-file": lock_file,
    "containers": containers,
    "feature-tests": feature_tests,
    "model-tests": model_tests,
    "quality-tests": quality_tests,
    "serving-equal-tests": serving_equal_tests,
}


def computed(by: str, material: Material) -> Answer:
    """Answer an item by the function that its rule names."""
    return _COMPUTED[by](material)


def computed_meaning(by: str) -> str:
    """Return what a rule of type `computed` asks for, for the documentation."""
    return (_COMPUTED[by].__doc__ or "").partition("\n")[0].rstrip(".")


def computed_names() -> frozenset[str]:
    """Return the names that a rule of type `computed` may use."""
    return frozenset(_COMPUTED)
