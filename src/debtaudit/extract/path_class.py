"""What a file is, as far as its path tells: the first and cheapest decision of an audit.

A path is looked up by its base name, then by its suffix; the few suffixes that mean different
things in different places (`.yml`, `.txt`, `.bin`, `.csv`) are decided by a function of their own.
It is called once for every path of a snapshot and of its history, so the common case is one or two
look-ups in a dictionary.
"""

from collections.abc import Callable

from debtaudit.domain.files import PathClass
from debtaudit.domain.settings import Limits
from debtaudit.extract.changelog_paths import CHANGELOG_NAMES, FRAGMENT_FOLDERS
from debtaudit.knowledge.weight_files import MODEL_ONLY, OBJECTS

UNREAD = frozenset((PathClass.OTHER, PathClass.ARTEFACT))
"""Classes of which nothing is read: an id of them is not worth reading gigabytes of data."""

SETTINGS = frozenset((PathClass.YAML, PathClass.JSON, PathClass.TOML, PathClass.INI))

COMPARED = frozenset(
    (
        *(PathClass.PYTHON, PathClass.NOTEBOOK, PathClass.POINTER, PathClass.ARTEFACT),
        *(PathClass.SHELL, *SETTINGS),
    )
)
"""The classes of files that can hold model surface."""

PLAIN_CI = {
    ".taskcluster.yml": "taskcluster",
    ".drone.yml": "drone",
    ".woodpecker.yml": "woodpecker",
    "appveyor.yml": "appveyor",
    ".appveyor.yml": "appveyor",
    ".cirrus.yml": "cirrus",
}
"""CI systems by the name of their file, where nothing else has that name."""

_BY_NAME = {
    **dict.fromkeys(PLAIN_CI, PathClass.WORKFLOW),
    "pyproject.toml": PathClass.PYPROJECT,
    "setup.cfg": PathClass.SETUP_CFG,
    "setup.py": PathClass.SETUP_PY,
    "Pipfile": PathClass.PIPFILE,
    "Pipfile.lock": PathClass.LOCK,
    "uv.lock": PathClass.LOCK,
    "poetry.lock": PathClass.LOCK,
    "pdm.lock": PathClass.LOCK,
    "pixi.lock": PathClass.LOCK,
    "conda-lock.yml": PathClass.LOCK,
    "conda-lock.yaml": PathClass.LOCK,
    "Dockerfile": PathClass.DOCKERFILE,
    "Containerfile": PathClass.DOCKERFILE,
    "dockerfile": PathClass.DOCKERFILE,
    "Makefile": PathClass.MAKEFILE,
    "makefile": PathClass.MAKEFILE,
    "GNUmakefile": PathClass.MAKEFILE,
    "justfile": PathClass.MAKEFILE,
    "Justfile": PathClass.MAKEFILE,
    "Jenkinsfile": PathClass.WORKFLOW,
    ".gitlab-ci.yml": PathClass.WORKFLOW,
    ".travis.yml": PathClass.WORKFLOW,
    "bitbucket-pipelines.yml": PathClass.WORKFLOW,
    "MLproject": PathClass.YAML,
    "dvc.lock": PathClass.POINTER,
    "CODEOWNERS": PathClass.CODEOWNERS,
}

_BY_SUFFIX = {
    "py": PathClass.PYTHON,
    "pyw": PathClass.PYTHON,
    "ipynb": PathClass.NOTEBOOK,
    "json": PathClass.JSON,
    "ini": PathClass.INI,
    "cfg": PathClass.INI,
    "gin": PathClass.INI,
    "properties": PathClass.INI,
    "tf": PathClass.TERRAFORM,
    "mk": PathClass.MAKEFILE,
    "sh": PathClass.SHELL,
    "bash": PathClass.SHELL,
    "zsh": PathClass.SHELL,
    "sbatch": PathClass.SHELL,
    "slurm": PathClass.SHELL,
    "dockerfile": PathClass.DOCKERFILE,
    "md": PathClass.DOCUMENT,
    "mdx": PathClass.DOCUMENT,
    "markdown": PathClass.DOCUMENT,
    "rst": PathClass.DOCUMENT,
    "adoc": PathClass.DOCUMENT,
    "dvc": PathClass.POINTER,
}

_ARTEFACT_SUFFIXES = {ending[1:] for ending in MODEL_ONLY + OBJECTS}
_BY_SUFFIX.update(dict.fromkeys(_ARTEFACT_SUFFIXES, PathClass.ARTEFACT))

