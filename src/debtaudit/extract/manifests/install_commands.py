"""`pip install` and `conda install` in shell lines: Dockerfiles, CI files, notebooks.

Nothing is run and no shell is imitated beyond what such a line needs: quotes, separators,
redirections, and variables whose value the same file gives.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Literal

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
_SHELL = lazy_pattern(r"(?:.*/)?(?:ba|z|da)?sh\Z")
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
        # of uv alone
        *("--allow-insecure-host", "--build-constraints", "--color", "--config-file", "-P", "-p"),
        *("--config-setting", "--directory", "--exclude-newer", "--excludes", "--extra"),
        *("--fork-strategy", "--link-mode", "--no-build-isolation-package", "--overrides"),
        *("--prerelease", "--project", "--python-platform", "--python-preference"),
        *("--refresh-package", "--reinstall-package", "--resolution", "--upgrade-package"),
    )
)
_FILES = {
    **{"--requirement": "-r", "--requirements": "-r", "--constraint": "-c", "--constraints": "-c"},
    **{"--editable": "-e", "-r": "-r", "-c": "-c", "-e": "-e"},
}
"""The options that name a file, by pip and by uv, with their short names."""
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
    for command in _commands([(number, _exec_form(text)) for number, text in lines]):
        words = [token.text for token in command]
        start, tool = _arguments(words)
        if start is None:
            for shell, option, script in zip(words, words[1:], command[2:], strict=False):
                if _SHELL.match(shell) and option[:1] == "-" and option[-1:] == "c":
                    add_commands(found, [(script.line, script.text)], group, known)
            continue
        if tool == "pip":
            add_pip(found, command[start:], group, known)
        elif tool == "conda":
            add_conda(found, command[start:], group, known)
        else:
            _add_environment_file(found, command[start:], known)


def _exec_form(text: str) -> str:
    """Return `["bash", "-c", "pip install x"]` as the words that it runs."""
    bare = text.strip()
    if not (bare.startswith("[") and bare.endswith("]")):
        return text
    import json

    try:
        words = json.loads(bare)
    except (ValueError, RecursionError):
        return text
    return " ".join(str(word) for word in words) if isinstance(words, list) else text


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


def _arguments(words: Sequence[str]) -> tuple[int | None, Literal["pip", "conda", "env"]]:
    """Return where the arguments of an install command begin, and whose they are.

    `env` is `conda env create`. Options may stand before the subcommand (`pip -q install`).
    """
    for index, word in enumerate(words):
        is_conda = _CONDA.match(word) is not None
        if not is_conda and not _PIP.match(word):
            continue
        at = index + 1
        while at < len(words) and words[at].startswith("-"):
            at += 1
        following = words[at] if at < len(words) else ""
        if is_conda and following == "env" and words[at + 1 : at + 2] in (["create"], ["update"]):
            return at + 2, "env"
        if is_conda and following in ("install", "create"):
            return at + 1, "conda"
        if not is_conda and following == "install":
            return at + 1, "pip"
    return None, "pip"


def _add_environment_file(found: Found, tokens: Sequence[Token], known: Mapping[str, str]) -> None:
    """`conda env create -f environment.yml`."""
    rest = iter(tokens)
    for token in rest:
        option, _, value = token.text.partition("=")
        if option in ("-f", "--file"):
            path = filled(value or next(rest, Token("", token.line)).text, known)
            _add_file(found, "-r", path, token.line, None)


def add_pip(
    found: Found, tokens: Sequence[Token], group: str | None, known: Mapping[str, str]
) -> None:
    """Add what the arguments of `pip install` declare."""
    rest = iter(tokens)
    for token in rest:
        text = filled(token.text, known)
        if not text.startswith("-"):
            if _REDIRECTION.match(text):
                if text[-1] in "><":
                    next(rest, None)
                continue
            _add_requirement(found, text, token.line, group)
            continue
        option, _, value = text.partition("=")
        if text[1:2] in "qUvI" and text[-1] in "rce" and text.isascii() and text[1:].isalpha():
            option = f"-{text[-1]}"  # `-qr requirements.txt`
        if option in _FILES:
            path = value or next(rest, Token("", token.line)).text
            _add_file(found, _FILES[option], filled(path, known), token.line, group)
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
    if option == "-e":
        _add_requirement(found, path if "/" in path or ":" in path else f"./{path}", line, group)
        return
    if path.startswith(("/", "http", "~")):
        path = path.rpartition("/")[2]  # a place in the image, where the file was copied to
    add_include(found, path, line, constraint=option == "-c")


def add_conda(
    found: Found, tokens: Sequence[Token], group: str | None, known: Mapping[str, str]
) -> None:
    """Add what the arguments of `conda install` declare."""
    rest = iter(tokens)
    for token in rest:
        text = filled(token.text, known)
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


def filled(text: str, known: Mapping[str, str]) -> str:
    """Put the values of known variables in, else their defaults; others stay as written."""
    if "$" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(3)
        default = match.group(2)
        if name in known:
            return known[name] or default or ""
        return match.group() if default is None else default

    return _VARIABLE.sub(value, text)
