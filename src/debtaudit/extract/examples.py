"""Examples in docstrings and documents that doctest runs: `>>> model.fit(x, y)`.

They are cut out where a text holds `>>>`, by the rules of the standard library's doctest. What
would not train is left out: examples under `# doctest: +SKIP`, and those that are shown to end in
a traceback.
"""

from debtaudit.extract.python_names import valid_text

PROMPT = ">>>"
_MOST_CHARACTERS = 100_000
_MOST_EXAMPLES = 200
_TRACEBACK = ("Traceback (most recent call last)", "Traceback (innermost last)")


def examples_of(text: str) -> tuple[str, ...]:
    """Return the examples of a docstring or document that are run, without their prompts."""
    lines = text[:_MOST_CHARACTERS].split("\n")
    found: list[str] = []
    at = 0
    while at < len(lines) and len(found) < _MOST_EXAMPLES:
        line = lines[at].strip()
        at += 1
        if not _is_prompt(line, PROMPT):
            continue
        source = [line[4:]]
        while at < len(lines) and _is_prompt(lines[at].strip(), "..."):
            source.append(lines[at].strip()[4:])
            at += 1
        fails = at < len(lines) and lines[at].strip().startswith(_TRACEBACK)
        if not fails and not any(map(_is_skipped, source)):
            found.append(valid_text("\n".join(source)))
    return tuple(found)


def _is_prompt(line: str, prompt: str) -> bool:
    return line == prompt or line.startswith(prompt + " ")


def _is_skipped(line: str) -> bool:
    code, mark, options = line.rpartition("doctest:")
    directive = bool(mark) and code.rstrip("x \t").endswith("#")
    return directive and "+SKIP" in options.replace(",", " ").split()
