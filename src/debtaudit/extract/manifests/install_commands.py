"""`pip install` and `conda install` in shell lines: Dockerfiles, CI files, notebooks.

Nothing is run and no shell is imitated beyond what such a line needs: quotes, separators,
redirections, and variables whose value the same file gives.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from msgspec import Struct

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.conda_spec import declare_conda
from debtaudit.extract.manifests.requirement import NotARequirementError, declare
from debtaudit.extract.manifests.requirements_file import Found, add_include

_TOKEN = lazy_pattern(
    r"&&|\|\||[;|&()](?![\w.])|[;()]|"
    r"(?:\{\{[^{}]*\}\}|[^\s'\"\\;|&()]|\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"|\$\([^)]*\)|&(?=[\w=])|\|(?=\w))+"
)
_SEPARATORS = {"&&", "||", ";", "|", "&", "(", ")", "then", "do", "else"}
_REDIRECTION = lazy_pattern(
    r"(?:\d?>>?|&>>?|<)(?:&\d|/\S*)?\Z|\d>>?\S+\Z|>>?(?=[/$&]|\w+\.\w+\Z).*\Z"
)
_PIP = lazy_pattern(r"(?:.*/)?(?:pip[\d.]*|\$\{?PIP\}?)\Z")
_CONDA = lazy_pattern(r"(?:.*/)?(?:conda|mamba|micromamba)\Z")
_VARIABLE = lazy_pattern(r"\$(?:\{(\w+)(?::?-([^${}]{0,200}))?\}|(\w+))")
_WITH_VALUE = frozenset(
    (
        *("--abi", "--build", "--cache-dir", "--cert", "--client-cert", "--config-settings"),
        *("--default-index", "--exists-action", "--extra-index-url", "--find-links"),
        *("--global-option", "--group", "--implementation", "--index", "--index-strategy"),
        *("--index-url", "--install-option", "--keyring-provider", "--log", "--no-binary"),
        *("--only-binary", "--platform", "--prefix", "--progress-bar", "--proxy", "--python"),
        *("--python-version", "--report", "--retries", "--root", "--root-user-action", "--src"),
        *("--target", "--timeout", "--torch-backend", "--trusted-host", "--upgrade-strategy"),
        *("--use-deprecated", "--use-feature", "-C", "-b", "-f", "-i", "-t"),
    )
)
_CONDA_WITH_VALUE = frozenset(
    (
        *("--channel", "--experimental-solver", "--file", "--name", "--override-channels-from"),
        *("--platform", "--prefix", "--revision", "--root-prefix", "--solver", "--subdir", "-c"),
        *("-f", "-n", "-p"),
    )
)


class Token(Struct, frozen=True):
    """A word of a command, with its line."""

    text: str
    line: int


def mentions_install(text: str) -> bool:
    """Tell cheaply whether there can be an install command in the text."""
    return "install" in text or "create" in text


def add_commands(
    found: Found,
    lines: Sequence[tuple[int, str]],
    group: str | None,
    variables: Mapping[str, str] | None = None,
) -> None:
    """Add what the install commands of one logical shell line declare.

    `lines` are its physical lines with their numbers, without the trailing backslashes.
    """
    known = variables or {}
    for command in _commands(lines):
        words = [token.text for token in command]
        start, is_conda = _arguments(words)
        if start is None:
            continue
        if is_conda:
            _add_conda(found, command[start:], group, known)
        else:
            _add_pip(found, command[start:], group, known)


def _commands(lines: Sequence[tuple[int, str]]) -> Iterator[list[Token]]:
    command: list[Token] = []
    for number, text in lines:
        for match in _TOKEN.finditer(text):
            word = match.group()
            if word.startswith("#"):
                break
            if word in _SEPARATORS:
                if command:
                    yield command
                command = []
            else:
                command.append(Token(_unquoted(word), number))
    if command:
        yield command


def _unquoted(word: str) -> str:
    if not any(sign in word for sign in "'\"\\"):
        return word
    return re.sub(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"|\\(.)", _content, word)


def _content(match: re.Match[str]) -> str:
    return next((part for part in match.groups() if part is not None), "")


def _arguments(words: Sequence[str]) -> tuple[int | None, bool]:
    """Return where the arguments of an install command begin, and whether it is conda's."""
    for index in range(len(words) - 1):
        following = words[index + 1]
        if _CONDA.match(words[index]) and following in ("install", "create"):
            return index + 2, True
        if following == "install" and _PIP.match(words[index]):
            return index + 2, False
    return None, False


def _add_pip(
    found: Found, tokens: Sequence[Token], group: str | None, known: Mapping[str, str]
) -> None:
    rest = iter(tokens)
    for token in rest:
        text = _filled(token.text, known)
        if not text.startswith("-"):
            if _REDIRECTION.match(text):
                if text[-1] in "><":
                    next(rest, None)
                continue
            _add_requirement(found, text, token.line, group)
            continue
        option, _, value = text.partition("=")
        if text[1] in "qUvI" and text[-1] in "rce" and text.isascii() and text[1:].isalpha():
            option = f"-{text[-1]}"  # `-qr requirements.txt`
        if option in ("-r", "--requirement", "-c", "--constraint", "-e", "--editable"):
            path = value or next(rest, Token("", token.line)).text
            _add_file(found, option, _filled(path, known), token.line, group)
        elif text[:2] in ("-r", "-c") and len(text) > 2 and text[1] != "-":
            _add_file(found, text[:2], text[2:], token.line, group)
        elif option in _WITH_VALUE and not value:
            next(rest, None)


def _add_requirement(found: Found, text: str, line: int, group: str | None) -> None:
    if not text or text.startswith(("$", "{")) or "*" in text.partition("=")[0]:
        return  # a variable without a known value, or a pattern of files
    # a word of the shell that this reader does not know is no broken declaration
    with suppress(NotARequirementError):
        found.declarations.append(declare(text, line, line, group))


def _add_file(found: Found, option: str, path: str, line: int, group: str | None) -> None:
    if not path or "$" in path:
        return
    if option in ("-e", "--editable"):
        _add_requirement(found, path if "/" in path or ":" in path else f"./{path}", line, group)
        return
    if path.startswith(("/", "http", "~")):
        path = path.rpartition("/")[2]  # a place in the image, where the file was copied to
    add_include(found, path, line, constraint=option in ("-c", "--constraint"))


def _add_conda(
    found: Found, tokens: Sequence[Token], group: str | None, known: Mapping[str, str]
) -> None:
    rest = iter(tokens)
    for token in rest:
        text = _filled(token.text, known)
        if text.startswith("-"):
            option, _, value = text.partition("=")
            if option in _CONDA_WITH_VALUE and not value:
                following = next(rest, None)
                value = following.text if following else ""
            if option in ("--file", "-f") and value:
                _add_file(found, "-r", value, token.line, group)
        elif not _REDIRECTION.match(text) and not text.startswith("$"):
            declared = declare_conda(text, token.line, group)
            if declared is not None:
                found.declarations.append(declared)


def _filled(text: str, known: Mapping[str, str]) -> str:
    """Put the values of known variables in; the others stay as they are written."""
    if "$" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(3)
        return known.get(name) or match.group(2) or match.group()

    return _VARIABLE.sub(value, text)
