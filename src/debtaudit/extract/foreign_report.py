"""Reports of other tools: SARIF 2.1.0 (OASIS) and the JSON of pip-audit.

Such a file is the input of strangers: everything in it may be missing, of another type or a trap.
A path that is absolute, or leads out of the repository, is refused; the results are counted and cut
at a limit; texts are cut. What is left out is said once.
"""

import json
import re
from collections.abc import Iterator, Mapping

from debtaudit.domain.foreign import ForeignReport, ForeignResult, Level
from debtaudit.domain.text import shorten, visible
from debtaudit.extract.not_parsed import NotParsedError

MAX_RESULTS = 20_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")
_TEXT = 500
_NAME = 100
_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning", "note": "note"}


def read_foreign_report(data: bytes, name: str) -> ForeignReport:
    """Return the results of a report; raises `NotParsedError` where it is none that is known."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotParsedError(f"{name}: no valid JSON: {error}") from None
    if isinstance(document, dict) and isinstance(document.get("runs"), list):
        reader = _Sarif()
        results = reader.results(document["runs"])
    elif isinstance(document, dict) and isinstance(document.get("dependencies"), list):
        reader, results = _Sarif(), _of_pip_audit(document["dependencies"])
    else:
        raise NotParsedError(f"{name}: neither SARIF (`runs`) nor pip-audit's JSON")
    found: list[ForeignResult] = []
    more = 0
    for result in results:
        if len(found) < MAX_RESULTS:
            found.append(result)
        else:
            more += 1
    notes = list(reader.notes(name))
    if more:
        notes.append(f"{name}: {more:,} results above the limit of {MAX_RESULTS:,} were left out")
    return ForeignReport(tuple(found), tuple(notes))


class _Sarif:
    """Reads the runs of a SARIF log and counts what cannot be used."""

    def __init__(self) -> None:
        self._refused: list[str] = []
        self._broken = 0

    def notes(self, name: str) -> Iterator[str]:
        """Say what was left out."""
        if self._refused:
            shown = shorten(visible(self._refused[0]), 80)
            yield (
                f"{name}: {len(self._refused):,} results with absolute paths or paths outside of "
                f"the repository were left out, {shown} for one"
            )
        if self._broken:
            yield f"{name}: {self._broken:,} results without a rule or message were left out"

    def results(self, runs: list[object]) -> Iterator[ForeignResult]:
        """Yield the results of all runs."""
        for run in runs:
            driver = _table(_table(_table(run).get("tool")).get("driver"))
            tool = _text(driver.get("name"), _NAME) or "another tool"
            rules = [_table(rule) for rule in _list(driver.get("rules"))]
            for result in _list(_table(run).get("results")):
                made = self._result(tool.lower(), rules, _table(result))
                if made is not None:
                    yield made

    def _result(
        self, tool: str, rules: list[Mapping[str, object]], result: Mapping[str, object]
    ) -> ForeignResult | None:
        if result.get("kind") in ("pass", "notApplicable", "informational"):
            return None
        rule = _rule_of(result, rules)
        name = _text(result.get("ruleId") or rule.get("id"), _NAME)
        message = _text(_table(result.get("message")).get("text"), _TEXT)
        if not name or not message:
            self._broken += 1
            return None
        places = _list(result.get("locations"))
        physical = _table(_table(places[0] if places else None).get("physicalLocation"))
        uri = _table(physical.get("artifactLocation")).get("uri")
        path = relative_path(uri) if isinstance(uri, str) else None
        if path is None and uri:
            self._refused.append(str(uri))
            return None
        region = _table(physical.get("region"))
        security = _table(rule.get("properties")).get("security-severity")
        level = result.get("level") or _table(rule.get("defaultConfiguration")).get("level")
        return ForeignResult(
            tool=tool,
            rule=name,
            level=_LEVELS.get(str(level), "warning"),
            message=message,
            path=path,
            line=_line(region.get("startLine")),
            end_line=_line(region.get("endLine")),
            help_uri=_web(rule.get("helpUri")),
            security=_score(security),
            suppressed=bool(_list(result.get("suppressions"))),
        )


def relative_path(uri: str) -> str | None:
    """Return the path of a URI relative to the repository, None where it is not inside of it.

    A relative reference of RFC 3986 (section 4.2): no scheme, no authority, no root.
    """
    if "\0" in uri or len(uri) > 4096 or uri.startswith(("/", "\\")) or _SCHEME.match(uri):
        return None
    plain = re.split(r"[?#]", uri, maxsplit=1)[0].encode("utf-8", "surrogatepass")
    octets = _ENCODED.sub(lambda found: bytes([int(found[1], 16)]), plain)
    names = octets.replace(b"\\", b"/").decode("utf-8", "backslashreplace").split("/")
    kept = [name for name in names if name not in ("", ".")]
    path = "/".join(kept)
    return path if path and ".." not in kept and "\0" not in path else None


def _rule_of(
    result: Mapping[str, object], rules: list[Mapping[str, object]]
) -> Mapping[str, object]:
    index = result.get("ruleIndex")
    if isinstance(index, int) and 0 <= index < len(rules):
        return rules[index]
    wanted = result.get("ruleId")
    return next((rule for rule in rules if rule.get("id") == wanted), {})


def _of_pip_audit(dependencies: list[object]) -> Iterator[ForeignResult]:
    """Yield one result a package: all its vulnerabilities are repaired by one upgrade."""
    for entry in map(_table, dependencies):
        name, version = _text(entry.get("name"), _NAME), _text(entry.get("version"), _NAME)
        vulns = [_table(one) for one in _list(entry.get("vulns"))]
        ids = sorted({_text(one.get("id"), _NAME) for one in vulns} - {""})
        if not name or not ids:
            continue
        fixes = {_text(fix, _NAME) for one in vulns for fix in _list(one.get("fix_versions"))}
        shown = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
        fixed = f"; fixed in {', '.join(sorted(fixes)[:5])}" if fixes else "; no release fixes it"
        yield ForeignResult(
            tool="pip-audit",
            rule="known-vulnerability",
            level="error",
            message=f"{name} {version} has known vulnerabilities: {shown}{fixed}",
            package=name,
        )


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object, most: int) -> str:
    return shorten(value.strip(), most) if isinstance(value, str) else ""


def _line(value: object) -> int | None:
    return value if type(value) is int and 0 < value < 10_000_000 else None


def _web(value: object) -> str | None:
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return shorten(value, _TEXT)
    return None


def _score(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, (str, int, float)) else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number <= 10 else None
