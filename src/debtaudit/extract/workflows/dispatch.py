"""Which reader reads which file that starts programs: by path, and by content beyond that."""

from typing import TYPE_CHECKING

from debtaudit.domain.files import PathClass, WorkflowFacts
from debtaudit.extract.path_class import PLAIN_CI

if TYPE_CHECKING:
    from debtaudit.extract.yaml_tree import YamlMapping

_PIPELINES = frozenset(
    ("dvc.yaml", "MLproject", "Taskfile.yml", "Taskfile.yaml", "action.yml", "action.yaml")
)


def workflow_facts(path_class: PathClass, base_name: str, data: bytes) -> WorkflowFacts | None:
    """Return the steps of a file, None where it starts nothing. Raises NotParsedError."""
    if path_class is PathClass.INI:
        return _tox(data) if base_name == "tox.ini" else None
    if path_class is PathClass.YAML:
        starts = base_name in _PIPELINES or _is_build(data)
        return _from_yaml(base_name, data) if starts else None
    if path_class is PathClass.WORKFLOW and not base_name.startswith("Jenkinsfile"):
        return _from_yaml(base_name, data)
    from debtaudit.extract.settings_files import text_of
    from debtaudit.extract.workflows import scripts

    text = text_of(data).replace("\r\n", "\n")
    if path_class is PathClass.MAKEFILE:
        return scripts.makefile(text, just=base_name.lower() == "justfile")
    if path_class is PathClass.SHELL:
        return scripts.shell_script(text)
    if path_class is PathClass.DOCKERFILE:
        return scripts.dockerfile(text)
    return scripts.jenkinsfile(text)


def _tox(data: bytes) -> WorkflowFacts | None:
    from debtaudit.extract.workflows.test_environments import tox_environments

    return tox_environments(data)


def _is_build(data: bytes) -> bool:
    """Tell what may be a build of Google's or a template of Azure's: any name will do."""
    if b"steps:" not in data or (b"\nsteps:" not in data and not data.startswith(b"steps:")):
        return False
    return any(word in data for word in (b"entrypoint:", b"- script:", b"- bash:", b"- task:"))


def _from_yaml(base_name: str, data: bytes) -> WorkflowFacts | None:
    from debtaudit.extract.workflows import other_ci, pipelines, plain_ci
    from debtaudit.extract.yaml_tree import YamlMapping, parse_yaml

    roots = [root for root in parse_yaml(data) if isinstance(root, YamlMapping)]
    if not roots:
        return None
    root = roots[-1]  # GitLab's `spec` stands in a document of its own before the jobs
    named = {
        "dvc.yaml": pipelines.dvc_pipeline,
        "MLproject": pipelines.mlproject,
        "Taskfile.yml": pipelines.task_file,
        "Taskfile.yaml": pipelines.task_file,
        ".travis.yml": other_ci.travis_ci,
        "bitbucket-pipelines.yml": other_ci.bitbucket_pipelines,
    }.get(base_name)
    if named is not None:
        return named(root)
    origin = PLAIN_CI.get(base_name) or plain_ci.origin_by_content(root)
    if origin is not None:
        return plain_ci.plain_ci(origin, root)
    return _service_of(base_name, root)


def _service_of(base_name: str, root: "YamlMapping") -> WorkflowFacts | None:
    """Read the jobs of a service whose files may have any name, known by the keys at the top."""
    from debtaudit.extract.workflows import cloud_build, github_actions, gitlab_ci, other_ci
    from debtaudit.extract.yaml_tree import YamlMapping

    if "gitlab" in base_name:
        return gitlab_ci.gitlab_ci(root)
    if github_actions.is_github_actions(root):
        return github_actions.github_actions(root)
    if other_ci.is_circleci(root):
        return other_ci.circleci(root)
    if cloud_build.is_cloud_build(root):
        return cloud_build.cloud_build(root)
    if {"steps", "stages", "jobs", "pool", "trigger", "extends"} & root.pairs.keys() and not any(
        isinstance(node, YamlMapping) and "script" in node.pairs for node in root.pairs.values()
    ):
        return other_ci.azure_pipelines(root)
    if root.get("on") is not None:
        return github_actions.github_actions(root)
    return gitlab_ci.gitlab_ci(root)
