"""Compose files: the images of the services, and what their commands install.

Source: Compose specification (`services`, `image`, `build`, interpolation).
"""

from debtaudit.domain.manifests import ManifestFacts
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.extract.manifests.ci_file import shell_lines
from debtaudit.extract.manifests.dockerfile import image_declaration
from debtaudit.extract.manifests.install_commands import add_commands, filled
from debtaudit.extract.manifests.requirements_file import Found
from debtaudit.extract.manifests.text_lines import text_of
from debtaudit.extract.yaml_tree import YamlMapping, YamlScalar, parse_yaml

_NAME = lazy_pattern(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml\Z")


def is_compose(base_name: str) -> bool:
    """Tell a Compose file by its name: `compose.yaml`, `docker-compose.gpu.yml`."""
    return _NAME.match(base_name.lower()) is not None


def read(data: bytes) -> ManifestFacts | None:
    """Read a Compose file; an image that a service builds itself is no dependency."""
    found = Found()
    for document in parse_yaml(data):
        if not isinstance(document, YamlMapping):
            continue
        for service in document.mapping("services").pairs.values():
            if not isinstance(service, YamlMapping) or service.get("build") is not None:
                continue
            image = service.get("image")
            if isinstance(image, YamlScalar) and image.value:
                name = filled(image.value, {})
                found.declarations.append(image_declaration(name, image.line, None))
    for lines in shell_lines(text_of(data).split("\n")):
        add_commands(found, lines, None)
    found.declarations.sort(key=lambda one: one.line)
    return found.facts("compose") if found.declarations or found.includes else None
