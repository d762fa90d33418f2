"""What the sections of a document hold that its headings do not tell.

`terms`: under which terms data, weights or a model may be used. `weights`: links to weights. Only
sections on data, models and licences are looked at; of a README that is a few lines.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from debtaudit.domain.files import Heading
from debtaudit.domain.patterns import lazy_pattern

_STEMS = ("readme", "models", "model_zoo", "modelzoo", "voices", "data", "dataset", "datasets")
_ON_DATA = lazy_pattern(r"(?i)\b(?:data|data ?sets?|corpus|corpora)\b")
_ON_MODELS = lazy_pattern(r"(?i)\b(?:pre-?trained|models?|model zoo|checkpoints?|weights|voices)\b")
_ON_LICENCES = lazy_pattern(r"(?i)\blicen[cs](?:e|es|ing)\b")
_TERMS = lazy_pattern(
    r"(?i)\bunder (?:the |an? )?(?:[^\s.]+ ){0,5}licen[cs]e\b|\blicen[cs]ed (?:under|as|for)\b"
    r"|\blicen[cs]e:|\bterms (?:of (?:use|service)|and conditions)\b|\bpublic domain\b"
    r"|\bcreative commons\b|\bCC[- ]?(?:BY|0)\b"
)
"""Words that name terms; that somebody should comply with them tells nothing."""
_THINGS = r"(?:data ?sets?|data|(?:model )?weights|checkpoints?|models?|annotations|corpus)"
_UNDER = r"(?:licen[cs]ed?|released under|distributed under|CC[- ]?(?:BY|0)|terms of|subject to)"
_THINGS_UNDER_TERMS = lazy_pattern(
    rf"(?i)\b{_THINGS}\b[^.\n]{{0,80}}\b{_UNDER}\b|\b{_UNDER}\b[^.\n]{{0,40}}\b{_THINGS}\b"
)
_WEIGHTS = lazy_pattern(
    r"(?i)https?://[^\s\"'()<>]+(?:\.(?:pth?|pth\.tar|ckpt|onnx|safetensors|h5|hdf5|keras|tflite"
    r"|gguf|pkl|joblib|npz|params|caffemodel)\b|checkpoint[^\s\"'()<>]*\.(?:zip|tar|tar\.gz|tgz))"
)
_TO_START_FROM = lazy_pattern(
    r"(?i)\b(?:put|place|move|copy) (?:it|them|the \w+|these|both)\b[^.\n]{0,30}"
    r"\b(?:in|into|to|under)\b"
)
"""Weights that the reader is to put somewhere are what a training starts from."""
_ADDRESS = lazy_pattern(r"\]\([^)\s]*\)|https?://\S+")
_LONGEST = 20_000
"""Characters of a section that are looked at."""


def is_outline_enough(base_name: str) -> bool:
    """Tell a document of which only the headings count from a README and the like."""
    return base_name.lower().partition(".")[0].replace("-", "_") not in _STEMS


def with_contents(text: str, headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Return the headings, each with what its section holds, deeper sections included."""
    if not any(_may_hold(heading.text) for heading in headings):
        return tuple(headings)
    lines = text.split("\n")
    return tuple(_looked_into(lines, headings, at) for at in range(len(headings)))


def _looked_into(lines: Sequence[str], headings: Sequence[Heading], at: int) -> Heading:
    heading = headings[at]
    is_title = heading.level == 1 and at == 0 and len(headings) > 1
    if is_title or not _may_hold(heading.text):
        return heading
    after = (one.line - 1 for one in headings[at + 1 :] if one.level <= heading.level)
    body = "\n".join(lines[heading.line : next(after, len(lines))])[:_LONGEST]
    return replace(heading, holds=tuple(_holds(heading.text, body)))


def _may_hold(title: str) -> bool:
    return any(one.search(title) for one in (_ON_DATA, _ON_MODELS, _ON_LICENCES))


def _holds(title: str, body: str) -> Iterator[str]:
    prose = _ADDRESS.sub("]", body)
    if (_ON_DATA.search(title) and _TERMS.search(prose)) or (
        _ON_LICENCES.search(title) and _THINGS_UNDER_TERMS.search(prose)
    ):
        yield "terms"
    if _ON_MODELS.search(title) and _WEIGHTS.search(body) and not _TO_START_FROM.search(prose):
        yield "weights"
