"""What is past its support end: interpreters, base images, NumPy, Django, Spark, Airflow."""

from collections.abc import Iterator

from msgspec import Struct

from debtaudit.domain.manifests import Declaration
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.support_ends import TITLES, Cycle, cycle_of, cycles, product_of
from debtaudit.resolve.dependencies.versions import admits, key_of, pinned_version

_OFFICIAL = lazy_pattern(
    r"(?:docker\.io/)?(?:(?:library|arm64v8|amd64|arm32v7|public\.ecr\.aws/docker/library)/)?"
    r"(alpine|centos|debian|node|python|rockylinux|ubuntu)\Z"
)
_SYSTEM_IN_TAG = lazy_pattern(r"(ubuntu|centos|debian|rockylinux)-?(\d+(?:\.\d+)?)")
_VERSION_OF_TAG = lazy_pattern(r":(\d+(?:\.\d+)*|[a-z]+)")
_CODE_NAME = lazy_pattern(r"[a-z]+")


class Ended(Struct, frozen=True):
    """A product whose support is over: its name, its cycle, the ISO day of the end."""

    product: str
    title: str
    cycle: str
    end: str


def ended_support(declaration: Declaration, version: str | None, day: str) -> Ended | None:
    """Return what this declaration holds past its support end on the ISO day, None if nothing.

    `version` is the one in use where it is known (a pin or a lock). A range counts only where
    every cycle that it admits is over.
    """
    if declaration.ecosystem == "docker":
        return _first(_cycles_of_image(declaration), day)
    name = (declaration.name or "").lower()
    product = product_of(name)
    if product is None or (product == "python") != (declaration.ecosystem == "python"):
        return None
    if version is None and declaration.kind == "pinned":
        version = pinned_version(declaration.specifier)
    if version is not None:
        return _of_version(product, version, day)
    if declaration.kind != "bounded":
        return None
    return ended_range(product, declaration.specifier, day)


def ended_range(product: str, specifier: str, day: str) -> Ended | None:
    """Return the newest cycle that a range admits, where that and all others are over."""
    known = cycles(product)
    if not known or admits(specifier, "9999.0") is not False:
        return None
    newest_major = known[0].name.partition(".")[0]
    if admits(specifier, f"{newest_major}.999") is not False:
        return None
    admitted = [one for one in known if _admits_some(specifier, one.name)]
    if not admitted or not all(one.ended(day) for one in admitted):
        return None
    return _ended(admitted[0])


def _admits_some(specifier: str, cycle: str) -> bool:
    """Tell whether a range admits any version of a cycle; in doubt it does."""
    return any(admits(specifier, f"{cycle}{patch}") is not False for patch in ("", ".1", ".999"))


def _of_version(product: str, version: str, day: str) -> Ended | None:
    cycle = cycle_of(product, version)
    if cycle is None:
        oldest = min(
            cycles(product), key=lambda one: key_of(one.name) or ((0,), 0, 0, 0), default=None
        )
        key, limit = key_of(version), key_of(oldest.name) if oldest is not None else None
        if oldest is None or key is None or limit is None or key >= limit or not key[0][0]:
            return None
        if len(key[0]) < len(limit[0]):
            return None  # `3` alone means any 3.x
        cycle = Cycle(product, version, oldest.released, oldest.end, "")
    return _first(iter((cycle,)), day)


def _cycles_of_image(declaration: Declaration) -> Iterator[Cycle]:
    """Yield the product of an official image, then the system that its tag names."""
    tag = declaration.specifier.partition("@")[0]
    match = _OFFICIAL.match(declaration.name or "")
    version = _VERSION_OF_TAG.match(tag)
    if match is not None and version is not None:
        cycle = cycle_of(match.group(1), version.group(1))
        if cycle is not None:
            yield cycle
    for product, number in _SYSTEM_IN_TAG.findall(tag):
        cycle = cycle_of(product, number)
        if cycle is not None:
            yield cycle
    if match is not None and match.group(1) in ("python", "node"):
        for word in _CODE_NAME.findall(tag):
            cycle = cycle_of("debian", word)
            if cycle is not None:
                yield cycle


def _first(found: Iterator[Cycle], day: str) -> Ended | None:
    return next((_ended(cycle) for cycle in found if cycle.ended(day)), None)


def _ended(cycle: Cycle) -> Ended:
    return Ended(cycle.product, TITLES[cycle.product], cycle.name, cycle.end or "")
