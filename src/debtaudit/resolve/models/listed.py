"""Published models that a list in the repository names: a file from which a server is filled.

`models.toml` and the like, in which each model has the id of a repository of a hub (`repo_id`, or
`model`), as Triton or a script of one's own is given them. The files are settings; what reads them
is not followed.
"""

from collections.abc import Mapping

from debtaudit.domain.files import FileFacts, SettingValue
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.knowledge.model_store import is_weights
from debtaudit.knowledge.places import place_of

_FILE = lazy_pattern(
    r"(?:.*/)?(?:models|model[-_](?:list|zoo|registry|repository))\.(?:toml|ya?ml|json)\Z"
)
_ID_KEYS = ("repo_id", "hf_repo_id", "hub_id", "model_id")
_MODEL_KEYS = ("model", "model_name", "hf_model", "model_name_or_path")
"""Keys that may as well name a file or a folder of one's own."""
_HUB_ID = lazy_pattern(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*\Z")
_OWN_FOLDERS = frozenset(
    ("models", "model", "weights", "checkpoints", "data", "src", "artifacts", "artefacts", "output")
)


def listed_models(facts: Mapping[str, FileFacts]) -> Mapping[str, tuple[str, ...]]:
    """Return the id of each listed model with the places (`path:line`) that name it, by id."""
    found: dict[str, list[str]] = {}
    for path, known in facts.items():
        if not known.settings or not _FILE.match(path) or place_of(path) is not None:
            continue
        for leaf in known.settings:
            if _HUB_ID.match(leaf.value) and _names_a_model(leaf):
                place = path if leaf.line is None else f"{path}:{leaf.line}"
                found.setdefault(leaf.value, []).append(place)
    return {name: tuple(dict.fromkeys(found[name])) for name in sorted(found)}


def _names_a_model(leaf: SettingValue) -> bool:
    last = leaf.key.rpartition(".")[2]
    if last in _MODEL_KEYS:
        own = leaf.value.partition("/")[0].lower() in _OWN_FOLDERS
        return not own and not is_weights(leaf.value)
    return last in _ID_KEYS
