"""One requirement as PEP 508 and pip write it: `name[extra]>=1,<2; marker`, a URL, or a path.

Importing and running `packaging` is dear beside the rest of an audit, so the plain forms that
nearly all lines have are read by one pattern that agrees with it (a differential test compares
them); every other line goes to `packaging` itself.
"""

import re

from msgspec import Struct

from debtaudit.domain.manifests import Declaration
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import DependencyKind

_VERSION = r"v?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?"
_CLAUSE = (
    rf"(?:(?:==|!=)[ ]*{_VERSION}(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?|(?:>=|<=|<|>)[ ]*{_VERSION}"
    rf"|(?:==|!=)[ ]*\d+(?:\.\d+)*\.\*|~=[ ]*\d+(?:\.\d+)+)"
)
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_PLAIN = lazy_pattern(
    rf"({_NAME})[ ]*(?:\[[ ]*((?:{_NAME}[ ]*,[ ]*)*{_NAME})?[ ]*\])?[ ]*"
    rf"({_CLAUSE}(?:[ ]*,[ ]*{_CLAUSE})*)?[ ]*"
    # a marker of one comparison with a variable on the left (PEP 508)
    r"(?:;[ ]*((?:python_version|python_full_version|sys_platform|platform_system|os_name"
    r"|platform_machine|implementation_name|platform_python_implementation)"
    r"[ ]*(?:[<>]=?|[=!]=)[ ]*(?:\"[\w.]+\"|'[\w.]+'))[ ]*)?\Z"
)
_DIRECT = lazy_pattern(
    rf"({_NAME})[ ]*(?:\[[ ]*((?:{_NAME}[ ]*,[ ]*)*{_NAME})?[ ]*\])?[ ]*"
    r"@[ ]*([a-z+]+://[^\s;,'\"\[\]]+)\Z"
)
# What pip of its day accepted and `packaging` no longer does (`pytz>dev`, `six>=1.*`), or what
# stands for a version that somebody fills in (`torch==${TORCH_VERSION}`).
_LENIENT = lazy_pattern(
    rf"({_NAME})[ ]?(?:\[([^\]]*)\])?[ ]?\(?((?:===?|~=|!=|<=?|>=?)[ ]?[^;\s,<>=!~]+"
    r"(?:[ ]?,?[ ]?(?:===?|~=|!=|<=?|>=?)[ ]?[^;\s,<>=!~]+)*),?[ ]?\)?[ ]?(?:;(.*))?\Z"
)
_LONGEST = 4000  # characters of a requirement; patterns are tried on nothing longer
_PLACEHOLDER = lazy_pattern(r"\$\{?\w+\}?|\{\{[^{}]*\}\}|%\(\w+\)s")
_TEMPLATE = lazy_pattern(r"\{\{[^{}]*\}\}")
_VCS = ("git+", "hg+", "svn+", "bzr+", "git://", "git@")
_ARCHIVE = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar")
_COMMIT = lazy_pattern(r"[0-9a-f]{7,64}\Z")
_NUMBERED = lazy_pattern(r"\d+[._]\d+|v\d+\Z")
_BRANCH_ARCHIVE = lazy_pattern(r"/(?:archive|zipball|tarball|zip|tar\.gz)/(?:refs/heads/)?([^?#]+)")


class NotARequirementError(ValueError):
    """The text is no requirement; the message says what it is in a few words."""


class Requirement(Struct, frozen=True):
    """The parts of a requirement. `odd` tells that pip of today refuses the version part."""

    name: str
    specifier: str
    extras: tuple[str, ...] = ()
    marker: str | None = None
    url: str | None = None
    odd: bool = False


def parse(text: str) -> Requirement:
    """Read one PEP 508 requirement; raise `NotARequirementError` where it is none."""
    if len(text) > _LONGEST:
        raise NotARequirementError("too long")
    if "  " in text or "\t" in text:  # runs of blanks would be tried in every way
        text = " ".join(text.split())
    match = _PLAIN.match(text)
    if match is None:
        direct = _DIRECT.match(text)
        if direct is not None:
            return Requirement(
                direct.group(1), "", _extras(direct.group(2) or ""), url=direct.group(3)
            )
        return _parse_leniently(text) if _PLACEHOLDER.search(text) else _parse_slowly(text)
    name, extras, specifier, marker = match.groups()
    return Requirement(
        name,
        specifier.replace(" ", "") if specifier else "",
        _extras(extras) if extras else (),
        marker,
    )


def _extras(text: str) -> tuple[str, ...]:
    return tuple(sorted({extra.strip() for extra in text.split(",") if extra.strip()}))


def _parse_slowly(text: str) -> Requirement:
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Parsed

    try:
        parsed = Parsed(text)
    except (InvalidRequirement, RecursionError):
        return _parse_leniently(text)
    marker = text.rpartition(";")[2].strip() if parsed.marker is not None else None
    if marker is not None and ";" in str(parsed.marker):
        marker = str(parsed.marker)
    return Requirement(
        parsed.name,
        _written_specifier(text, str(parsed.specifier)),
        _extras(text.partition("[")[2].partition("]")[0]) if parsed.extras else (),
        marker,
        parsed.url,
    )


