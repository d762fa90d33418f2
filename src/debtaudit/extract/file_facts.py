"""All facts of one file: which extractors read it, by the class of its path.

An extractor is imported when the first file that needs it comes. Everything here is a pure
function of the bytes, the class, the base name and the complexity engine; that is what the fact
cache stands on.
"""

import importlib
from collections.abc import Iterable

from debtaudit.domain.files import FileFacts, InlineWaiver, PathClass, SettingValue, WorkflowFacts
from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.python_facts import PythonFacts
from debtaudit.extract.not_parsed import NotParsedError

_WAIVER = b"debtaudit:"
"""A file without these bytes has no waiver, and no reader of waivers is loaded for it."""
_LFS_POINTER = b"version https://git-lfs.github.com/spec/v1"
_MAX_POINTER = 1_024
_WITH_SETTINGS = frozenset(
    (
        *(PathClass.YAML, PathClass.JSON, PathClass.TOML, PathClass.INI),
        *(PathClass.PYPROJECT, PathClass.SETUP_CFG, PathClass.POINTER, PathClass.TERRAFORM),
    )
)
_READERS = {
    PathClass.PYTHON: "python_source",
    PathClass.SETUP_PY: "python_source",
    PathClass.NOTEBOOK: "notebook",
    PathClass.YAML: "settings_files",
    PathClass.WORKFLOW: "workflows.dispatch",
    PathClass.DOCUMENT: "documents",
    PathClass.REQUIREMENTS: "manifests.requirements_file",
}
"""The modules that most files of a class need, for `prepare`."""
_WITH_STEPS = frozenset(
    (
        *(PathClass.WORKFLOW, PathClass.MAKEFILE, PathClass.SHELL, PathClass.DOCKERFILE),
        *(PathClass.YAML, PathClass.INI),
    )
)


def extract(path_class: PathClass, base_name: str, data: bytes, engine: str = "fused") -> FileFacts:
    """Return the facts of a file; what cannot be read is its `problem`, never an exception.

    `engine` is the setting `complexity-engine`. What one reader could take from a file stays when
    another one fails on it.
    """
    if len(data) <= _MAX_POINTER and data.startswith(_LFS_POINTER):
        return FileFacts(pointer=_lfs_hash(data))
    sign = _WAIVER[:-1] if path_class is PathClass.NOTEBOOK else _WAIVER  # (a key of its JSON)
    waivers = _waivers(path_class, data) if sign in data else ()
    found = _Found(path_class, base_name, data, waivers)
    try:
        if path_class is PathClass.PYTHON or path_class is PathClass.SETUP_PY:
            found.read_python(engine)
        elif path_class is PathClass.NOTEBOOK:
            found.read_notebook(engine)
        elif path_class is PathClass.DOCUMENT:
            return _document(base_name, data)
        elif path_class is PathClass.CODEOWNERS:
            return _owners(data)
        else:
            found.read_text()
    except NotParsedError as error:
        found.problem = str(error)
    except RecursionError:
        found.problem = "not parsed: nested too deeply"
    except MemoryError:
        found.problem = "not parsed: needs more memory than there is"
    return found.facts()


def prepare(path_classes: Iterable[PathClass]) -> None:
    """Import what files of these classes need, so that forked workers share it."""
    for name in sorted({_READERS[one] for one in path_classes if one in _READERS}):
        importlib.import_module(f"debtaudit.extract.{name}")


class _Found:
    """What the readers of one file found so far."""

    def __init__(
        self,
        path_class: PathClass,
        base_name: str,
        data: bytes,
        waivers: tuple[InlineWaiver, ...] = (),
    ) -> None:
        self.path_class = path_class
        self.base_name = base_name
        self.data = data
        self.waivers = waivers
        self.python: PythonFacts | None = None
        self.settings: tuple[SettingValue, ...] = ()
        self.manifest: ManifestFacts | None = None
        self.workflow: WorkflowFacts | None = None
        self.pointer: str | None = None
        self.problem: str | None = None

    def facts(self) -> FileFacts:
        """Return everything as one frozen value."""
        return FileFacts(
            python=self.python,
            settings=self.settings,
            manifest=self.manifest,
            workflow=self.workflow,
            pointer=self.pointer,
            problem=self.problem,
            waivers=self.waivers,
        )

    def read_python(self, engine: str) -> None:
        """Read a Python file; it can declare dependencies too, which the same tree tells."""
        from debtaudit.extract.python_source import parse, python_facts

        data = self.data
        tree = parse(data)
        from debtaudit.extract.manifests.dispatch import manifest_facts

        self.manifest = manifest_facts(self.path_class, self.base_name, data, tree=tree)
        self.python = python_facts(data, engine, tree)
        if self.base_name == "noxfile.py":
            from debtaudit.extract.workflows.test_environments import nox_sessions

            self.workflow = nox_sessions(tree)

    def read_notebook(self, engine: str) -> None:
        """Read a notebook; its install commands declare dependencies."""
        from debtaudit.extract.notebook import notebook_facts

        self.python = notebook_facts(self.data, engine)
        self.problem = self.python.problem
        shell = self.python.shell
        if shell:
            from debtaudit.extract.manifests.dispatch import manifest_facts

            self.manifest = manifest_facts(self.path_class, self.base_name, self.data, shell=shell)

    def read_text(self) -> None:
        """Read what is neither code nor prose: settings, manifests, pipelines, pointers."""
        from debtaudit.extract.manifests.dispatch import manifest_facts

        self.manifest = manifest_facts(self.path_class, self.base_name, self.data)
        if self.path_class is PathClass.POINTER:
            self.pointer = _dvc_hash(self.data)
        if self.path_class in _WITH_STEPS:
            from debtaudit.extract.workflows.dispatch import workflow_facts

            self.workflow = workflow_facts(self.path_class, self.base_name, self.data)
        if self.path_class in _WITH_SETTINGS:
            from debtaudit.extract.settings_files import settings_of, shown_settings

            self.settings = shown_settings(settings_of(self.path_class, self.data))


def _waivers(path_class: PathClass, data: bytes) -> tuple[InlineWaiver, ...]:
    from debtaudit.extract.inline_waivers import inline_waivers

    return inline_waivers(path_class, data)


def _document(base_name: str, data: bytes) -> FileFacts:
    from debtaudit.extract.documents import document_facts

    return FileFacts(document=document_facts(base_name, data))


def _owners(data: bytes) -> FileFacts:
    from debtaudit.extract.codeowners import owner_rules

    return FileFacts(owners=owner_rules(data))


def _lfs_hash(data: bytes) -> str:
    """Return `sha256:...` of a Git LFS pointer (its specification, version 1)."""
    for line in data.splitlines():
        if line.startswith(b"oid "):
            return line[4:].decode("ascii", "replace").strip()
    return ""


def _dvc_hash(data: bytes) -> str:
    """Return the hash that a DVC file gives its (first) output, empty where it gives none."""
    import re

    found = re.search(
        rb"^[ \t]*(?:-[ \t]+)?(?:md5|etag|checksum):[ \t]*['\"]?([\w.-]+)", data, re.MULTILINE
    )
    return found[1].decode("ascii", "replace") if found else ""
