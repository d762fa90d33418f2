"""Whether tests run the code that makes features, and the code that defines the model."""

from collections.abc import Mapping

from debtaudit.checklist.found import SHOWN, Answer
from debtaudit.checklist.material import Material
from debtaudit.domain.reported_finding import Evidence

_FEATURES = ("feature", "preprocess", "transform", "etl", "prepare_data", "process_data", "dataset")
_MODEL = ("model", "network", "architecture", "module", "layers", "net")


def feature_tests(material: Material) -> Answer:
    """Pass: tests reach every file that training uses to make features; partial: some of them."""
    return _tested(_FEATURES, "makes features", material)


def model_tests(material: Material) -> Answer:
    """Pass: tests reach every file of training that defines the model; partial: some of them."""
    return _tested(_MODEL, "defines the model", material)


def _tested(words: tuple[str, ...], what: str, material: Material) -> Answer:
    picture = material.facts.picture
    reached = picture.reach.get("test")
    files = [
        path
        for path, roles in sorted(picture.roles.items())
        if "training" in roles
        and not material.imports.aside(path)
        and any(word in path.rpartition("/")[2].lower() for word in words)
    ]
    if not files:
        return Answer("unknown", reason=f"no file of the training is known to hold what {what}")
    tested = [path for path in files if reached is not None and path in reached.because]
    evidence = [
        Evidence("test", path, f"{what}; reached from {_witness(path, reached.because)}")
        for path in tested
        if reached is not None
    ]
    gaps = [
        Evidence("code", path, f"{what}, and no test reaches it")
        for path in files
        if path not in tested
    ]
    if not gaps:
        return Answer("pass", tuple(evidence[:SHOWN]))
    return Answer("partial" if tested else "fail", tuple([*evidence[:2], *gaps][:SHOWN]))


def _witness(path: str, because: Mapping[str, str]) -> str:
    """Return the test file from which a path is reached, through whatever lies between."""
    seen = {path}
    while because[path] not in seen:
        path = because[path]
        seen.add(path)
    return path
