"""What the message of a change leaves of a verdict that the code alone does not decide."""

import re

from debtaudit.domain.history import Commit
from debtaudit.domain.patterns import lazy_pattern

_CHORE = lazy_pattern(
    r"\b(?:maint|typos?|lint(?:ing)?|flake8|pep ?8|black|isort|ruff|format(?:ting)?|docs?"
    r"|docstrings?"
    r"|readme|comments?|type ?hints?|mypy|typing|annotations?|refactor(?:ing|ed)?"
    r"|clean ?up|rename[ds]?"
    r"|onnx|export|torchscript|jit|logg(?:ing|er)|wandb|tensorboard|ci|pre-commit|style|copyright"
    r"|licen[cs]e|version|bump|release|dependenc(?:y|ies)|deprecat\w*|compatib\w*|import)\b",
    re.IGNORECASE,
)
_REPAIR = lazy_pattern(
    r"\b(?:crash\w*|exceptions?|\w*errors?|raise[sd]?|xpu|npu|hpu|rocm|device|cuda|mps|cpu"
    r"|ddp|distributed|multi-?gpu"
    r"|oom|memory|traceback|attributeerror|keyerror|typeerror|fails?|failure|windows)\b",
    re.IGNORECASE,
)

_TIDYING = lazy_pattern(
    r"\b(?:clean(?:ing|ed|s)?|tidy|simplif\w+|refacto\w*|restructur\w*|reorgani[sz]\w*"
    r"|mov(?:e|ed|es|ing)|chore|mnt|maint|rewrit\w*|reus\w*|extract(?:ed|s)?|split up|dedup\w*"
    r"|adapt(?:ed|s)?|migrat\w*|upgrad\w*|verbos\w*)\b",
    re.IGNORECASE,
)
_TESTS = lazy_pattern(
    r"\s*(?:TST|(?:add(?:s|ed|ing)?|fix(?:es|ed)?|more|update[sd]?)?\s*(?:unit )?tests?)\b", re.I
)
_RAISED = lazy_pattern(r"\b[A-Z]\w+Error\b|\bTraceback\b")
_READ_MESSAGE = 3_000
_NAMED_ERROR = lazy_pattern(r"\b(?:[A-Z]\w+Error|[Ee]rrors?|crash\w*|traceback|exceptions?)\b")


def message_factor(head: Commit, weight: float, *, decided: bool) -> float:
    """Return the factor on the confidence in a change of this weight.

    `decided` says that something with a name has another plain value, or weights other bytes:
    no subject makes that undone.
    """
    subject = head.subject
    if _TESTS.match(subject):
        return 0.65
    if weight < 0.9 and _RAISED.search(head.message[:_READ_MESSAGE]):
        return 0.75
    if decided:
        return 1.0
    if _TIDYING.search(subject):
        return 0.6
    if _CHORE.search(subject):
        return 0.8
    if weight < 0.93 and _REPAIR.search(subject):
        return 0.7 if _NAMED_ERROR.search(subject) else 0.8
    return 1.0
