"""Poetry's dependency tables, and the like of Pipfile: `name = constraint` or a table.

Source: Poetry, "Dependency specification" (caret, tilde, wildcard, bare versions, git, url, path).
"""

from collections.abc import Iterator

from debtaudit.domain.manifests import Declaration
from debtaudit.domain.report_rows import DependencyKind
from debtaudit.extract.manifests.requirement import is_fixed, is_revision, kind_of
from debtaudit.extract.manifests.toml_document import (
    Table,
    TomlDocument,
    Value,
    array_of,
    table_of,
    text_value,
)

_OPERATORS = ("^", "~", ">", "<", "!", "=")
_LONGEST = 500
_VCS = ("git", "hg", "svn", "bzr")


def constraint_kind(constraint: str) -> DependencyKind:
    """Return the kind of a Poetry constraint: a bare version and `==` pin, `*` says nothing."""
    bare = constraint.strip()
    if bare in ("", "*"):
        return "unbounded"
    if "||" in bare or "|" in bare or bare.endswith("*"):
        return "bounded"
    if not bare.startswith(_OPERATORS):
        return "bounded" if "," in bare or " " in bare else "pinned"
    if bare.startswith("=") and not bare.startswith("=="):
        return "pinned"
    return kind_of(bare)


def declarations(
    document: TomlDocument, path: tuple[str, ...], group: str | None
) -> Iterator[Declaration]:
    """Yield what the table at the path declares; the interpreter is none of it."""
    for name, value in document.table(*path).items():
        if name.lower() == "python":
            continue
        alternatives = array_of(value)
        if alternatives:
            for index, one in enumerate(alternatives):
                lines = document.lines((*path, name, index))
                yield _declaration(name, one, lines, group)
        else:
            yield _declaration(name, value, document.lines((*path, name)), group)


def _declaration(name: str, value: Value, lines: tuple[int, int], group: str | None) -> Declaration:
    first, last = lines
    if not isinstance(value, dict):
        constraint = _constraint(value)
        return Declaration(name, constraint, first, last, constraint_kind(constraint), group)
    table = table_of(value)
    extras = tuple(
        sorted(extra for extra in array_of(table.get("extras")) if isinstance(extra, str))
    )
    marker = _marker(table)
    source = source_of(table)
    if source is not None:
        kind, location, fixed = source
        return Declaration(name, location, first, last, kind, group, marker, extras, fixed=fixed)
    constraint = _constraint(table.get("version"))
    return Declaration(
        name, constraint, first, last, constraint_kind(constraint), group, marker, extras
    )


def _constraint(value: Value) -> str:
    """Return a constraint without runs of blanks, and no longer than any that is meant."""
    return " ".join((text_value(value) or "")[:_LONGEST].split())


def _marker(table: Table) -> str | None:
    """Return the marker; Poetry's `python = "<3.9"` is one on the interpreter."""
    parts = [
        marker for marker in (text_value(table.get(key)) for key in ("markers", "marker")) if marker
    ]
    python = text_value(table.get("python"))
    if python:
        parts.append(f"python {python}")
    return " and ".join(parts) or None


def source_of(table: Table) -> tuple[DependencyKind, str, bool] | None:
    """Return kind, location and whether it is fixed, where a table names a place and no version.

    The form is shared by Poetry, Pipfile, PDM and `[tool.uv.sources]`.
    """
    from debtaudit.domain.masking import mask

    for system in _VCS:
        address = text_value(table.get(system))
        if address:
            reference = _reference(table)
            at = f"@{reference}" if reference else ""
            fixed = bool(text_value(table.get("rev")) or text_value(table.get("tag")))
            if text_value(table.get("rev")) or text_value(table.get("ref")):
                fixed = is_revision(reference)
            return "url", mask(f"{system}+{address}{at}"), fixed
    for key in ("url", "file"):
        address = text_value(table.get(key))
        if address:
            remote = "://" in address and not address.startswith("file:")
            return ("url", mask(address), is_fixed(address)) if remote else ("local", address, True)
    path = text_value(table.get("path"))
    if path:
        return "local", path, True
    if table.get("workspace") is True:
        return "local", "workspace", True
    return None


def _reference(table: Table) -> str:
    for key in ("rev", "tag", "ref", "branch"):
        reference = text_value(table.get(key))
        if reference:
            return reference
    return ""
