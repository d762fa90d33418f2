"""The file of attestations as text: one entry put in, all other lines left as they are."""

from debtaudit.checklist.attestation_reader import entry_line
from debtaudit.checklist.attestations import Attestation
from debtaudit.extract.yaml_tree import YamlMapping, parse_yaml

_HEAD = """\
# Checklist items that somebody says hold, and until when. `debtaudit checklist attest` writes an
# entry; review it like code. What has expired fails until it is renewed.
attestations:
"""


def with_entry(before: str, made: Attestation) -> str:
    """Return the text with the entry of an item replaced, or added at the end."""
    entry = _written(made)
    if not before.strip():
        return _HEAD + entry
    lines = before.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    (root,) = parse_yaml(before.encode())
    nodes = root.items("attestations") if isinstance(root, YamlMapping) else []
    starts = [entry_line(node) for node in nodes if isinstance(node, YamlMapping)]
    for index, node in enumerate(nodes):
        if isinstance(node, YamlMapping) and node.text("item") == made.item:
            last = max(child.line for child in node.pairs.values())
            follows = starts[index + 1] if index + 1 < len(starts) else len(lines) + 1
            end = _end_of(lines, last, follows)
            return "".join([*lines[: starts[index] - 1], entry, *lines[end:]])
    if not nodes:  # `attestations: []`
        head = [line for line in lines if not line.startswith("attestations:")]
        return "".join([*head, "attestations:\n", entry])
    return "".join([*lines, entry])


def _end_of(lines: list[str], last: int, follows: int) -> int:
    """Return the number of lines up to the end of an entry: a value may go on below its key."""
    end = last
    while end < follows - 1 and lines[end].startswith("    ") and lines[end].strip():
        end += 1
    return end


def _written(made: Attestation) -> str:
    """Return an entry; texts are JSON strings, which YAML reads the same."""
    return (
        f"  - item: {made.item}\n"
        f"    by: {_quoted(made.by)}\n"
        f"    because: {_quoted(made.because)}\n"
        f"    evidence: {_quoted(made.evidence)}\n"
        f"    on: {made.on}\n"
        f"    until: {made.until}\n"
    )


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=not text.isprintable())
