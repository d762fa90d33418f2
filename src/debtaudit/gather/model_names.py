"""Whether any version of a file that was changed names a package of models.

Where the audited files hold no model and no changed file ever named one, there is nothing to
compare: a read of the bytes decides it, which costs a tenth of the comparisons. Each version is
read once and what was found is in the cache.
"""

import functools
from collections.abc import Iterable, Iterator, Sequence

from debtaudit.domain.files import Missing, PathClass
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.settings import Settings
from debtaudit.extract.path_class import limit_for
from debtaudit.gather.blobs import BlobReader
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import version_within
from debtaudit.gather.repository import Repository
from debtaudit.knowledge.model_surface import surface_knowledge

_CODE = (PathClass.PYTHON, PathClass.NOTEBOOK)
_WEIGHTS = (PathClass.POINTER, PathClass.ARTEFACT)
_WORD = lazy_pattern(rb"[A-Za-z_]\w*")
_CHUNK = 4_000
"""Versions whose answers are stored together."""
_YES, _NO = b"1", b"0"

Version = tuple[PathClass, str | None]
"""One side of a change: what the file is, and the id of its blob."""


def may_hold_a_model(
    versions: Iterable[Version], repository: Repository, settings: Settings, cache: FactCache
) -> bool:
    """Tell whether weights were changed, or code that names a package of models.

    A version that cannot be read might name one.
    """
    wanted: dict[str, PathClass] = {}
    for kind, blob in versions:
        if kind in _WEIGHTS:
            return True
        if kind in _CODE and blob is not None:
            wanted[blob] = kind
    key = f"names a model {version_within(settings.limits)}"
    known = cache.get_many(key, list(wanted))
    if _YES in known.values():
        return True
    unknown = [
        (blob, limit_for(kind, settings.limits))
        for blob, kind in wanted.items()
        if blob not in known
    ]
    for chunk in _chunks(unknown):
        answers: dict[str, bytes] = {}
        contents = BlobReader(repository).read_each(chunk)
        for (blob, _), content in zip(chunk, contents, strict=True):
            if isinstance(content, Missing) or _names_one(content):
                cache.put_many(key, answers if isinstance(content, Missing) else {blob: _YES})
                return True
            answers[blob] = _NO
        cache.put_many(key, answers)
    return False


def _names_one(data: bytes) -> bool:
    return not _packages().isdisjoint(_WORD.findall(data))


@functools.cache
def _packages() -> frozenset[bytes]:
    return frozenset(name.encode() for name in surface_knowledge().table("model-package"))


def _chunks(wanted: Sequence[tuple[str, int]]) -> Iterator[Sequence[tuple[str, int]]]:
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]
