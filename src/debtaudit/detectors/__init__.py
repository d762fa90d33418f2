"""Detectors: pure functions from the facts of a repository to findings, one detector a file.

A detector is a module of this package with `SCAN`, `RULES` and `detect`. There is no list of
them: `discover` finds the modules, so that a new detector is a file, its page and its test.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module

from msgspec import Struct

from debtaudit.domain.discovery import module_names
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.findings import ScanResult
from debtaudit.domain.rules import Aside, Rule, Scan, Source
from debtaudit.domain.settings import Settings

Detect = Callable[[RepositoryFacts, Settings], ScanResult]


class Detector(Struct, frozen=True):
    """One detector: the scan it belongs to, the rules it reports and the function that looks."""

    name: str
    scan: Source
    rules: tuple[Rule, ...]
    detect: Detect


@cache
def discover() -> tuple[Detector, ...]:
    """Return all detectors, in the order of the scans and then by name."""
    found = []
    for name in module_names(__path__):
        module = import_module(f"{__name__}.{name}")
        found.append(Detector(name, module.SCAN, module.RULES, module.detect))
    order: list[Source] = [*Scan, *Aside]
    return tuple(sorted(found, key=lambda detector: (order.index(detector.scan), detector.name)))


def all_rules() -> tuple[Rule, ...]:
    """Return the rules of all detectors, in the detectors' order."""
    return tuple(rule for detector in discover() for rule in detector.rules)
