"""Dockerfiles: base images, and the packages that their RUN lines install.

Source: Docker, "Dockerfile reference" (FROM, ARG, ENV, line continuation, here-documents).
"""

import re
from collections.abc import Iterator

from debtaudit.domain.manifests import COPIED, Declaration, ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.report_rows import DependencyKind
from debtaudit.extract.manifests.install_commands import add_commands, filled, mentions_install
from debtaudit.extract.manifests.requirements_file import Found
from debtaudit.extract.manifests.text_lines import text_of
from debtaudit.knowledge.support_ends import cycle_of

_INSTRUCTION = lazy_pattern(r"[ \t]*([A-Za-z]+)[ \t]+(.*)", re.DOTALL)
_ASSIGNMENT = lazy_pattern(r"(?<!\w)(\w{1,100})=(\"[^\"]*\"|'[^']*'|\S*)")
_HEREDOC = lazy_pattern(r"<<-?[\"']?(\w+)[\"']?")
_MOVING = lazy_pattern(r"(latest|stable|edge|nightly|devel?|main|master|rolling)(?=\b|[-_.])")


def read(data: bytes) -> ManifestFacts | None:
    """Read a Dockerfile; a build stage that starts from another stage declares nothing."""
    if b"FROM" not in data and b"from" not in data:
        return None
    found = Found()
    variables: dict[str, str] = {}
    stages: set[str] = set()
    for lines in _instructions(text_of(data)):
        match = _INSTRUCTION.match(lines[0][1])
        if match is None:
            continue
        keyword, rest = match.group(1).upper(), match.group(2)
        if keyword == "FROM":
            _from(found, rest, lines[0][0], variables, stages)
        elif keyword in ("ARG", "ENV"):
            text = " ".join([rest, *(text for _, text in lines[1:])])
            _assign(variables, text)
        elif keyword == "RUN" and any(mentions_install(text) for _, text in lines):
            numbered = [(lines[0][0], rest), *lines[1:]]
            add_commands(found, numbered, None, variables)
        elif keyword == "COPY":
            _copied(found, rest, lines[0][0], variables, stages)
    return found.facts("dockerfile")


def _instructions(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the instructions as numbered lines, comments left out."""
    held: list[tuple[int, str]] = []
    end_mark = ""
    for number, raw in enumerate(text.split("\n"), 1):
        bare = raw.strip()
        if end_mark:
            if bare == end_mark:
                end_mark = ""
                yield held
                held = []
            else:
                held.append((number, f"{bare} ;"))
            continue
        if not bare or bare.startswith("#"):
            continue
        heredoc = _HEREDOC.search(bare) if "<<" in bare else None
        if heredoc and bare[:3].upper() == "RUN":
            end_mark = heredoc.group(1)
            held.append((number, bare.replace(heredoc.group(), ";")))
            continue
        if bare.endswith(("\\", "`")):
            held.append((number, bare[:-1]))
            continue
        held.append((number, bare))
        yield held
        held = []
    if held:
        yield held


def _assign(variables: dict[str, str], text: str) -> None:
    """Add `ARG NAME=value` and `ENV NAME=value` or `ENV NAME value`."""
    pairs = _ASSIGNMENT.findall(text)
    if not pairs:
        name, _, value = text.strip().partition(" ")
        pairs = [(name, value)] if value else []
    for name, value in pairs:
        variables[name] = filled(value.strip().strip("\"'"), variables)[:200]


def _from(found: Found, rest: str, line: int, variables: dict[str, str], stages: set[str]) -> None:
    words = [word for word in rest.split() if not word.startswith("--")]
    if not words:
        return
    named = len(words) >= 3 and words[1].lower() == "as"
    image = filled(words[0].strip("\"'"), variables)
    if image.lower() not in stages and image != "scratch":
        found.declarations.append(image_declaration(image, line, None))
    if named:
        stages.add(words[2].lower())


def _copied(
    found: Found, rest: str, line: int, variables: dict[str, str], stages: set[str]
) -> None:
    """`COPY --from=ghcr.io/astral-sh/uv:0.5 ...` takes files out of an image that is no stage."""
    for word in rest.split():
        if not word.startswith("--from="):
            continue
        image = filled(word.removeprefix("--from="), variables)
        if image.lower() not in stages and not image.isdigit() and not image.startswith("$"):
            found.declarations.append(image_declaration(image, line, COPIED))


def image_declaration(image: str, line: int, group: str | None) -> Declaration:
    """Return what an image reference declares: `name:tag@digest`.

    A digest, a numbered tag and the code name of a release pin (`debian:bullseye` is Debian 11);
    `latest` and the like say nothing, as no tag does.
    """
    from debtaudit.domain.masking import mask

    reference, _, digest = image.removeprefix("docker://").partition("@")
    head, slash, last = reference.rpartition("/")
    base, _, tag = last.partition(":")
    name = f"{head}{slash}{base}"
    kind: DependencyKind = "pinned"
    numbered = bool(re.search(r"[\d$]", tag)) and not _MOVING.match(tag)
    if not digest and not numbered and not _is_code_name(base, tag):
        kind = "unbounded"
    specifier = (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    return Declaration(
        mask(name), specifier, line, line, kind, group, fixed=kind == "pinned", ecosystem="docker"
    )


def _is_code_name(product: str, tag: str) -> bool:
    """Tell whether a tag begins with the name of one release of the product itself.

    `python:slim-bullseye` names the system that Python stands on, and leaves Python open.
    """
    word = tag.partition("-")[0]
    return word.isalpha() and cycle_of(product, word) is not None
