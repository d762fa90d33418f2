"""Two versions of a shell script compared by the settings of the runs that it starts.

`python train.py --lr 3e-4` sets a learning rate as a settings file does. What the script copies,
installs or prints is nothing; what it downloads counts where it is weights or data.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from debtaudit.domain.history import Comparison, SurfaceChange
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.surface.downloads import download_mark, is_address
from debtaudit.extract.surface.settings import same_value, shown_value
from debtaudit.extract.surface.words import word_mark, words_of

_MOST_CHANGES = 24
_TELLING = 0.8
_UNKNOWN = 0.2
"""Weight of an option whose name says nothing."""
_ONE_SIDE = 0.75
"""What is left where a run has an option on one side only: its default may say the same."""
_RUN = 0.7
_DOWNLOAD = 0.75
_COMMENT = lazy_pattern(r"(?:^|\s)#.*$")
_PARTS = lazy_pattern(r"&&|\|\||[;|]")
_WORD = lazy_pattern(r"(?:[^\s\"']|\"[^\"]*\"|'[^']*')+")
_ASSIGNED = lazy_pattern(r"(?:export\s+|local\s+)?([A-Za-z_]\w*)=(?!=)(\S.*|)$", re.ASCII)
_LAUNCHERS = lazy_pattern(
    r"(?:\S*/)?(?:python[\d.]*|torchrun|accelerate|deepspeed|horovodrun|mpirun|srun|composer|colossalai"
    r"|fairseq-\w+|allennlp|poetry|uv|pipenv|onmt_\w+|yolo|t2t-\w+|spacy|rasa|ludwig|mlflow)$"
)
_BEFORE_PROGRAM = frozenset(("time", "nohup", "exec", "sudo", "env", "eval"))
_LAUNCHING_MODULES = ("torch.distributed.", "accelerate.", "deepspeed.", "horovod.")
_OPTION = lazy_pattern(r"--?([A-Za-z][\w.-]*)(?:=(.*))?$", re.ASCII | re.DOTALL)
_OVERRIDE = lazy_pattern(r"\+{0,2}([A-Za-z_][\w.@/]*)=(.*)$", re.ASCII | re.DOTALL)
_FETCHERS = frozenset(("wget", "curl", "gdown", "gsutil", "aria2c", "axel", "huggingface-cli"))
_TRAINS = frozenset(("train", "pretrain", "finetune", "training"))
_TRIALS = frozenset(("dry-run", "dry_run", "dryrun", "fast_dev_run", "smoke_test", "smoke-test"))
"""Options of a run that only tries whether everything works."""

_Identity = tuple[str, tuple[tuple[str, str], ...]]


class _Run(Struct, frozen=True, gc=False):
    """A program that is started, with its options: name to value, the line where it begins."""

    program: str
    options: Mapping[str, str]
    line: int


class _Script(Struct, gc=False):
    """What a script does that can matter: runs, values of variables, sources of downloads.

    Variables are there with their line, sources with their kind and line.
    """

    runs: list[_Run]
    variables: dict[str, tuple[str, int]]
    sources: dict[str, tuple[str, int]]


def compare_shell(before: bytes | None, after: bytes | None) -> Comparison:
    """Compare two versions by options of runs, by variables and by what is downloaded."""
    old, new = _read(before), _read(after)
    changes = [*_variables(old, new), *_sources(old, new), *_runs(old.runs, new.runs)]
    changes.sort(key=lambda change: (-change.weight, change.line or 0, change.symbol))
    kept = changes[:_MOST_CHANGES]
    return Comparison(tuple(sorted(kept, key=lambda one: (one.line or 0, one.symbol))))


# -- what a script says ----------------------------------------------------------------------------


def _read(data: bytes | None) -> _Script:
    script = _Script([], {}, {})
    for line, text in _logical_lines((data or b"").decode("utf-8", "replace")):
        for part in _PARTS.split(text):
            _read_command(part.strip(), line, script)
    return script


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments, continued ones joined, with the number of their first line."""
    held, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = _COMMENT.sub("", line).rstrip()
        if not held:
            first = number
        if bare.endswith("\\"):
            held += bare[:-1] + " "
        elif bare or not held:
            yield first, held + bare
            held = ""
    if held:
        yield first, held


def _read_command(command: str, line: int, script: _Script) -> None:
    assigned = _ASSIGNED.match(command)
    if assigned is not None and not _starts_program(assigned[2]):
        script.variables[assigned[1]] = (_bare(assigned[2]), line)
        return
    words = [_bare(word) for word in _WORD.findall(command)]
    while words and (words[0] in _BEFORE_PROGRAM or _ASSIGNED.match(words[0])):
        words.pop(0)
    if not words:
        return
    if words[0].rpartition("/")[2] in _FETCHERS:
        mark = download_mark(words[1:])
        if mark is not None:
            script.sources.update((word, (mark.kind, line)) for word in filter(is_address, words))
    elif _LAUNCHERS.match(words[0]) or words[0].endswith(".py") or _is_training_script(words[0]):
        run = _run(words, line)
        if _TRIALS.isdisjoint(run.options):
            script.runs.append(run)


