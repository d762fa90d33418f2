"""Models, weights and datasets that code fetches by name: dependencies that no manifest holds.

Only what is written as a plain string counts, and only where the receiver is imported from a
library that fetches: a variable can hold a path, and a path in the repository is no dependency.
"""

from collections.abc import Iterator

from msgspec import Struct

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import Call, PythonFacts
from debtaudit.domain.report_rows import Dependency, Role
from debtaudit.knowledge.model_sources import ModelCall, SourceKind, model_call, model_calls

_HUB_ID = lazy_pattern(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\Z")
# ids of the first years, which name no owner
_BARE_ID = lazy_pattern(
    r"(?:(?:distil)?(?:bert|roberta|gpt2)|albert|xlm|xlnet|t5|bart|electra|deberta|camembert|openai-gpt"
    r"|gpt-neo|facebook|all-mpnet|all-minilm|paraphrase|multi-qa)[\w.-]*\Z",
    2,  # re.IGNORECASE
)
_TORCH_HUB_ID = lazy_pattern(r"[\w.-]+/[\w.-]+(?::([\w./-]+))?\Z")
_WEIGHTS = lazy_pattern(
    r".*\.(?:pth|pt|ckpt|h5|hdf5|keras|onnx|pb|tflite|bin|safetensors|pkl|joblib|caffemodel|weights"
    r"|pth\.tar|npz|model)\Z",
    2,
)
_BRANCHES = frozenset(("main", "master", "develop", "dev", "latest"))
_SPLITS = frozenset(("train", "test", "validation", "valid", "val", "dev", "eval"))
_BUILDERS = frozenset(("csv", "json", "text", "parquet", "pandas", "imagefolder", "audiofolder"))


class ModelSource(Struct, frozen=True):
    """One place where a model is fetched. `fixed` tells that a revision or checksum is given."""

    name: str
    kind: SourceKind
    path: str
    line: int
    fixed: bool
    roles: tuple[Role, ...]
    call: str


def model_sources(facts: RepositoryFacts) -> tuple[ModelSource, ...]:
    """Return what programs fetch by name, by path and line; tests and notebooks are left out."""
    own = {entry.path for entry in facts.files}
    own |= {path.rpartition("/")[0] for path in own}
    found = []
    for path in sorted(facts.facts):
        source = facts.facts[path].python
        roles = facts.picture.roles.get(path, ())
        if source is None or roles == ("test",) or path.endswith(".ipynb"):
            continue
        if any(_is_fetched_from(one.module) for one in source.imports):
            found += [one for one in _of_file(path, source, roles) if one.name not in own]
    return tuple(sorted(found, key=lambda one: (one.path, one.line, one.name)))


def _is_fetched_from(module: str) -> bool:
    return module.partition(".")[0] in _LIBRARIES


_LIBRARIES = frozenset(
    one.name.partition(".")[0] for calls in model_calls().values() for one in calls
) | {"tensorflow"}


def _of_file(path: str, source: PythonFacts, roles: tuple[Role, ...]) -> Iterator[ModelSource]:
    imported = {
        one.alias: f"{one.module}.{one.name}" if one.name else one.module
        for one in source.imports
        if not one.level
    }
    calls = [call for definition in source.definitions for call in definition.calls]
    saved = {call.text for call in calls if "save" in call.name.rpartition(".")[2]}
    checks_itself = "hashlib" in imported
    for call in calls:
        last = call.name.rpartition(".")[2]
        if last not in model_calls():
            continue
        row = model_call(_full_name(call.name, imported))
        if row is None or call.text in saved:
            continue
        name = _fetched(row, call)
        if name is not None:
            fixed = _is_fixed(row, call) or (checks_itself and row.kind == "weights")
            yield ModelSource(name, row.kind, path, call.line, fixed, roles, call.name)


def _full_name(name: str, imported: dict[str, str]) -> str:
    head, dot, rest = name.partition(".")
    base = imported.get(head, head if "." in name else "")
    # `import urllib.request` binds `urllib`
    if base.startswith(f"{head}.") and name.startswith(base):
        base = head
    return f"{base}{dot}{rest}"


def _fetched(row: ModelCall, call: Call) -> str | None:
    """Return what a call fetches, None where it is no name of that kind."""
    text = call.text
    if row.kind == "default":
        return text or None
    if row.kind == "hub":
        if text in _BUILDERS or call.positional + len(call.keywords) == 0:
            return None
        known = _HUB_ID.match(text) or (_BARE_ID.match(text) and call.positional > 0)
        if call.name.endswith("load_dataset"):
            bare = call.positional > 0 and text.replace("_", "").isalnum()
            known = known or (bare and _SPLITS.isdisjoint(text.split("_")))
        return text if known and not call.names[:1] else None
    if row.kind == "torch-hub":
        local = "source" in call.keywords  # of its two values, `github` is the default
        return text if _TORCH_HUB_ID.match(text) and not local else None
    path = text.partition("?")[0]
    if not _WEIGHTS.match(path):
        return None
    return path.rpartition("/")[2] if "://" in path or call.name.endswith("get_file") else None


def _is_fixed(row: ModelCall, call: Call) -> bool:
    if not row.fixed_by.isdisjoint(call.keywords):
        return True
    if row.kind == "torch-hub":
        reference = call.text.partition(":")[2]
        return bool(reference) and reference.partition("/")[0] not in _BRANCHES
    if row.kind == "default":
        return call.positional > 1
    return False


def model_rows(sources: tuple[ModelSource, ...]) -> Iterator[Dependency]:
    """Yield the rows of the report's table; nothing is known of the age of weights."""
    for one in sources:
        yield Dependency(
            name=one.name.partition(":")[0] if one.kind == "torch-hub" else one.name,
            specifier=f":{one.name.partition(':')[2]}" if ":" in one.name else "",
            path=one.path,
            line=one.line,
            group=None,
            marker=None,
            kind="pinned" if one.fixed else "unbounded",
            locked_version=None,
            newest_version=None,
            newest_released=None,
            released=None,
            libyears=None,
            libyears_at_least=None,
            last_edited=None,
            status="unknown" if one.fixed else "source-unfixed",
            problems=() if one.fixed else ("source-unfixed",),
            vulnerabilities=None,
            used_by=one.roles or ("none",),
            knowledge=None,
            knowledge_date=None,
            ecosystem="model",
        )
