"""Files that say what a model runs with: BentoML's bentofile, Ray's YAML, cog.yaml, MLproject.

Sources: BentoML, "Bento build options"; Ray, "Environment dependencies" and "Cluster YAML";
Cog, "cog.yaml reference"; MLflow, "MLproject file".
"""

from collections.abc import Iterator

from debtaudit.domain.manifests import Declaration, ManifestFacts
from debtaudit.extract.manifests.ci_file import shell_lines
from debtaudit.extract.manifests.conda_spec import declare_conda
from debtaudit.extract.manifests.dockerfile import image_declaration
from debtaudit.extract.manifests.install_commands import add_commands
from debtaudit.extract.manifests.requirements_file import Found, add_include, add_line
from debtaudit.extract.manifests.text_lines import shown, text_of
from debtaudit.extract.yaml_tree import YamlMapping, YamlNode, YamlScalar, parse_yaml


def read(data: bytes, format_name: str) -> ManifestFacts | None:
    """Read a file of the format; None where it declares nothing."""
    found = Found()
    for root in parse_yaml(data):
        if isinstance(root, YamlMapping):
            if format_name == "bentoml":
                _bento(found, root)
            elif format_name == "cog":
                _cog(found, root.mapping("build"))
            elif format_name == "mlproject":
                _mlproject(found, root)
            else:
                _ray(found, root)
    if format_name in ("cog", "ray"):
        for lines in shell_lines(text_of(data).split("\n")):
            add_commands(found, lines, None)
    found.declarations.sort(key=lambda one: one.line)
    return found.facts(format_name) if found.declarations or found.includes else None


def _bento(found: Found, root: YamlMapping) -> None:
    python, docker, conda = root.mapping("python"), root.mapping("docker"), root.mapping("conda")
    _requirements(found, python, "packages")
    _include(found, python.get("requirements_txt"))
    _include(found, conda.get("environment_yml"))
    _conda(found, conda)
    _requirements(found, conda, "pip")
    _image(found, docker.get("base_image"))
    _python(found, docker.get("python_version"))


def _cog(found: Found, build: YamlMapping) -> None:
    _python(found, build.get("python_version"))
    _requirements(found, build, "python_packages")
    _include(found, build.get("python_requirements"))


def _mlproject(found: Found, root: YamlMapping) -> None:
    _image(found, root.mapping("docker_env").get("image"))
    _include(found, root.get("conda_env"))
    _include(found, root.get("python_env"))


def _ray(found: Found, root: YamlMapping) -> None:
    """Ray: every `runtime_env`, wherever a job or a deployment has one, and a cluster's image."""
    if root.get("post_build_cmds") is not None:
        _image(found, root.get("base_image"))
    if root.get("cluster_name") is not None:
        _image(found, root.mapping("docker").get("image"))
    for environment in _runtime_environments(root):
        for key in ("pip", "uv"):
            value = environment.get(key)
            if isinstance(value, YamlMapping):
                _requirements(found, value, "packages")
            elif isinstance(value, YamlScalar):
                _include(found, value)
            else:
                _requirements(found, environment, key)
        conda = environment.get("conda")
        if isinstance(conda, YamlMapping):
            _conda(found, conda)
        elif isinstance(conda, YamlScalar) and conda.value.endswith((".yml", ".yaml")):
            _include(found, conda)


def _runtime_environments(root: YamlMapping) -> Iterator[YamlMapping]:
    waiting: list[YamlNode] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, YamlMapping):
            inner = node.get("runtime_env")
            if isinstance(inner, YamlMapping):
                yield inner
            waiting += node.pairs.values()
        elif not isinstance(node, YamlScalar):
            waiting += node.items


def _requirements(found: Found, table: YamlMapping, key: str) -> None:
    for item in table.items(key):
        if isinstance(item, YamlScalar) and item.value.strip():
            add_line(found, item.value.strip(), item.line)


def _conda(found: Found, table: YamlMapping) -> None:
    for item in table.items("dependencies"):
        if isinstance(item, YamlMapping):
            _requirements(found, item, "pip")
        elif isinstance(item, YamlScalar):
            declared = declare_conda(item.value, item.line, None)
            if declared is None:
                found.problems.append(f"line {item.line}: not a dependency: {shown(item.value)}")
            else:
                found.declarations.append(declared)


def _include(found: Found, node: YamlNode | None) -> None:
    if isinstance(node, YamlScalar) and node.value:
        add_include(found, node.value, node.line, constraint=False)


def _image(found: Found, node: YamlNode | None) -> None:
    if isinstance(node, YamlScalar) and node.value:
        found.declarations.append(image_declaration(node.value, node.line, None))


def _python(found: Found, node: YamlNode | None) -> None:
    if isinstance(node, YamlScalar) and node.value[:1].isdigit():
        line = node.line
        found.declarations.append(
            Declaration("python", f"={node.value}", line, line, "pinned", ecosystem="python")
        )
