"""One package as conda writes it: `channel::name=1.2=build`, `name>=1,<2`, `name 1.2.*`.

Source: conda, "Package match specification".
"""

import re

from debtaudit.domain.manifests import Declaration
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import DependencyKind

_SPEC = lazy_pattern(
    r"(?:([\w./:-]+(?:\[[^\]]*\])?)::)?([A-Za-z0-9_][\w.-]*)\s*(\[[^\]]*\])?\s*(.*)\Z"
)
_LONGEST = 1000  # characters of a specification; patterns are tried on nothing longer
_KEY_VALUE = lazy_pattern(r"version\s*=\s*['\"]?([^'\",\]]+)")


def declare_conda(text: str, line: int, group: str | None) -> Declaration | None:
    """Return what a match specification declares, None where it is none."""
    text = " ".join(text.split())
    if len(text) > _LONGEST or not text or "://" in text.partition("::")[2]:
        return None
    match = _SPEC.match(text)
    if match is None:
        return None
    _, name, brackets, version = match.groups()
    version = version.strip()
    if not version and brackets:
        found = _KEY_VALUE.search(brackets)
        version = found.group(1) if found else ""
    if version and version[0] not in "=<>!~*0123456789":
        return None
    version = re.sub(r"\s*([<>=!~,|]+)\s*", r"\1", version)
    return Declaration(
        *(name, version, line, line, conda_kind(version), group),
        ecosystem="python" if name == "python" else "conda",
    )


def conda_kind(version: str) -> DependencyKind:
    """Return the kind: `=1.2`, `==1.2` and a bare version pin; a wildcard or a range bounds."""
    if version in ("", "*"):
        return "unbounded"
    number = version.split(maxsplit=1)[0].lstrip("=").partition("=")[0]
    if version[0] in "<>!~" or "," in version or "|" in version or "*" in number:
        return "bounded"
    return "pinned"