def _written_specifier(text: str, sorted_specifier: str) -> str:
    """Return the clauses in the order in which the author wrote them."""
    clauses = sorted_specifier.split(",")
    if len(clauses) < 2:
        return sorted_specifier
    bare = text.replace(" ", "").replace("\t", "")
    return ",".join(sorted(clauses, key=lambda clause: (bare.find(clause), clause)))


def _parse_leniently(text: str) -> Requirement:
    if "{{" in text:
        text = _TEMPLATE.sub(lambda found: found.group().replace(" ", ""), text)
    match = _LENIENT.match(text)
    if match is None:
        raise NotARequirementError("not a requirement")
    name, extras, specifier, marker = match.groups()
    return Requirement(
        name,
        specifier.replace(" ", ""),
        _extras(extras or ""),
        marker.strip() if marker else None,
        odd=_PLACEHOLDER.search(specifier) is None,
    )


def kind_of(specifier: str) -> DependencyKind:
    """Return the kind of a PEP 440 specifier set: `==` without wildcard and `===` pin."""
    if not specifier:
        return "unbounded"
    for clause in specifier.split(","):
        bare = clause.strip()
        if bare.startswith("==") and not bare.endswith("*"):
            return "pinned"
    return "bounded"


def declare(
    text: str, line: int, end_line: int | None = None, group: str | None = None
) -> Declaration:
    """Return the declaration that a requirement makes: by name, by URL, or by path.

    `text` has neither comments nor pip's per-requirement options. Raises `NotARequirementError`.
    """
    end = line if end_line is None else end_line
    if is_location(text):
        return _by_location(text, line, end, group)
    found = parse(text)
    if found.url is not None:
        url = _by_location(found.url, line, end, group)
        return Declaration(
            *(found.name, url.specifier, line, end, url.kind, group, found.marker, found.extras),
            fixed=url.fixed,
        )
    kind = kind_of(found.specifier)
    return Declaration(
        *(found.name, found.specifier, line, end, kind, group, found.marker, found.extras)
    )


def is_location(text: str) -> bool:
    """Tell whether a requirement is a bare URL or path and not a name."""
    head = text.split(";", 1)[0].split("[", 1)[0].strip()
    if text.startswith((".", "/", "~", "\\", *_VCS)) or text.startswith("file:"):
        return True
    before_at = text.split("@", 1)[0]
    if "://" in before_at:
        return True
    return "@" not in text and ("/" in head or "\\" in head or head.endswith(_ARCHIVE))


def _by_location(text: str, line: int, end: int, group: str | None) -> Declaration:
    text, _, marker = text.partition(" ;") if " ;" in text else (text, "", "")
    text = text.strip()
    if not _is_remote(text):
        path, extras = _without_extras(text)
        name = _archive_name(path) or _egg(text)[0]
        return Declaration(*(name, path, line, end, "local", group, marker.strip() or None, extras))
    from debtaudit.domain.masking import mask

    name, extras = _egg(text)
    name = name or _archive_name(text.partition("#")[0])
    return Declaration(
        *(name, mask(text), line, end, "url", group, marker.strip() or None, extras),
        fixed=is_fixed(text),
    )


def _is_remote(text: str) -> bool:
    return text.startswith(_VCS) or ("://" in text and not text.startswith("file:"))


def _without_extras(path: str) -> tuple[str, tuple[str, ...]]:
    """Split `./package[dev,test]`."""
    if not path.endswith("]") or "[" not in path:
        return path, ()
    path, _, extras = path[:-1].rpartition("[")
    return path, _extras(extras)


def _egg(url: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the name and extras of `#egg=name[extra]`."""
    fragment = url.partition("#")[2]
    for part in fragment.split("&"):
        key, _, value = part.partition("=")
        if key == "egg" and value:
            name, extras = _without_extras(value)
            return name, extras
    return None, ()


def _archive_name(url: str) -> str | None:
    """Return the distribution that a wheel's or source archive's file name tells (PEP 427, 625)."""
    base = url.rpartition("/")[2]
    if base.endswith(".whl"):
        parts = base.split("-")
        return parts[0] if len(parts) >= 5 else None
    match = re.match(rf"({_NAME})-\d[\w.]*\.(?:tar\.gz|zip|tar\.bz2|tgz)\Z", base)
    return match.group(1) if match else None


def is_fixed(url: str) -> bool:
    """Tell whether a VCS or archive URL names a revision or a hash, and not a moving branch."""
    location, _, fragment = url.partition("#")
    if any(f"{name}=" in fragment for name in ("sha256", "sha512", "sha1", "md5", "sha384")):
        return True
    if url.startswith(_VCS):
        path = location.partition("://")[2].partition("/")[2] or location.partition(":")[2]
        revision = path.rpartition("@")[2] if "@" in path else ""
        return is_revision(revision)
    branch = _BRANCH_ARCHIVE.search(location)
    if branch is None:
        return True
    name = branch.group(1)
    for suffix in _ARCHIVE:
        name = name.removesuffix(suffix)
    return is_revision(name.removeprefix("refs/tags/")) or name.startswith("refs/tags/")


def is_revision(name: str) -> bool:
    """Tell whether a git reference is a commit or a numbered tag; a branch name is neither."""
    return bool(_COMMIT.match(name) or _NUMBERED.search(name))
