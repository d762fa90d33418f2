"""What the message of a change says of its nature: it moves a verdict and never decides one."""

import re
from collections.abc import Mapping

from debtaudit.domain.history import Commit
from debtaudit.domain.patterns import lazy_pattern

_READ_MESSAGE = 3_000
_RAISED = lazy_pattern(r"\b[A-Z]\w+Error\b|\bTraceback\b")
_TESTS = lazy_pattern(
    r"\s*(?:TST|(?:add(?:s|ed|ing)?|fix(?:es|ed)?|more|update[sd]?)?\s*(?:unit )?tests?)\b", re.I
)
_SUBJECTS: Mapping[str, re.Pattern[str]] = {
    "chore": lazy_pattern(
        r"\b(?:maint|typos?|lint(?:ing)?|flake8|pep ?8|black|isort|ruff|format(?:ting)?|docs?"
        r"|docstrings?|readme|comments?|type ?hints?|mypy|typing|annotations?"
        r"|onnx|export|torchscript|jit|logg(?:ing|er)|wandb|tensorboard|ci|pre-commit|style"
        r"|copyright|licen[cs]e|version|bump|release|dependenc(?:y|ies)|deprecat\w*|compatib\w*"
        r"|import|warnings?|visuali[sz]\w*|plot\w*|print\w*)\b",
        re.I,
    ),
    "repair": lazy_pattern(
        r"\b(?:crash\w*|exceptions?|\w*errors?|raise[sd]?|xpu|npu|hpu|rocm|device|cuda|gpus?|mps"
        r"|cpu|ddp|distributed|multi-?gpu|oom|memory|traceback|fails?|failure|windows"
        r"|bugs?|bugfix\w*|hotfix\w*)\b",
        re.I,
    ),
    "tidying": lazy_pattern(
        r"\b(?:clean(?:ing|ed|s|up)?|tidy|simplif\w+|refacto\w*|restructur\w*|reorgani[sz]\w*"
        r"|renam\w+|mov(?:e|ed|es|ing)|chore|mnt|maint|rewrit\w*|reus\w*|extract(?:ed|s)?|split up"
        r"|dedup\w*|adapt(?:ed|s)?|migrat\w*|upgrad\w*|verbos\w*|unused|redundan\w*|minor)\b",
        re.I,
    ),
    "addition": lazy_pattern(
        r"\b(?:add(?:s|ed|ing)?|new|implement\w*|support\w*|introduc\w*|allow\w*|enabl\w*|feat\w*)\b",
        re.I,
    ),
}
SPOKEN_OF = {
    "tests": "the subject speaks of tests",
    "raised": "the message tells of an error that was raised",
    "chore": "the subject speaks of a chore",
    "repair": "the subject speaks of a repair",
    "tidying": "the subject speaks of tidying",
    "addition": "the subject speaks of something new",
}
"""What each sign says in words."""


def signs_of_message(head: Commit) -> set[str]:
    """Return what a message speaks of: some of the names in `SPOKEN_OF`."""
    found = {name for name, pattern in _SUBJECTS.items() if pattern.search(head.subject)}
    if _TESTS.match(head.subject):
        found.add("tests")
    if _RAISED.search(head.message[:_READ_MESSAGE]):
        found.add("raised")
    return found
