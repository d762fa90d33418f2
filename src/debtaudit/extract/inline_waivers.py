"""Waivers beside the code: `# debtaudit: ignore[rule] reason until 2027-03-01`.

They are read from comments only: of Python by its own tokenizer, of everything else with `#` as the
sign of a comment (YAML, TOML, requirements, Dockerfiles, Makefiles, shell). A notebook has them in
the comments of its code cells and, as text under the key `debtaudit`, in the metadata of a cell or
of the whole notebook.
"""

import io
import json
import re
import tokenize
from collections.abc import Iterator

from debtaudit.domain.files import InlineWaiver, PathClass

_WAIVER = re.compile(r"debtaudit:\s*ignore(?:\[([^\]]*)\])?\s*(.*)")
_UNTIL = re.compile(r"\buntil\s+(\d{4}-\d\d-\d\d)\W*$")
_COMMENT = re.compile(r"(?:^|\s)#(.*)$")
_PYTHON = (PathClass.PYTHON, PathClass.SETUP_PY)
_WITHOUT_COMMENTS = (PathClass.DOCUMENT, PathClass.JSON, PathClass.LOCK)


def inline_waivers(path_class: PathClass, data: bytes) -> tuple[InlineWaiver, ...]:
    """Return the waivers of a file; what cannot be read has none."""
    if path_class in _WITHOUT_COMMENTS:
        return ()
    if path_class is PathClass.NOTEBOOK:
        return tuple(_of_notebook(data))
    text = data.decode("utf-8", "replace")
    comments = _python_comments(text) if path_class in _PYTHON else _comments(text)
    return tuple(_placed(text, comments))


def _python_comments(text: str) -> dict[int, str]:
    """Return the comments by line; those before what cannot be tokenized are kept."""
    found = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                found[token.start[0]] = token.string
    except (tokenize.TokenError, SyntaxError):
        pass  # the file has its own diagnostic
    return found


def _comments(text: str) -> dict[int, str]:
    """Return the comments of a format with `#`; one behind an open quote is none."""
    found = {}
    for number, line in enumerate(text.split("\n"), 1):
        if "debtaudit:" in line:
            comment = _COMMENT.search(line)
            before = line[: comment.start()] if comment else ""
            if comment and before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
                found[number] = comment[0].strip()
    return found


def _placed(text: str, comments: dict[int, str], cell: int | None = None) -> Iterator[InlineWaiver]:
    """Yield the waivers among comments, each with the line that it is for.

    Behind code that is its own line; alone on a line it is the next line of code; before any code
    it is the whole file (or cell).
    """
    lines = text.split("\n")
    first_code = next((n for n, line in enumerate(lines, 1) if _is_code(line)), len(lines) + 1)
    for number, comment in comments.items():
        found = _WAIVER.search(comment)
        if found is None or number > len(lines):
            continue
        alone = lines[number - 1].lstrip().startswith("#")
        after = (n for n in range(number + 1, len(lines) + 1) if _is_code(lines[n - 1]))
        target = next(after, number) if alone else number
        yield _waiver(found, number, target, cell, alone and number < first_code)


def _is_code(line: str) -> bool:
    text = line.strip()
    return bool(text) and not text.startswith("#")


def _waiver(
    found: re.Match[str], line: int, target: int, cell: int | None, whole: bool
) -> InlineWaiver:
    rules = tuple(rule.strip() for rule in (found[1] or "").split(",") if rule.strip())
    rest = found[2].strip()
    until = _UNTIL.search(rest)
    reason = rest[: until.start()] if until else rest
    return InlineWaiver(
        line=line,
        target=target,
        cell=cell,
        rules=rules,
        reason=reason.strip(" ,;:-"),
        until=until[1] if until else None,
        whole_file=whole,
    )


def _of_notebook(data: bytes) -> Iterator[InlineWaiver]:
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(notebook, dict):
        return
    for found in _of_metadata(notebook):
        yield _waiver(found, 1, 1, None, whole=True)
    cells = notebook.get("cells")
    for index, cell in enumerate(cells if isinstance(cells, list) else []):
        if not isinstance(cell, dict):
            continue
        for found in _of_metadata(cell):
            yield _waiver(found, 1, 1, index, whole=True)
        source = cell.get("source")
        text = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
        if cell.get("cell_type") == "code" and "debtaudit:" in text:
            yield from _placed(text, _comments(text), index)


def _of_metadata(holder: dict[str, object]) -> Iterator[re.Match[str]]:
    """Yield the waivers under `metadata.debtaudit`: a text or a list of texts."""
    metadata = holder.get("metadata")
    value = metadata.get("debtaudit") if isinstance(metadata, dict) else None
    for text in value if isinstance(value, list) else [value]:
        found = _WAIVER.search(f"debtaudit: {text}") if isinstance(text, str) else None
        found = _WAIVER.search(text) or found if isinstance(text, str) else None
        if found is not None:
            yield found
