"""Terraform as flat settings: which resources are ordered, and their plain arguments.

HCL (hashicorp/hcl, hclsyntax/spec.md) is read line by line, without evaluating anything. A block
`resource "aws_sns_topic" "alarms" {` gives `alarms.resource: aws_sns_topic`, an argument in it
`aws_sns_topic.alarms.name: ...`, also where it stands in `jsonencode({...})` or an inner block.
What is computed (references, conditions) is kept as it is written. Nothing can be broken: what is
no block and no argument is passed over.
"""

from collections.abc import Iterator

from debtaudit.domain.patterns import lazy_pattern

_BLOCK = lazy_pattern(r'\s*resource\s+"([\w-]{1,100})"\s+"([\w-]{1,100})"\s*\{')
_ARGUMENT = lazy_pattern(r'\s*"?([\w./-]{1,100})"?\s*[=:]\s*(?![=>])(\S.*)')
_HEREDOC = lazy_pattern(r"<<[-~]?\s*\"?(\w{1,50})\"?\s*$")
_TEXT = lazy_pattern(r'"((?:[^"\\]|\\.)*)"')
_MOST_LINES = 20_000


def terraform_values(data: bytes) -> Iterator[tuple[str, str, int | None]]:
    """Yield key, value and line of the resources of a Terraform file and of their arguments."""
    resource = ""
    depth = 0
    lines = iter(enumerate(data.decode("utf-8", "replace").splitlines()[:_MOST_LINES], start=1))
    for number, line in _without_comments(lines):
        block = _BLOCK.match(line) if depth == 0 else None
        if block is not None:
            resource = f"{block[1]}.{block[2]}"
            yield f"{block[2]}.resource", block[1], number
        elif resource:
            argument = _ARGUMENT.match(line)
            if argument is not None and not argument[2].startswith(("{", "[", "<<")):
                yield f"{resource}.{argument[1]}", _plain(argument[2]), number
        bare = _TEXT.sub("", line)
        depth = max(0, depth + bare.count("{") - bare.count("}"))
        if depth == 0:
            resource = ""
        heredoc = _HEREDOC.search(line)
        if heredoc is not None:
            _pass_over(lines, heredoc[1])


def _without_comments(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the lines without what HCL passes over: `#`, `//` and `/* */`."""
    inside = False
    for number, line in lines:
        said = line
        if inside or said.lstrip().startswith("/*"):
            _, closed, said = said.partition("*/")
            inside = not closed
        if not inside and not said.lstrip().startswith(("#", "//")):
            yield number, said


def _plain(value: str) -> str:
    """Return a text without its quotes, anything else as it is written, without a last comma."""
    text = _TEXT.match(value)
    return text[1] if text is not None else value.partition(" #")[0].rstrip().rstrip(",")


def _pass_over(lines: Iterator[tuple[int, str]], end: str) -> None:
    """Pass over the text of a heredoc, which may hold anything."""
    for _number, line in lines:
        if line.strip() == end:
            return
