"""Which settings files code of training or serving names by their path: the first, cheap question.

Where the configuration may be handed on whole, nothing is said about it: whoever takes it may read
any key. `read_settings.py` asks further, where there is such a file.
"""

from collections.abc import Sequence

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileFacts, PathClass
from debtaudit.knowledge.places import place_of
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.placed_values import is_own_code, reached_by

LOADERS = {
    PathClass.YAML: ("yaml.load", "yaml.safe_load", "yaml.full_load", "YAML.load", "YAML().load"),
    PathClass.JSON: ("json.load", "json.loads"),
    PathClass.TOML: ("toml.load", "toml.loads", "tomllib.load", "tomli.load", "tomllib.loads"),
    PathClass.INI: ("ConfigParser", "configparser.ConfigParser", "RawConfigParser"),
}
"""The calls that read a settings file, by its class."""
_PYTHON = (PathClass.PYTHON, PathClass.NOTEBOOK)
_MOST_VALUES = 200


def named_settings(facts: RepositoryFacts) -> dict[str, list[str]]:
    """Return path of a settings file -> the code of training or serving that names it.

    Every audit asks this; all that follows is asked only where there is such a file.
    """
    paths = [
        entry.path
        for entry in facts.files
        if entry.path_class in LOADERS and _is_plain(entry.path, facts.facts.get(entry.path))
    ]
    if not paths or _is_taken_whole(facts) or _has_unparsed_code(facts):
        return {}
    return _named(paths, facts)


def _is_plain(path: str, known: FileFacts | None) -> bool:
    """Tell a file of settings from pipelines, manifests, data, and files of tools."""
    if known is None or not 4 <= len(known.settings) <= _MOST_VALUES:
        return False
    if known.manifest is not None and known.manifest.declarations:
        return False
    hidden = any(part.startswith(".") for part in path.split("/"))
    return known.workflow is None and not hidden


def _named(paths: Sequence[str], facts: RepositoryFacts) -> dict[str, list[str]]:
    by_base: dict[str, list[str]] = {}
    for candidate in paths:
        by_base.setdefault(candidate.rpartition("/")[2], []).append(candidate)
    found: dict[str, list[str]] = {}
    for code, known in facts.facts.items():
        for definition in known.python.definitions if known.python is not None else ():
            for text in definition.strings:
                same = by_base.get(text.rpartition("/")[2])
                meant = _meant(text, code, same) if same else None
                if meant is None or code in found.get(meant, ()):
                    continue
                # (asked last: hardly a text names a settings file)
                if is_own_code(code, facts.picture) and reached_by(
                    code, definition.name, facts.picture
                ):
                    found.setdefault(meant, []).append(code)
    return found


def _meant(text: str, code: str, paths: list[str]) -> str | None:
    """Return the file that a text in code means; None where several may be meant."""
    parts = [part for part in text.split("/") if part not in (".", "..", "")]
    fitting = [
        path for path in paths if path.split("/")[-len(parts) :] == parts and place_of(path) is None
    ]
    if len(fitting) > 1:
        folder = code.rpartition("/")[0]
        fitting = [path for path in fitting if path == f"{folder}/{'/'.join(parts)}".lstrip("/")]
    return fitting[0] if len(fitting) == 1 else None


def _is_taken_whole(facts: RepositoryFacts) -> bool:
    """Tell whether a library is imported that takes whole configurations and reads keys itself."""
    takers = vocabulary("configuration-takers")
    return any(
        module == taker or module.startswith(f"{taker}.")
        for module in facts.picture.outside
        for taker in takers
    )


def _has_unparsed_code(facts: RepositoryFacts) -> bool:
    """Tell whether some code of the project is not known: it may hand a configuration on."""
    return any(
        entry.path_class in _PYTHON
        and (known := facts.facts.get(entry.path)) is not None
        and known.problem is not None
        and place_of(entry.path) is None
        for entry in facts.files
    )
