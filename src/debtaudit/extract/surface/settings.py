"""Two versions of a settings file compared as parsed values: `key: before -> after`."""

from collections.abc import Mapping

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.domain.masking import mask_value
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.surface.downloads import download_mark, is_address
from debtaudit.extract.surface.list_items import paired
from debtaudit.extract.surface.words import word_mark

_LONGEST = 160
_MOST_CHANGES = 24
_TELLING = 0.8
"""Weight from which a key names a hyper-parameter and nothing else."""
_EXPERIMENT_KEYS = 3
"""Keys of hyper-parameters that make a file the settings of an experiment."""
_KIND = "hyperparameter"
_EVALUATES = lazy_pattern(
    r"(?:evaluators?|evaluation|wandb|logging|callbacks?)\b|(?:.*\.)?eval_\w+$"
)
"""How the keys of settings begin that are about measuring and telling."""
_PIPELINE_STEP = lazy_pattern(
    r"(?:^|[.\]])steps\[\d+\]\.(?:task|bash|powershell|pwsh|template|checkout|script|publish)$"
)


def compare_settings(
    path_class: PathClass, before: bytes | None, after: bytes | None
) -> Comparison:
    """Compare YAML, JSON, TOML or INI by values; comments and the order of keys are nothing."""
    if before is not None and after is not None and _plain(before) == _plain(after):
        return Comparison()
    try:
        old, new = _values(path_class, before), _values(path_class, after)
    except NotParsedError as error:
        return Comparison(problem=str(error))
    if _is_deployed(new or old):
        return Comparison()
    experiment = _is_experiment(new or old)
    if before is None or after is None:
        return _whole(old, new, experiment=experiment)
    texts = [{key: text for key, (text, _line) in side.items()} for side in (old, new)]
    found = (
        _change(now or then or "", old.get(then or ""), new.get(now or ""), experiment=experiment)
        for then, now in paired(*texts)
    )
    changes = [change for change in found if change is not None]
    changes.sort(key=lambda change: (-change.weight, change.symbol))
    return Comparison(tuple(sorted(changes[:_MOST_CHANGES], key=lambda c: (c.line or 0, c.symbol))))


_Values = Mapping[str, tuple[str, int | None]]


def _plain(data: bytes) -> list[bytes]:
    """Return the lines without comments of their own, indentation kept: a cheap first look."""
    lines = [line.rstrip() for line in data.splitlines()]
    return [line for line in lines if line and not line.lstrip().startswith((b"#", b";", b"//"))]


def _values(path_class: PathClass, data: bytes | None) -> _Values:
    if data is None:
        return {}
    from debtaudit.extract.settings_files import settings_of

    return {one.key: (one.value, one.line) for one in settings_of(path_class, data)}


def _is_deployed(values: _Values) -> bool:
    """Tell whether a file describes a resource of Kubernetes, or a pipeline of Azure DevOps.

    The one begins with its kind, the other has steps with tasks and scripts.
    """
    if "apiVersion" in values and "kind" in values:
        return True
    return any(map(_PIPELINE_STEP.search, values))


def _is_experiment(values: _Values) -> bool:
    names = {key.rpartition(".")[2].partition("[")[0] for key in values}
    telling = 0
    for name in names:
        mark = word_mark(name)
        if mark is not None and mark.weight >= _TELLING:
            telling += 1
            if telling >= _EXPERIMENT_KEYS:
                return True
    return False


def _whole(old: _Values, new: _Values, *, experiment: bool) -> Comparison:
    """Return one change for a settings file that is new or gone."""
    if not experiment:
        return Comparison()
    text = f"{len(new or old)} settings"
    change = SurfaceChange(
        symbol="",
        kind=_KIND,
        before=text if old else None,
        after=text if new else None,
        line=1,
        weight=0.75 if new else 0.55,
        because="settings of an experiment by their keys",
        anywhere=True,
        tell="setting",
        whole=True,
    )
    return Comparison((change,))


def _change(
    key: str,
    before: tuple[str, int | None] | None,
    after: tuple[str, int | None] | None,
    *,
    experiment: bool,
) -> SurfaceChange | None:
    if before is not None and after is not None and same_value(before[0], after[0]):
        return None
    if _EVALUATES.match(key):
        return None
    name = key.rpartition(".")[2].partition("[")[0] or key
    mark = word_mark(name)
    if mark is None and "." in key:
        parent = word_mark(key.split(".")[-2].partition("[")[0])
        mark = parent if parent is not None and parent.weight else None
    address = next((side[0] for side in (after, before) if side and is_address(side[0])), "")
    download = download_mark((address, key)) if address else None
    if download is not None:
        mark = download
    if mark is not None and mark.weight == 0:
        return None
    if address and download is None and word_mark(name) is None:
        return None  # a page, not something that is downloaded
    weight = mark.weight if mark is not None else 0.5 if experiment else 0.2
    if before is None or after is None:
        weight *= 0.8
    return SurfaceChange(
        symbol=key,
        kind=mark.kind if mark is not None else _KIND,
        before=_shown(key, before),
        after=_shown(key, after),
        line=(after or before or ("", None))[1],
        weight=round(weight, 3),
        because=f"the setting `{key}`",
        anywhere=True,
        tell="setting",
    )


def same_value(before: str, after: str) -> bool:
    """Tell whether two values are the same text or the same number."""
    if before == after:
        return True
    try:
        return float(before) == float(after)
    except ValueError:
        return False


def _shown(key: str, value: tuple[str, int | None] | None) -> str | None:
    return None if value is None else shown_value(key, value[0])


def shown_value(name: str, value: str) -> str:
    """Return the value of a setting on one line, cut and without secrets."""
    text = " ".join(mask_value(name, value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
