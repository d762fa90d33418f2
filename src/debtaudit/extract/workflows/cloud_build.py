"""Google Cloud Build: steps that run a program in an image ("Build configuration file schema").

Which event starts a build is set in the console, not in the file: every one is taken for a push.
"""

from collections.abc import Iterator

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.extract.workflows.commands import commands_of, limited, relative_folder
from debtaudit.extract.yaml_tree import YamlMapping, YamlScalar

_SHELLS = ("sh", "bash", "")
_OTHERS = {"run", "uses", "task", "bash"}
"""Keys of a step of GitHub and of Azure."""


def is_cloud_build(root: YamlMapping) -> bool:
    """Tell a build from other files with steps: each names an image, some give it arguments."""
    steps = [step for step in root.items("steps") if isinstance(step, YamlMapping)]
    named = all("name" in step.pairs and not _OTHERS & step.pairs.keys() for step in steps)
    return named and any({"args", "entrypoint"} & step.pairs.keys() for step in steps)


def cloud_build(root: YamlMapping) -> WorkflowFacts:
    """Return the steps of a build."""
    return WorkflowFacts(("push",), limited(_steps(root)))


def _steps(root: YamlMapping) -> Iterator[Step]:
    for index, step in enumerate(root.items("steps")):
        if isinstance(step, YamlMapping):
            yield Step(
                "cloud-build",
                step.text("id") or str(index + 1),
                step.line,
                commands_of(step.text("script") or _command(step)),
                uses=step.text("name"),
                folder=relative_folder(step.text("dir")),
            )


def _command(step: YamlMapping) -> str:
    """Return what a step runs: entry point and arguments, or the text that it gives to a shell."""
    words = [node.value for node in step.items("args") if isinstance(node, YamlScalar)]
    entry = step.text("entrypoint")
    given_to_shell = len(words) > 1 and words[0] in ("-c", "-ec", "-lc", "-ceu", "-eEuo")
    if given_to_shell and entry.rpartition("/")[2] in _SHELLS:
        return words[1]
    return " ".join([entry, *words] if entry else words)