def _is_training_script(word: str) -> bool:
    """Tell whether another script is started that trains, by its name: `./launch_train.sh`."""
    name = word.rpartition("/")[2]
    return name.endswith(".sh") and not _TRAINS.isdisjoint(words_of(name))


def _starts_program(value: str) -> bool:
    """Tell `CUDA_VISIBLE_DEVICES=0 python train.py` from a variable that is set for itself."""
    return any(_LAUNCHERS.match(word) for word in _WORD.findall(value)[1:])


def _run(words: list[str], line: int) -> _Run:
    """Return the script or module that is started, else the program itself, with its options."""
    start = next((i for i, word in enumerate(words) if word.endswith(".py")), 0)
    if not start:
        modules = [i + 1 for i, word in enumerate(words[:-1]) if word == "-m"]
        start = next((i for i in modules if not words[i].startswith(_LAUNCHING_MODULES)), 0)
    program = words[start].rpartition("/")[2]
    options: dict[str, str] = {}
    name = ""
    for word in words[start + 1 :]:
        option = _OPTION.match(word)
        override = _OVERRIDE.match(word) if option is None else None
        if option is not None and not _is_number(word):
            name = option[1]
            options[name] = option[2] or ""
        elif override is not None:
            name = ""
            options[override[1]] = override[2]
        elif name:
            options[name] = f"{options[name]} {word}".strip()
    return _Run(program, options, line)


def _is_number(word: str) -> bool:
    return word.lstrip("-")[:1].isdigit()


def _bare(word: str) -> str:
    return word.strip().strip("\"'")


# -- what differs ----------------------------------------------------------------------------------


def _runs(before: list[_Run], after: list[_Run]) -> Iterable[SurfaceChange]:
    """Pair the runs of each program with those that share most options, and compare these."""
    same = Counter(map(_identity, before)) & Counter(map(_identity, after))
    old, new = _without(before, same), _without(after, same)
    for run in new:
        twins = [one for one in old if one.program == run.program]
        if not twins:
            yield from _one_sided(run, is_new=True)
            continue
        twin = max(twins, key=lambda one: len(one.options.items() & run.options.items()))
        old.remove(twin)
        yield from _options(twin, run)
    for run in old:
        yield from _one_sided(run, is_new=False)


def _identity(run: _Run) -> _Identity:
    return run.program, tuple(sorted(run.options.items()))


def _without(runs: list[_Run], same: Counter[_Identity]) -> list[_Run]:
    left = same.copy()
    kept = []
    for run in runs:
        if left[_identity(run)]:
            left[_identity(run)] -= 1
        else:
            kept.append(run)
    return kept


def _options(before: _Run, after: _Run) -> Iterable[SurfaceChange]:
    for name in sorted(before.options.keys() | after.options.keys()):
        old, new = before.options.get(name), after.options.get(name)
        if old is None or new is None or not same_value(old, new):
            yield from _setting(f"{after.program} {name}", name, old, new, after.line)


def _variables(before: _Script, after: _Script) -> Iterable[SurfaceChange]:
    """Compare variables that both versions set: the value of a new one moved out of a run."""
    for name in sorted(before.variables.keys() & after.variables.keys()):
        (old, _), (new, line) = before.variables[name], after.variables[name]
        if not same_value(old, new):
            yield from _setting(name, name, old, new, line)


def _setting(
    symbol: str, name: str, before: str | None, after: str | None, line: int
) -> Iterable[SurfaceChange]:
    mark = word_mark(name)
    if mark is not None and mark.weight == 0:
        return
    weight = mark.weight if mark is not None else _UNKNOWN
    if before is None or after is None:
        weight *= _ONE_SIDE
    yield SurfaceChange(
        symbol=symbol,
        kind=mark.kind if mark is not None else "hyperparameter",
        before=None if before is None else shown_value(name, before),
        after=None if after is None else shown_value(name, after),
        line=line,
        weight=round(weight, 3),
        because=f"the option `{name}` of a run",
        anywhere=True,
        tell="setting",
    )


def _one_sided(run: _Run, *, is_new: bool) -> Iterable[SurfaceChange]:
    """Return one change for a run that is new or gone, where it sets what trains a model."""
    marks = [word_mark(name) for name in run.options]
    if sum(mark is not None and mark.weight >= _TELLING for mark in marks) < 2:
        return
    text = f"{run.program} with {len(run.options)} options"
    yield SurfaceChange(
        symbol=run.program,
        kind="hyperparameter",
        before=None if is_new else text,
        after=text if is_new else None,
        line=run.line,
        weight=_RUN if is_new else round(_RUN * 0.75, 3),
        because="the settings of a run",
        anywhere=True,
        whole=True,
        tell="setting",
    )


def _sources(before: _Script, after: _Script) -> Iterable[SurfaceChange]:
    """Return what is downloaded from elsewhere than before, where it is weights or data."""
    for source in sorted(before.sources.keys() ^ after.sources.keys()):
        kind, line = after.sources.get(source) or before.sources[source]
        yield SurfaceChange(
            symbol=source.rpartition("/")[2] or source,
            kind=kind,
            before=source if source in before.sources else None,
            after=source if source in after.sources else None,
            line=line,
            weight=_DOWNLOAD,
            because="what is downloaded",
            anywhere=True,
            tell="setting",
        )
