"""Configuration files to one validated `Settings`.

Settings stand in `[tool.debtaudit]` of pyproject.toml, or at the top level of debtaudit.toml (or
of the file that `--config` names). Whatever is wrong ends the audit with one line that names the
file, the key, what is allowed and the nearest known key: a misspelt limit that is silently
ignored would be a gate that is open.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import fields

from debtaudit.domain.errors import ConfigurationError
from debtaudit.domain.settings import Settings
from debtaudit.domain.toml import BrokenTomlError, read_toml


def read_settings(
    sources: Sequence[tuple[str, bytes]],
    rule_ids: Sequence[str],
    item_ids: Callable[[Settings], Sequence[str]],
) -> Settings:
    """Return the settings of the one source that has any, or the defaults.

    `sources` are file names with their bytes; `rule_ids` are the rules that settings may name,
    `item_ids` returns the items of the checklists that they use. Raises `ConfigurationError`.
    """
    found = []
    for name, data in sources:
        prefix, table = _table(name, data)
        if table is not None:
            found.append((name, prefix, table))
    if len(found) > 1:
        # The file that `init` writes, still all comments, is no second opinion.
        found = [one for one in found if _says_something(one[2])] or found[:1]
    if not found:
        return Settings()
    if len(found) > 1:
        both = " and ".join(f"{name} [{prefix}]" if prefix else name for name, prefix, _ in found)
        raise ConfigurationError(f"{both} both hold settings of debtaudit: keep them in one file")
    name, prefix, table = found[0]
    try:
        settings = msgspec.convert(table, Settings)
    except msgspec.ValidationError as error:
        from debtaudit.config.explain import explanation

        raise ConfigurationError(explanation(name, prefix, table, str(error))) from None
    _check_meaning(name, prefix, settings, rule_ids, item_ids)
    return settings


def _table(name: str, data: bytes) -> tuple[str, Mapping[str, object] | None]:
    """Return the table of settings in a file (None: it has none) with the key in front of it."""
    in_tool = name.replace("\\", "/").rpartition("/")[2] == "pyproject.toml"
    # Most projects have a pyproject.toml without a word on debtaudit: no need to parse it.
    if in_tool and b"debtaudit" not in data:
        return "", None
    try:
        document = read_toml(data)
    except BrokenTomlError as error:
        raise ConfigurationError(f"{name}: no valid TOML: {error}") from None
    if not in_tool:
        return "", document or None
    tools = document.get("tool")
    table = tools.get("debtaudit") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigurationError(f"{name}: tool.debtaudit must be a table of settings")
    return "tool.debtaudit", table


def _says_something(table: Mapping[str, object]) -> bool:
    return any(not isinstance(value, dict) or _says_something(value) for value in table.values())


def _check_meaning(
    name: str,
    prefix: str,
    settings: Settings,
    rule_ids: Sequence[str],
    item_ids: Callable[[Settings], Sequence[str]],
) -> None:
    """Check what types cannot tell: ids that must exist, patterns and numbers that make sense."""

    def refuse(key: str, what: str) -> ConfigurationError:
        return ConfigurationError(f"{name}: {f'{prefix}.{key}' if prefix else key}: {what}")

    _check_names(settings, rule_ids, item_ids, refuse)
    _check_patterns(settings, refuse)
    baseline = settings.gate.baseline
    parts = baseline.replace("\\", "/").split("/")
    if ":" in baseline or not all(part.strip(".") for part in parts):
        raise refuse("gate.baseline", "must be a path inside of the repository")
    for one in settings.waiver:
        if not (one.rule or one.finding):
            raise refuse("waiver", "each entry needs `rule` or `finding`")
    for key, number in _numbers("", settings):
        if number - number != 0:  # inf and nan are valid TOML
            raise refuse(key, "must be a finite number")


_Refuse = Callable[[str, str], ConfigurationError]
"""Makes the error for a key and what is wrong with its value."""


def _check_names(
    settings: Settings,
    rule_ids: Sequence[str],
    item_ids: Callable[[Settings], Sequence[str]],
    refuse: _Refuse,
) -> None:
    limits = settings.gate
    items = item_ids(settings) if limits.required_checklist else ()
    named: tuple[tuple[str, Iterable[str], Sequence[str], str], ...] = (
        ("select", settings.select, rule_ids, "rule"),
        ("ignore", settings.ignore, rule_ids, "rule"),
        ("gate.required-checklist", limits.required_checklist, items, "checklist item"),
        ("gate.rule.rule", [one.rule for one in limits.rule], rule_ids, "rule"),
        ("waiver.rule", [one.rule for one in settings.waiver if one.rule], rule_ids, "rule"),
    )
    for key, values, known, noun in named:
        for value in values:
            # (`tool:rule` is a rule of another tool, whose report is imported)
            if value not in known and ":" not in value:
                from debtaudit.config.explain import nearest, quoted, shown_list

                hint = nearest(value, known)
                raise refuse(key, f"no {noun} {quoted(value)}{hint}; known are {shown_list(known)}")


def _check_patterns(settings: Settings, refuse: _Refuse) -> None:
    for key, patterns in (
        ("exclude", settings.exclude),
        ("model-changes.documents", settings.model_changes.documents),
        *(("gate.path.paths", one.paths) for one in settings.gate.path),
        *(("component.paths", one.paths) for one in settings.component),
        *(("waiver.paths", one.paths) for one in settings.waiver),
    ):
        for pattern in patterns:
            if not pattern.strip("/"):
                raise refuse(key, "a pattern may not be empty")
            if pattern.startswith("!"):
                raise refuse(key, "a pattern may not start with `!`: negation is not supported")


def _numbers(key: str, value: object) -> Iterator[tuple[str, float]]:
    """Yield every number of the settings with its key."""
    if isinstance(value, float):
        yield key, value
    elif isinstance(value, msgspec.Struct):
        for field in fields(value):
            yield from _numbers(
                f"{key}.{field.encode_name}".lstrip("."), getattr(value, field.name)
            )
    elif isinstance(value, tuple):
        for entry in value:
            yield from _numbers(key, entry)
