"""Shell text as commands, one a line, and the limits that every reader of steps keeps to."""

from collections.abc import Iterable, Iterator

from debtaudit.domain.files import Step
from debtaudit.domain.masking import mask
from debtaudit.domain.patterns import lazy_pattern

MAX_STEPS = 300
_MAX_COMMANDS = 300
_MAX_LENGTH = 1_000
_HEREDOC = lazy_pattern(r"<<-?\s*(['\"]?)([A-Za-z_]\w*)\1")


def commands_of(script: str) -> tuple[str, ...]:
    """Return the commands of a shell text.

    Continued lines are joined; comments, blank lines and the bodies of here-documents (text, not
    commands) are left out. A line with several commands (`a && b`) stays one.
    """
    return tuple([text for _line, text in numbered_commands(script.split("\n"))])


def numbered_commands(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield commands with the line, from 1, on which each begins; at most 300."""
    held: list[str] = []
    until = ""
    start = count = 0
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if until:
            if line == until:
                until = ""
            continue
        if not held:
            if not line or line[0] == "#":
                continue
            start = number
        if line.endswith("\\") and not line.endswith("\\\\"):
            held.append(line[:-1].rstrip())
            continue
        held.append(line)
        text = " ".join(held)
        held = []
        here = _HEREDOC.search(text) if "<<" in text else None
        if here is not None:
            until = here[2]
        yield start, shown(text)
        count += 1
        if count >= _MAX_COMMANDS:
            return
    if held:
        yield start, shown(" ".join(held))


def shown(command: str) -> str:
    """Return a command as facts keep it: cut, with secrets masked."""
    return mask(command[:_MAX_LENGTH])


def limited(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the first 300 steps."""
    kept = []
    for step in steps:
        kept.append(step)
        if len(kept) >= MAX_STEPS:
            break
    return tuple(kept)


def relative_folder(path: str) -> str:
    """Return a working directory relative to the repository, empty for its root or a variable."""
    if not path or path.startswith(("/", "~")) or "$" in path or ".." in path.split("/"):
        return ""
    return "/".join([part for part in path.split("/") if part not in ("", ".")])