_DATA_SUFFIXES = {
    *("csv", "tsv", "parquet", "feather", "arrow", "jsonl"),
    *("ndjson", "avro", "tfrecord", "npy", "xlsx"),
}
_FILE_LISTS = ("filelist", "filelists", "file_list", "file_lists")
_DATA_FOLDERS = {"data", "dataset", "datasets", "corpus", "corpora"}
_DATA_NAMES = {"data", "train", "trainset", "dataset", "corpus"}
_NOT_DATA_FOLDERS = {
    *("test", "tests", "testing", "testdata", "fixtures", "docs", "doc", "assets", "samples"),
    *("results", "result", "plots", "figures", "logs", "benchmarks", "output", "outputs"),
}
_SAMPLES = {"sample", "mock", "mocks", "dummy", "toy"}
"""Words of a folder beside `data`, or at an end of a name: rows to try things out with."""
_WEIGHT_FOLDERS = {"model", "models", "weights", "checkpoint", "checkpoints", "artifacts"}

_DOCUMENT_NAMES = {
    "readme",
    "release-notes",
    "model_card",
    "modelcard",
    "model-card",
    "datasheet",
    *CHANGELOG_NAMES,
}
_YAML_FRAGMENTS = {".changes", "changelog.d"}
_FRAGMENT_SUFFIXES = {
    *("feature", "bugfix", "fix", "fixed", "doc", "removal", "misc", "breaking", "deprecation"),
    *("change", "changed", "improvement", "added", "security"),
}
_REQUIREMENTS_FOLDERS = {"requirements", "reqs"}
_CI_FOLDERS = {
    *(".azure-pipelines", ".azuredevops", ".azure", ".pipelines", "azure-pipelines"),
    *("azure_pipelines", "cloudbuild", ".cloudbuild"),
}

_CI_FILES = ((".circleci", "config"), (".buildkite", "pipeline"), (".semaphore", "semaphore"))

_CI_STEMS = ("azure-pipeline", ".azure-pipeline", "azure_pipeline", "cloudbuild")


def path_class(path: str) -> PathClass:
    """Return the class of a path (relative to the repository, with `/`)."""
    folder, _, name = path.rpartition("/")
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    stem, _, suffix = name.rpartition(".")
    known = _BY_SUFFIX.get(suffix)
    if known is None:
        suffix = suffix.lower()
        decide = _DECIDED_BY_PLACE.get(suffix)
        if decide is not None:
            return decide(folder, stem)
        known = _BY_SUFFIX.get(suffix)
        if known is None:
            return _by_shape(folder, name, suffix)
    return known if stem else PathClass.OTHER


MAX_JSON_BYTES = 200_000
"""JSON above this is data, not settings; nothing is taken from it."""


def limit_for(path_class: PathClass, limits: Limits) -> int:
    """Return the size in bytes above which a file of this class is not read."""
    return getattr(limits, limit_name(path_class))  # type: ignore[no-any-return]


def limit_name(path_class: PathClass) -> str:
    """Return the field of `Limits` that holds the limit of this class, for the diagnostic."""
    if path_class in (PathClass.PYTHON, PathClass.SETUP_PY):
        return "python_bytes"
    if path_class is PathClass.NOTEBOOK:
        return "notebook_bytes"
    if path_class is PathClass.LOCK:
        return "lock_bytes"
    return "text_bytes"


def _yaml(folder: str, stem: str) -> PathClass:
    if folder.endswith(".github/workflows") or (folder, stem) in _CI_FILES:
        return PathClass.WORKFLOW
    if stem == "action" and (not folder or ".github/" in f"{folder}/"):
        return PathClass.WORKFLOW
    if stem.startswith(_CI_STEMS) or stem.endswith(".gitlab-ci"):
        return PathClass.WORKFLOW
    first = folder.partition("/")[0]
    if first in _CI_FOLDERS or folder.startswith(".gitlab/ci"):
        return PathClass.WORKFLOW
    if stem.endswith(("conda-lock", ".lock")) or stem.startswith("conda-lock"):
        return PathClass.LOCK
    if folder.endswith("releasenotes/notes") or not _YAML_FRAGMENTS.isdisjoint(folder.split("/")):
        return PathClass.DOCUMENT  # reno (docs.openstack.org/reno), changie (changie.dev)
    return PathClass.YAML


