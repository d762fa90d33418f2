"""Make the release snapshot and the table of support ends that debtaudit embeds.

    python -m benchmarks.renew_knowledge PYPI-SNAPSHOT.tsv ENDOFLIFE.json

The first file has a line a package (name, newest version, month of its release, download rank)
below a header that ends with `Taken YYYY-MM.`; the second is the data of endoflife.date with the
day it was taken in `_source`. Both results are sorted and written into src/debtaudit/knowledge/.
"""

import json
import re
import sys
from pathlib import Path

KNOWLEDGE = Path(__file__).parent.parent / "src" / "debtaudit" / "knowledge"
PRODUCTS = {
    "alpine-linux": "alpine",
    "apache-airflow": "apache-airflow",
    "apache-spark": "apache-spark",
    "centos": "centos",
    "debian": "debian",
    "django": "django",
    "nodejs": "node",
    "numpy": "numpy",
    "python": "python",
    "rocky-linux": "rockylinux",
    "ubuntu": "ubuntu",
}
# Debian's security support goes on as LTS without a fee; endoflife.date has the first end only.
# Source: Debian wiki, "LTS".
DEBIAN_LTS = {
    "7": "2018-05-31",
    "8": "2020-06-30",
    "9": "2022-06-30",
    "10": "2024-06-30",
    "11": "2026-08-31",
    "12": "2028-06-30",
    "13": "2030-06-30",
}
NOTICE = """\
# Support ends of what machine-learning systems run on. Taken {day}.
# Source: endoflife.date, MIT licence, Copyright (c) endoflife.date contributors. Permission is
# hereby granted, free of charge, to any person obtaining a copy, to deal in it without
# restriction, provided that this notice is included in all copies or substantial portions; it is
# provided "as is", without warranty of any kind.
# Debian's ends are those of its LTS (Debian wiki). `end` is a day, or `no` where none is set.
# product\tcycle\treleased\tend\tcode name
"""


def snapshot(source: str) -> str:
    """Return the embedded form of the release snapshot."""
    header, *rows = source.splitlines()
    taken = re.search(r"Taken (\d{4}-\d\d)", header)
    if taken is None:
        raise SystemExit("the snapshot's header does not say when it was taken")
    fields = sorted(row.split("\t")[:3] for row in rows if row)
    lines = ["\t".join(row) for row in fields if row[1] and row[2]]  # some name no release
    return f"# name\tnewest version\tmonth of its release. Taken {taken.group(1)}.\n" + "".join(
        f"{line}\n" for line in lines
    )


def support_ends(source: str) -> str:
    """Return the embedded form of the support ends."""
    data = json.loads(source)
    day = re.search(r"\d{4}-\d\d-\d\d", data["_source"])
    if day is None:
        raise SystemExit("the support table does not say when it was taken")
    lines = []
    for product, name in sorted(PRODUCTS.items(), key=lambda item: item[1]):
        for row in data["products"][product]:
            end = row["eol"]
            if isinstance(end, bool):
                end = row["latestReleaseDate"] if end else "no"
            if name == "debian":
                end = DEBIAN_LTS.get(row["releaseCycle"], end)
            code_name = row.get("codename", "").split(" ")[0].lower()
            lines.append("\t".join((name, row["releaseCycle"], row["releaseDate"], end, code_name)))
    return NOTICE.format(day=day.group()) + "".join(f"{line}\n" for line in lines)


def main() -> None:
    """Read both sources and write both tables."""
    packages, ends = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3])
    (KNOWLEDGE / "pypi_snapshot.tsv").write_text(snapshot(packages), encoding="utf-8")
    (KNOWLEDGE / "support_ends.tsv").write_text(support_ends(ends), encoding="utf-8")


if __name__ == "__main__":
    main()
