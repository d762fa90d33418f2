"""The files of a snapshot and what each of them says on its own."""

from enum import Enum

from msgspec import Struct

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.python_facts import PythonFacts


class PathClass(str, Enum):
    """What a file is, as far as its path tells; decides which extractor reads it."""

    PYTHON = "python"
    NOTEBOOK = "notebook"
    YAML = "yaml"
    JSON = "json"
    TOML = "toml"
    INI = "ini"
    TERRAFORM = "terraform"
    REQUIREMENTS = "requirements"
    PYPROJECT = "pyproject"
    SETUP_CFG = "setup-cfg"
    SETUP_PY = "setup-py"
    PIPFILE = "pipfile"
    LOCK = "lock"
    DOCKERFILE = "dockerfile"
    WORKFLOW = "workflow"
    MAKEFILE = "makefile"
    SHELL = "shell"
    DOCUMENT = "document"
    POINTER = "pointer"
    ARTEFACT = "artefact"
    CODEOWNERS = "codeowners"
    OTHER = "other"


class FileEntry(Struct, frozen=True, gc=False):
    """One file of a snapshot. `size` is in bytes, None where only the object database knows it."""

    path: str
    blob: str
    path_class: PathClass
    size: int | None = None

    @property
    def is_hashed(self) -> bool:
        """Tell whether its bytes were looked at; else `blob` is git's id for nothing."""
        return bool(self.blob.strip("0"))


class Missing(Struct, frozen=True):
    """Bytes that could not be handed out, and why.

    `over_limit` says that a limit of the settings keeps them out; they are there.
    """

    reason: str
    over_limit: bool = False


class SettingValue(Struct, frozen=True, array_like=True, gc=False):
    """One leaf of a settings file: `key` is dotted (`optim.lr`, `stages[0].name`)."""

    key: str
    value: str
    line: int | None


class Step(Struct, frozen=True, array_like=True):
    """A place outside Python that starts programs.

    `origin` is `github-actions`, `gitlab-ci`, `circleci`, `azure-pipelines`, `travis-ci`,
    `bitbucket-pipelines`, `jenkins`, `taskcluster`, `buildkite`, `drone`, `woodpecker`, `appveyor`,
    `cirrus`, `semaphore`, `makefile`, `dvc`, `mlproject`, `task`, `shell`, `dockerfile`,
    `tox`, `nox` or `notebook-shell`; `name` the job and step, the target or the stage (`train/run
    tests`); `commands` its shell lines. `inactive` gives the reason where the step never runs by
    itself (`if: false`, `when: manual`). `folder` is the working directory, relative to the
    repository, where the step names one (for DVC relative to the file). `runner` are the labels of
    the machine that the job asks for, `image` is the container that it runs in (GitHub Actions and
    GitLab CI).
    """

    origin: str
    name: str
    line: int
    commands: tuple[str, ...]
    uses: str = ""
    inactive: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    folder: str = ""
    runner: tuple[str, ...] = ()
    image: str = ""


class WorkflowFacts(Struct, frozen=True, array_like=True):
    """Steps of a CI file, pipeline, Makefile or shell script, and what starts it.

    `triggers` are the names of CI events (`push`, `pull_request`, `schedule`,
    `workflow_dispatch`); empty where the file has none of its own.
    """

    triggers: tuple[str, ...]
    steps: tuple[Step, ...]


class Heading(Struct, frozen=True, array_like=True, gc=False):
    """A heading of a document; `empty` where a card has nothing to say below it.

    `holds` says what the section holds besides: `terms` of use of data or models, links to
    `weights`.
    """

    line: int
    level: int
    text: str
    empty: bool = False
    holds: tuple[str, ...] = ()


class DocumentFacts(Struct, frozen=True, array_like=True):
    """The outline of a Markdown, reStructuredText or plain-text document.

    `front_matter` holds the flat keys of a YAML front matter (Hugging Face model cards).
    `examples` are what doctest would run of it.
    """

    headings: tuple[Heading, ...]
    front_matter: tuple[SettingValue, ...]
    lines: int
    examples: tuple[str, ...] = ()


class OwnerRule(Struct, frozen=True, array_like=True, gc=False):
    """One line of a CODEOWNERS file: who answers for the paths that a pattern matches."""

    pattern: str
    owners: tuple[str, ...]
    line: int


class InlineWaiver(Struct, frozen=True, array_like=True, gc=False):
    """A waiver beside the code, in line `line`; it is for the line `target`, or the whole file.

    Lines count in the `cell` of a notebook. `until` is a day (ISO). What is missing is empty.
    """

    line: int
    target: int
    cell: int | None
    rules: tuple[str, ...]
    reason: str
    until: str | None
    whole_file: bool


class FileFacts(Struct, frozen=True, array_like=True):
    """All facts of one file. `problem` is the one diagnostic that a broken file costs."""

    python: PythonFacts | None = None
    settings: tuple[SettingValue, ...] = ()
    manifest: ManifestFacts | None = None
    workflow: WorkflowFacts | None = None
    document: DocumentFacts | None = None
    pointer: str | None = None
    problem: str | None = None
    owners: tuple[OwnerRule, ...] = ()
    waivers: tuple[InlineWaiver, ...] = ()