def _toml(_folder: str, stem: str) -> PathClass:
    if stem == "pylock" or stem.startswith("pylock."):  # PEP 751
        return PathClass.LOCK
    return PathClass.TOML


def _text(folder: str, stem: str) -> PathClass:
    low = stem.lower()
    parent = folder.rpartition("/")[2].lower()
    if "requirements" in low or low.startswith("constraints") or parent in _REQUIREMENTS_FOLDERS:
        return PathClass.REQUIREMENTS
    if low.startswith("reqs") or low.endswith("constraints"):
        return PathClass.REQUIREMENTS
    if low.endswith(_FILE_LISTS) or parent in _FILE_LISTS:
        return PathClass.ARTEFACT  # which files a model is trained on
    return _document_or_other(folder, low)


def _pip_tools_input(folder: str, stem: str) -> PathClass:
    known = _text(folder, stem)
    return known if known is PathClass.REQUIREMENTS else PathClass.OTHER


def _document_or_other(folder: str, low: str) -> PathClass:
    if low in _DOCUMENT_NAMES:
        return PathClass.DOCUMENT
    parts = folder.lower().split("/")
    if "docs" in parts or not FRAGMENT_FOLDERS.isdisjoint(parts):
        return PathClass.DOCUMENT
    return PathClass.OTHER


def holds_rows(path: str) -> bool:
    """Tell a file of data, which many programs have, from weights, which only a model has."""
    return path.rpartition(".")[2].lower() in {*_DATA_SUFFIXES, "txt"}


def _binary(folder: str, stem: str) -> PathClass:
    low = stem.lower()
    if "model" in low or "weights" in low or not _WEIGHT_FOLDERS.isdisjoint(folder.split("/")):
        return PathClass.ARTEFACT
    return PathClass.OTHER


def _data(folder: str, stem: str) -> PathClass:
    """Training data in git counts as an artefact only where folder or name say that it is data."""
    low = folder.lower()
    if not _NOT_DATA_FOLDERS.isdisjoint(low.split("/")):
        return PathClass.OTHER
    words = low.replace("/", "_").replace("-", "_").split("_")
    named = stem.lower().replace("-", "_").replace(".", "_").split("_")
    if not _SAMPLES.isdisjoint((*words, named[0], named[-1])):
        return PathClass.OTHER
    if _DATA_FOLDERS.isdisjoint(words) and named[0] != "train" and named[-1] not in _DATA_NAMES:
        return PathClass.OTHER
    return PathClass.ARTEFACT


def _packed(folder: str, stem: str) -> PathClass:
    """Packed tables are data as tables are; other archives may hold anything."""
    inner, _, suffix = stem.rpartition(".")
    return _data(folder, inner) if suffix.lower() in _DATA_SUFFIXES else PathClass.OTHER


def _by_shape(folder: str, name: str, suffix: str) -> PathClass:
    """Decide names without a known suffix: `Dockerfile.gpu`, `CHANGELOG`, `123.feature`."""
    if name.startswith(("Dockerfile.", "Dockerfile-", "Dockerfile_", "Containerfile.")):
        return PathClass.DOCKERFILE
    if name.startswith("requirements") and suffix in ("pip", "lock", name):
        return PathClass.REQUIREMENTS
    if suffix == "lock" and name.startswith("conda"):
        return PathClass.LOCK
    if name.startswith("Makefile."):
        return PathClass.MAKEFILE
    if name.startswith("Jenkinsfile"):
        return PathClass.WORKFLOW
    if "." not in name:
        return PathClass.DOCUMENT if name.lower() in _DOCUMENT_NAMES else PathClass.OTHER
    if suffix in _FRAGMENT_SUFFIXES and not FRAGMENT_FOLDERS.isdisjoint(folder.split("/")):
        return PathClass.DOCUMENT
    return PathClass.OTHER


_DECIDED_BY_PLACE: dict[str, Callable[[str, str], PathClass]] = {
    "yml": _yaml,
    "yaml": _yaml,
    "toml": _toml,
    "txt": _text,
    "in": _pip_tools_input,
    "bin": _binary,
    "msgpack": _binary,
    **dict.fromkeys(("gz", "bz2", "xz", "zip", "zst"), _packed),
    **dict.fromkeys(_DATA_SUFFIXES, _data),
}
