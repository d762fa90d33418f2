"""tox.ini: the `deps` of its environments."""

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.ini_sections import options
from debtaudit.extract.manifests.requirements_file import Found, add_line
from debtaudit.extract.manifests.text_lines import text_of, without_remark

_FACTOR = lazy_pattern(r"[\w{}.,!-]+:\s+|[\w{}.,!-]+:(?=[-A-Za-z.])")


def read(data: bytes) -> ManifestFacts | None:
    """Read a tox.ini; None where no environment installs anything of its own."""
    if b"deps" not in data:
        return None
    found = Found()
    add_environments(found, text_of(data))
    return found.facts("tox")


def add_environments(found: Found, text: str, sections: tuple[str, ...] = ("",)) -> None:
    """Add the `deps` and `requires` of the sections whose names begin so."""
    for option in options(text):
        if option.key not in ("deps", "requires") or not option.section.startswith(sections):
            continue
        name = option.section.removeprefix("testenv").lstrip(":") or option.section
        for number, raw in option.lines:
            text = without_remark(raw).strip()
            if not text.startswith(("-", ".", "/")) and "://" not in text:
                text = _FACTOR.sub("", text, count=1) if _FACTOR.match(text) else text
            if not text or ("{" in text and "}" in text):
                continue  # a substitution repeats what another section declares
            add_line(found, text, number, group=name)
