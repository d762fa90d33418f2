"""Evidence in code: libraries that are called, calls, functions of one's own, addresses."""

from collections.abc import Iterator

from debtaudit.checklist.found import Found
from debtaudit.checklist.imports import InstrumentUse, calls_of
from debtaudit.checklist.material import Material
from debtaudit.checklist.name_patterns import lines_like
from debtaudit.domain.reported_finding import Evidence
from debtaudit.knowledge.checklist_items import CallRule, FunctionRule, InstrumentRule, UrlRule
from debtaudit.knowledge.places import place_of

_CLIENTS = ("requests", "httpx", "urllib", "urllib3", "aiohttp")


def instruments(rule: InstrumentRule, material: Material) -> Iterator[Found]:
    """Find libraries: used where one is called in a file that one of the roles reaches."""
    weak = []
    for use in material.imports.uses(rule.of):
        role = _counting_role(use, rule, material)
        name = use.instrument.module
        if role is not None:
            detail = f"{name} is called in {role}"
            operated = _on_schedule(use.path, material)
            detail += ", on a schedule" if operated else ""
            evidence = Evidence("code", f"{use.path}:{use.called}", detail)
            yield Found("operated" if operated else "used", evidence)
        elif rule.declared:
            detail = f"{name} is {_how_weak(use, rule, material)}"
            weak.append(Found("declared", Evidence("code", f"{use.path}:{use.line}", detail)))
    yield from weak
    if rule.declared:
        for ref, name, _instrument in material.imports.declared.get(rule.of, ()):
            yield Found("declared", Evidence("dependency", ref, f"{name} is declared"))


def _counting_role(use: InstrumentUse, rule: InstrumentRule, material: Material) -> str | None:
    """Return what makes a call count, in words, or None where it does not count."""
    if use.called is None or material.imports.aside(use.path):
        return None
    for role in rule.roles:
        if role in material.imports.roles(use.path):
            return f"code that {role} reaches"
    if rule.program and material.is_program(use.path):
        return "a program of its own"
    return None


def _how_weak(use: InstrumentUse, rule: InstrumentRule, material: Material) -> str:
    if use.called is None:
        if use.instrument.calls:
            return f"imported, but none of it that serves {rule.of} is called"
        return "imported, but never called"
    if material.imports.aside(use.path):
        return f"called in {kind_of(use.path)} only"
    return f"called, but not in code that {' or '.join(rule.roles)} reaches"


def _on_schedule(path: str, material: Material) -> bool:
    """Tell whether CI runs a file on a schedule, or the file itself names one."""
    return path.rpartition("/")[2] in material.scheduled or material.imports.has_schedule(path)


def calls(rule: CallRule, material: Material) -> Iterator[Found]:
    """Find a call by its last name in a file that imports one of the modules."""
    for path, source in material.imports.importing(rule.modules):
        found = next(calls_of(source, rule.calls, rule.keyword), None)
        if found is None:
            continue
        line, name = found
        reached = not {"training", "serving"}.isdisjoint(material.imports.roles(path))
        aside = material.imports.aside(path)
        counts = (reached or rule.anywhere) and not aside
        but = f" in {kind_of(path)}" if aside else ", but not by training or serving"
        detail = f"{name[-100:]} is called{'' if counts else but}"
        strength = rule.strength if counts else "declared"
        yield Found(strength, Evidence("code", f"{path}:{line}", detail))


def functions(rule: FunctionRule, material: Material) -> Iterator[Found]:
    """Find functions of the repository's own by their name; one that is not reached is weak."""
    plain = [one for one in rule.names if "/" not in one]
    found = material.functions_of(lines_like(plain, material.function_names))
    if rule.classes:
        found += material.classes_of(lines_like(plain, material.class_names))
    for pattern in rule.names:
        module, slash, name = pattern.lower().rpartition("/")
        if slash:
            found += material.functions_in(module, name)
    for path, symbol, line in dict.fromkeys(found):
        if material.imports.aside(path) or place_of(path) is not None:
            continue
        by = _caller(path, symbol, rule, material)
        unreached = f"defined, but not reached by {' or '.join(rule.roles)}"
        detail = f"{symbol} is {f'called in {by}' if by else unreached}"
        strength = rule.strength if by else "declared"
        yield Found(strength, Evidence("code", f"{path}:{line}", detail))


def _caller(path: str, symbol: str, rule: FunctionRule, material: Material) -> str | None:
    """Return what calls a function, in words: code of a role, or a program of its own."""
    picture = material.facts.picture
    node = f"{path}::{symbol}"
    for role in rule.roles:
        reach = picture.reach.get(role)
        if reach is not None and (node in reach.nodes or (rule.uncalled and path in reach.because)):
            return f"code that {role} reaches"
    if not rule.program:
        return None
    callers = (caller.partition("::")[0] for caller in material.callers.get(node, ()))
    if any(map(material.is_program, callers)):
        return "a program of its own"
    return None


def urls(rule: UrlRule, material: Material) -> Iterator[Found]:
    """Find calls of an HTTP client, in code that is no example, on one of the hosts."""
    for path, source in material.imports.importing(_CLIENTS):
        if material.imports.aside(path):
            continue
        for definition in source.definitions:
            texts = [(call.line, call.text) for call in definition.calls if "://" in call.text]
            texts += [(definition.line, text) for text in definition.strings if "://" in text]
            for line, text in texts:
                host = next((host for host in rule.hosts if _is_on(text, host)), None)
                if host is not None:
                    detail = f"{host} is asked"
                    yield Found(rule.strength, Evidence("code", f"{path}:{line}", detail))


def _is_on(address: str, host: str) -> bool:
    asked = address.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    return asked == host or asked.endswith(f".{host}")


def kind_of(path: str) -> str:
    """Return what a file of a place apart is part of: an example, a test, documentation."""
    place = place_of(path)
    return place[0].meaning if place is not None else "code apart"
