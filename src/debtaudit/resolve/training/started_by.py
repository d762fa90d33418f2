"""What starts which file: CI steps, Makefile targets, pipeline stages, scripts, images."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from debtaudit.domain.files import FileFacts, Step
from debtaudit.domain.python_facts import MODULE
from debtaudit.resolve.modules import ModuleIndex, node, split_node
from debtaudit.resolve.training.commands import Start, starts, with_values
from debtaudit.resolve.training.inner_commands import CI_ORIGINS, DEEPEST, job_commands
from debtaudit.resolve.training.pytest_calls import TEST_RUNNERS

CHECKING_TARGETS = ("test", "smoke", "check", "ci")
"""Words in the names of targets of make that run tests."""

_MOST_CALLS_OF_MAKE = 200
"""Targets called with variables: each such call is read anew, and they may call each other."""
_ENVIRONMENTS = frozenset({"-e", "-s", "--session", "--sessions", "--env"})

Target = tuple[str, tuple[str, ...]]
"""A node that is run, and the words behind it on the command line."""


class Starter(Struct, frozen=True):
    """A place that starts a Python file or notebook.

    `ref` is `path:name`; `target` the node that it runs, `words` what stands behind it on the
    command line. `by_ci` holds where a CI job runs it.
    """

    ref: str
    target: str
    words: tuple[str, ...]
    by_ci: bool
    origin: str


class Stage(Struct, frozen=True):
    """A stage of a pipeline in Python: the node that declares it, the one that it runs.

    `framework` is the package of the pipeline (`kedro`).
    """

    declared: str
    target: str
    framework: str

    @property
    def starter(self) -> Starter:
        """What stands in `started_by`: the file of the pipeline and the name of the stage."""
        path, symbol = split_node(self.target)
        name = path.rpartition("/")[2] if symbol == MODULE else symbol
        ref = f"{split_node(self.declared)[0]}:{name}"
        return Starter(ref, self.target, (), False, self.framework)


class StarterFinder:
    """Reads the commands of all workflows, Makefiles, pipelines and scripts.

    `stages` are those of pipelines in Python, once they are known.
    """

    def __init__(self, facts: Mapping[str, FileFacts], index: ModuleIndex) -> None:
        self.facts = facts
        self.index = index
        self.steps: list[tuple[str, Step]] = [
            (path, step)
            for path in sorted(facts)
            if (workflow := facts[path].workflow) is not None
            for step in workflow.steps
            if not step.inactive
        ]
        self._memo: dict[tuple[str, int, tuple[str, ...]], list[tuple[str, tuple[str, ...]]]] = {}
        self._calls_of_make = 0
        self._by_base: dict[str, list[str]] = {}
        for path in sorted(facts):
            base = path.rpartition("/")[2]
            if base.endswith((".py", ".ipynb", ".sh", ".bash", ".yaml", ".yml")):
                self._by_base.setdefault(base, []).append(path)
        self.console = self._console_scripts()
        self.stages: list[Stage] = []

    def find(self) -> list[Starter]:
        """Return every start of a Python file or notebook of the repository."""
        found: dict[Starter, None] = {}
        for path, step in self.steps:
            by_ci = step.origin in CI_ORIGINS or step.origin in TEST_RUNNERS
            ref = f"{path}:{step.name}" if step.name and "$" not in step.name else path
            for target, words in self._targets(path, step, 0):
                checks = any(word in step.name.lower() for word in CHECKING_TARGETS)
                checks = checks and step.origin == "makefile"
                found[Starter(ref, target, words, by_ci or checks, step.origin)] = None
        for name, (path, target) in self.console.items():
            found[Starter(f"{path}:{name}", target, (), False, "console-script")] = None
        for starter in (*(each.starter for each in self.stages), *self._gallery()):
            found[starter] = None
        return list(found)

    def _gallery(self) -> Iterator[Starter]:
        """Yield the examples that sphinx-gallery runs when the documentation is built.

        Its own default: files named `plot_*.py` (sphinx-gallery, `filename_pattern`).
        """
        scripts = [
            path
            for base, paths in self._by_base.items()
            if base.startswith("plot_") and base.endswith(".py")
            for path in paths
        ]
        if not scripts or not self._declares("sphinx-gallery"):
            return
        for path in sorted(self.facts):
            if path.endswith("/conf.py"):
                for script in scripts:
                    target = node(script, MODULE)
                    yield Starter(f"{path}:sphinx-gallery", target, (), True, "documentation")

    def _declares(self, distribution: str) -> bool:
        return any(
            row.name is not None and row.name.lower().replace("_", "-") == distribution
            for known in self.facts.values()
            if known.manifest is not None
            for row in known.manifest.declarations
        )

    def _targets(self, path: str, step: Step, depth: int) -> list[tuple[str, tuple[str, ...]]]:
        key = (path, step.line, step.commands)
        if key not in self._memo and depth <= DEEPEST:
            self._memo[key] = []  # targets that call each other in a circle find this
            found = dict.fromkeys(
                target
                for start in starts(step.commands)
                for target in self._of_start(path, start, depth)
            )
            self._memo[key] = list(found)
        return self._memo.get(key, [])

    def _of_start(self, path: str, start: Start, depth: int) -> list[tuple[str, tuple[str, ...]]]:
        if start.kind == "file":
            target = self.file(start.what, start.folder or path.rpartition("/")[0])
            if target is None and start.folder:
                target = self.file(start.what, path.rpartition("/")[0])
            return [(node(target, MODULE), start.words)] if target else []
        if start.kind == "module":
            return [(target, start.words)] if (target := self.module(start.what)) else []
        if start.kind == "script":
            if start.what == "kedro" and start.words[:1] == ("run",):
                return [(each.target, ()) for each in self.stages if each.framework == "kedro"]
            known = self.console.get(start.what)
            return [(known[1], start.words)] if known else []
        if start.kind == "shell":
            return self._of_script(path, start, depth)
        if start.kind == "job":
            return self._of_job(path, start, depth)
        if start.kind == "make":
            return self._of_steps(None, ("makefile",), start.what, depth, start.words)
        if start.kind == "dvc":
            return self._of_steps(None, ("dvc",), start.what or None, depth)
        if start.kind == "mlflow":
            return self._of_steps(None, ("mlproject",), start.what, depth)
        if start.kind == "tox":
            return self._of_environments(start, depth)
        return []

    def _of_environments(self, start: Start, depth: int) -> list[Target]:
        """Return what the named environments of tox or sessions of nox start, else all of them."""
        named = {
            name
            for option, names in pairwise(start.words)
            if option in _ENVIRONMENTS
            for name in names.split(",")
        }
        return [
            target
            for path, step in self.steps
            if step.origin == start.what and (not named or step.name in named)
            for target in self._targets(path, step, depth + 1)
        ]

    def _of_script(self, path: str, start: Start, depth: int) -> list[Target]:
        """Return what a shell script starts, with the Python file that it is given to run."""
        script = self.file(start.what, start.folder or path.rpartition("/")[0])
        if script is None:
            return []
        found = self._of_steps(script, ("shell",), None, depth)
        for at, word in enumerate(start.words):
            given = self.file(word, script.rpartition("/")[0]) if word.endswith(".py") else None
            if given is not None:
                found.append((node(given, MODULE), start.words[at + 1 :]))
        return found

    def _of_job(self, path: str, start: Start, depth: int) -> list[Target]:
        """Return what the command in a job's settings starts (`entrypoint: python train.py`)."""
        job = self.file(start.what, path.rpartition("/")[0])
        if job is None or depth > DEEPEST:
            return []
        return [
            target
            for each in starts(job_commands(self.facts[job]))
            for target in self._of_start(job, each, depth + 1)
        ]

    def _of_steps(
        self,
        path: str | None,
        origins: tuple[str, ...],
        name: str | None,
        depth: int,
        given: tuple[str, ...] = (),
    ) -> list[tuple[str, tuple[str, ...]]]:
        found: list[tuple[str, tuple[str, ...]]] = []
        for other, step in self.steps:
            if step.origin in origins and path in (None, other) and name in (None, step.name):
                found.extend(self._targets(other, self._called(step, given), depth + 1))
        return found

    def _called(self, step: Step, given: tuple[str, ...]) -> Step:
        """Return the target with the variables that its caller gives it, at most so many times."""
        if not given or self._calls_of_make >= _MOST_CALLS_OF_MAKE:
            return step
        self._calls_of_make += 1
        return replace(step, commands=with_values(step.commands, given))

    def file(self, written: str, folder: str) -> str | None:
        """Return the path that a script's name on a command line means.

        Relative to `folder`, to the repository, or the only file whose path ends so.
        """
        plain = written.replace("\\", "/").rpartition("/./")[2]
        while plain.startswith("./"):
            plain = plain[2:]
        base = plain.rpartition("/")[2]
        candidates = self._by_base.get(base, [])
        here = f"{folder}/{plain}" if folder else plain
        for exact in (here, plain):
            if exact in candidates:
                return exact
        while plain.startswith("../"):
            plain, folder = plain[3:], folder.rpartition("/")[0]
            if (f"{folder}/{plain}" if folder else plain) in candidates:
                return f"{folder}/{plain}" if folder else plain
        tail = plain.rpartition("$")[2].partition("/")[2] if "$" in plain else plain
        ends = [path for path in candidates if f"/{path}".endswith("/" + tail)]
        if len(ends) > 1 and folder:
            # a shell function can't be named `a/b`: it stands as `a_b`
            flat = f"_{folder}/{tail}".replace("/", "_")
            ends = [path for path in ends if f"/{path}".replace("/", "_").endswith(flat)]
        return ends[0] if len(ends) == 1 else None

    def module(self, dotted: str) -> str | None:
        """Return the node that `python -m dotted` runs."""
        for name in (f"{dotted}.__main__", dotted):
            value = self.index.absolute("", name)
            if value is not None and value.endswith("::" + MODULE):
                path = split_node(value)[0]
                if not path.endswith("__init__.py"):
                    return value
        return None

    def _console_scripts(self) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for path in sorted(self.facts):
            base = path.rpartition("/")[2]
            if base not in ("pyproject.toml", "setup.cfg"):
                continue
            for each in self.facts[path].settings:
                parts = each.key.split(".")
                if "scripts" not in parts and "console_scripts" not in each.key:
                    continue
                for line in each.value.split("\n"):
                    name, _, value = line.rpartition("=")
                    module, colon, symbol = value.strip().partition(":")
                    target = self.index.absolute(path, module.strip()) if colon else None
                    if target is not None and target.endswith("::" + MODULE):
                        script = name.strip() or parts[-1]
                        found[script] = (path, node(split_node(target)[0], symbol.strip()))
        return found
