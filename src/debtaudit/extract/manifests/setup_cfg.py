"""setup.cfg: the declarative configuration of setuptools (`[options]`, `[options.extras_require]`).

Source: setuptools, "Configuring setuptools using setup.cfg files" (list-semi, `file:`).
"""

from msgspec.structs import replace

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.manifests import tox_ini
from debtaudit.extract.manifests.ini_sections import Option, options
from debtaudit.extract.manifests.requirements_file import Found, add_include, add_line
from debtaudit.extract.manifests.text_lines import is_conflict_marker, text_of, without_remark

_GROUPS = {"install_requires": None, "setup_requires": "build", "tests_require": "test"}


def read(data: bytes) -> ManifestFacts | None:
    """Read a setup.cfg; None where it only configures tools."""
    if not any(sign in data for sign in (b"[options", b"[metadata]", b"[testenv")):
        return None
    found = Found()
    requires: str | None = None
    requires_line: int | None = None
    packaged = False
    text = text_of(data)
    for option in options(text):
        key = option.key.replace("-", "_")
        if option.section == "metadata" and key == "name":
            packaged = True
        elif option.section == "options.extras_require":
            _add(found, option, option.key)
        elif option.section == "options" and key in _GROUPS:
            _add(found, option, _GROUPS[key])
        elif option.section == "options" and key == "python_requires" and option.lines:
            requires_line, requires = option.lines[0][0], without_remark(option.lines[0][1])
    if "[testenv" in text:  # tox reads its configuration from here too
        tox_ini.add_environments(found, text, ("testenv", "tox"))
    for number, line in enumerate(text.split("\n"), 1):
        if is_conflict_marker(line):
            found.problems.append(f"line {number}: merge conflict marker")
    return replace(
        found.facts("setup.cfg"),
        requires_python=requires,
        requires_python_line=requires_line,
        packaged=packaged,
    )


def _add(found: Found, option: Option, group: str | None) -> None:
    dangling = len(option.lines) > 1
    for number, raw in option.lines:
        text = without_remark(raw).strip()
        if text.startswith("file:"):
            for path in text.removeprefix("file:").split(","):
                add_include(found, path.strip(), number, constraint=False)
            continue
        # one line is a list with semicolons, unless what follows is plainly a marker
        parts = [text] if dangling or _has_marker(text) else text.split(";")
        for part in parts:
            if part.strip():
                add_line(found, part.strip(), number, group=group)


def _has_marker(text: str) -> bool:
    tail = text.partition(";")[2]
    return any(word in tail for word in ("python_", "platform", "os_name", "extra", "implement"))
