"""What libraries are instruments of: drift monitoring, data validation, orchestration, ...

The table is instruments.tsv; to teach debtaudit another library is to add a row there.
"""

from functools import cache

from msgspec import Struct

from debtaudit.knowledge.packaged import packaged_text


class Instrument(Struct, frozen=True):
    """A library, or a part of one, with the purposes it serves.

    `module` is the dotted name it is imported by, `distributions` are normalised names (PEP 503).
    `calls` are the last names of the calls that count; none means that any call does.
    """

    purposes: tuple[str, ...]
    module: str
    distributions: tuple[str, ...]
    calls: frozenset[str] = frozenset()


@cache
def instruments() -> tuple[Instrument, ...]:
    """Return all rows of the table."""
    text = packaged_text("instruments.tsv")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return tuple(
        Instrument(
            tuple(purposes.split()),
            module,
            tuple(distributions.split()),
            frozenset(calls[0].split()) if calls else frozenset(),
        )
        for purposes, module, distributions, *calls in rows
    )


@cache
def by_root() -> dict[str, tuple[Instrument, ...]]:
    """Return the instruments by the first part of their module, the longest module first."""
    found: dict[str, list[Instrument]] = {}
    for instrument in sorted(instruments(), key=lambda one: -len(one.module)):
        found.setdefault(instrument.module.partition(".")[0], []).append(instrument)
    return {root: tuple(rows) for root, rows in found.items()}


@cache
def by_distribution() -> dict[str, tuple[Instrument, ...]]:
    """Return the instruments by the distributions that bring the whole of them.

    A distribution that holds much besides (`sagemaker` for its model monitor) tells nothing.
    """
    found: dict[str, list[Instrument]] = {}
    for instrument in instruments():
        if "." not in instrument.module:
            for name in instrument.distributions:
                found.setdefault(name, []).append(instrument)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def watching() -> frozenset[str]:
    """Return the distributions that watch a model or a service: drift, anomalies, metrics."""
    kinds = {"drift", "anomaly", "observability"}
    return frozenset(
        name for one in instruments() if kinds & set(one.purposes) for name in one.distributions
    )


@cache
def purposes() -> tuple[str, ...]:
    """Return every purpose that the table knows, sorted."""
    return tuple(sorted({purpose for one in instruments() for purpose in one.purposes}))
