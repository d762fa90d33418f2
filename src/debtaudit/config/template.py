"""The commented debtaudit.toml that `debtaudit init` writes: every setting with its default."""

from collections.abc import Mapping

from debtaudit.config.known_settings import REQUIRED, KnownSetting, KnownTable, known_tables

_HEAD = """\
# Settings of debtaudit. Every line that is commented out shows the default; take the `#` away to
# change it. The same settings can stand in pyproject.toml, below [tool.debtaudit].
# `debtaudit rules` lists the rules, docs/configuration.md explains more.
"""
_EXAMPLES: Mapping[str, str] = {
    "exclude": '["third_party/", "*_pb2.py"]',
    "cost-per-hour": "90",
    "gate.max-debt-ratio": "0.1",
    "gate.max-risk": "400",
    "gate.max-effort-hours": "80",
    "gate.min-tested-share": "0.5",
    "gate.max-libyears": "30",
    "gate.scan.scan": '"dependencies"',
    "gate.scan.max-risk": "100",
    "gate.scan.max-effort-hours": "20",
    "gate.rule.rule": '"dependency-unpinned"',
    "gate.rule.max-findings": "{total = 3}",
    "gate.rule.max-risk": "100",
    "gate.rule.max-effort-hours": "20",
    "gate.path.paths": '["src/serving/"]',
    "gate.path.owner": '"@serving-team"',
    "gate.path.max-risk": "100",
    "gate.path.max-effort-hours": "20",
    "gate.path.max-debt-ratio": "0.05",
    "gate.path.min-tested-share": "1.0",
    "gate.path.max-libyears": "5",
    "component.name": '"pricing"',
    "component.paths": '["src/pricing/"]',
    "component.owner": '"@pricing-team"',
    "component.criticality": '"revenue"',
    "waiver.rule": '"dependency-stale"',
    "waiver.paths": '["legacy/"]',
    "waiver.reason": '"replaced by the new service in March"',
    "waiver.until": "2027-03-31",
    "waiver.by": '"Ada"',
}
"""What a setting could be, where its default is nothing that one could write."""


def template() -> str:
    """Return the text of the file; read back it gives the default settings."""
    return _HEAD + "".join(_table(table) for table in known_tables())


def default_text(setting: KnownSetting) -> str:
    """Return the default of a setting as TOML, or `not set`."""
    value = setting.default
    if value is REQUIRED:
        return "required"
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(default_word(entry) for entry in value)}]"
    if isinstance(value, Mapping):
        return "{}"
    return f"{value:_}" if isinstance(value, int) else str(value)


def default_word(value: object) -> str:
    """Return an entry of a list as TOML."""
    return f'"{value}"' if isinstance(value, str) else str(value)


def _table(table: KnownTable) -> str:
    lines = [""]
    if table.repeated:
        lines += [f"# {table.description}", f"# [[{table.key}]]"]
    elif table.key:
        lines += [f"# {table.description}", f"[{table.key}]"]
    for setting in table.settings:
        name = setting.key.rpartition(".")[2]
        default = default_text(setting)
        shown = _EXAMPLES.get(setting.key, default)
        note = "" if shown == default else f" (default: {default}; the line is an example)"
        if default == "required":
            note = " (required; the line is an example)"
        lines += [
            f"# {setting.description}",
            f"# Allowed: {setting.allowed}.{note}",
            f"# {name} = {shown}",
            "",
        ]
    return "\n".join(lines).rstrip("\n") + "\n"
