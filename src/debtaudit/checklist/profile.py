"""What kind of repository this is: a service, a library or research, with the reasons.

A proof of concept does not owe what a production service owes. The settings may say which it is;
else it is inferred, always towards the one that owes more where there is a doubt. There is none
where the repository publishes its package: what serves in it is for those who install it.
"""

from collections.abc import Iterator

from debtaudit.checklist.material import Material
from debtaudit.domain.checklist_report import ProfileInfo
from debtaudit.domain.files import PathClass
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.places import place_of

_DEPLOYED = frozenset(
    {"deployment", "statefulset", "cronjob", "inferenceservice", "seldondeployment", "rayservice"}
)
_SHOWN = 3
_LIBRARY_FILES = frozenset({PathClass.PYPROJECT, PathClass.SETUP_CFG, PathClass.SETUP_PY})


_PUBLISHING = lazy_pattern(
    r"\btwine\s+upload\b|\b(poetry|flit|uv|hatch|pdm|rye|maturin)\s+publish\b"
    r"|\bsetup\.py\b.*\bupload\b"
)
_PUBLISHING_ACTION = lazy_pattern(r"(?i)pypi|poetry-publish")


def inferred_profile(material: Material) -> ProfileInfo:
    """Infer it: a service serves or is deployed, a library is a package, the rest is research."""
    package = _package(material)
    deployed = list(_deployed(material))
    published = _published(material) if package is not None and not deployed else None
    if package is not None and published is not None:
        return ProfileInfo("library", (package, published))
    serving = [*_serving(material), *deployed, *_orchestrated(material)]
    if serving:
        return ProfileInfo("service", tuple(serving[:_SHOWN]))
    if package is not None:
        return ProfileInfo("library", (package, "nothing in it serves predictions"))
    return ProfileInfo("research", ("nothing in it serves predictions, and it is no package",))


def _serving(material: Material) -> Iterator[str]:
    picture = material.facts.picture
    served = [path for path, roles in picture.roles.items() if "serving" in roles]
    served = [path for path in sorted(served) if place_of(path) is None]
    if served:
        reach = picture.reach.get("serving")
        because = reach.because if reach is not None else {}
        # what a request reaches on the way serves nothing by itself
        first = next((path for path in served if because.get(path) == path), served[0])
        yield f"{first} serves predictions"


def _deployed(material: Material) -> Iterator[str]:
    for path, _key, leaf in material.settings.get("kind", ()):
        if leaf.key == "kind" and leaf.value.lower() in _DEPLOYED and place_of(path) is None:
            yield f"{path} deploys it ({leaf.value})"
            break
    for path, kind, _values in material.azure:
        if kind.endswith("Deployment"):
            yield f"{path} deploys it ({kind})"
            break


def _orchestrated(material: Material) -> Iterator[str]:
    for use in material.imports.uses("orchestration"):
        if use.called is not None and place_of(use.path) is None:
            yield f"{use.path} is run by {use.instrument.module}"
            break


def _published(material: Material) -> str | None:
    """Return the step that puts the package on a package index, in words."""
    for path, fact in sorted(material.facts.facts.items()):
        for step in fact.workflow.steps if fact.workflow is not None else ():
            if place_of(path) is None and (
                _PUBLISHING_ACTION.search(step.uses)
                or any(_PUBLISHING.search(command) for command in step.commands)
            ):
                return f"{path} publishes it"
    return None


def _package(material: Material) -> str | None:
    """Return the file that makes a package of this repository, in words.

    A package called `src` is made by templates, so that the code finds itself: nobody installs it.
    """
    packages = {
        path.partition("/")[0]
        for path in material.facts.facts
        if path.count("/") == 1 and path.endswith("/__init__.py") and place_of(path) is None
    }
    if packages == {"src"}:
        return None
    for entry in material.facts.files:
        if entry.path_class not in _LIBRARY_FILES or "/" in entry.path:
            continue
        fact = material.facts.facts.get(entry.path)
        if fact is not None and fact.manifest is not None and fact.manifest.packaged:
            return f"{entry.path} makes a package that others install"
    return None
