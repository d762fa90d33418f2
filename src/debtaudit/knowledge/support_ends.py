"""Until when Python, NumPy, Ubuntu and others are supported (endoflife.date and Debian's wiki)."""

from functools import cache

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.packaged import packaged_text

_TAKEN = lazy_pattern(r"Taken (\d{4}-\d\d-\d\d)")
_PRODUCT_OF_DISTRIBUTION = {
    "numpy": "numpy",
    "django": "django",
    "pyspark": "apache-spark",
    "apache-airflow": "apache-airflow",
    "python": "python",
}
TITLES = {
    "alpine": "Alpine Linux",
    "apache-airflow": "Apache Airflow",
    "apache-spark": "Apache Spark",
    "centos": "CentOS",
    "debian": "Debian",
    "django": "Django",
    "node": "Node.js",
    "numpy": "NumPy",
    "python": "Python",
    "rockylinux": "Rocky Linux",
    "ubuntu": "Ubuntu",
}


class Cycle(Struct, frozen=True):
    """A line of releases (`3.8`) with ISO days; `end` is None where none is set."""

    product: str
    name: str
    released: str
    end: str | None
    code_name: str

    def ended(self, day: str) -> bool:
        """Tell whether support was over on this ISO day."""
        return self.end is not None and self.end < day


@cache
def _text() -> str:
    return packaged_text("support_ends.tsv")


@cache
def taken() -> str:
    """Return the day on which the table was taken (`2026-08-22`)."""
    match = _TAKEN.search(_text())
    if match is None:
        raise ValueError("support_ends.tsv does not say when it was taken")
    return match.group(1)


@cache
def cycles(product: str) -> tuple[Cycle, ...]:
    """Return the cycles of a product, newest first; none for an unknown one."""
    rows = []
    for line in _text().splitlines():
        if line.startswith(f"{product}\t"):
            _, name, released, end, code_name = line.split("\t")
            rows.append(Cycle(product, name, released, None if end == "no" else end, code_name))
    return tuple(rows)


def cycle_of(product: str, version: str) -> Cycle | None:
    """Return the cycle that a version or code name belongs to: `3.8.10` to `3.8`, `2.7` to `2`."""
    if version[:1].isalpha():
        code_name = version.lower()
        return next((one for one in cycles(product) if one.code_name == code_name), None)
    for one in cycles(product):
        if version == one.name or version.startswith(f"{one.name}."):
            return one
    return None


def product_of(distribution: str) -> str | None:
    """Return the product that a distribution (normalised name) is an edition of."""
    return _PRODUCT_OF_DISTRIBUTION.get(distribution)
