"""Which of the texts that a call is given name the model: a file, or a name in a registry."""

from collections.abc import Iterable, Sequence

from debtaudit.domain.python_facts import UNKNOWN
from debtaudit.knowledge.model_store import StoreAction, is_weights

_REGISTRY = "models:/"
"""How MLflow's addresses of registered models begin: `models:/demand/Production`."""
_NAMES = (
    *("registered_model_name", "name", "model_name", "display_name", "model_package_group_name"),
    *("repo_id", "0"),
)
"""Arguments by which registries are given a name, the surest first."""
_PUBLISHED = (
    *("pretrained_model_name_or_path", "model_name_or_path", "model_id", "repo_id", "repo_or_dir"),
    *("model", "model_name", "name", "handle", "0", "1"),
)
_FILES = (
    *("path", "filename", "filepath", "file", "f", "model_path", "save_path", "save_directory"),
    *("output_dir", "dirpath", "model_uri", "checkpoint_path", "path_or_bytes", "0", "1", "2"),
)
_ROWS = (".npy", ".csv", ".tsv", ".parquet", ".jsonl", ".arrow", ".feather")
"""Endings of files that hold rows and no model."""
Texts = Sequence[tuple[str, str]]


def names_in(action: StoreAction, last: str, texts: Texts) -> tuple[str, ...]:
    """Return the names of the model among the texts of a call whose last name is `last`."""
    if action == "register":
        return _registered(last, texts)
    places = _PUBLISHED if action == "hub" else _FILES
    found = [text for place in places for at, text in texts if at == place]
    stored = [text for text in found if is_weights(text) or text.startswith(_REGISTRY)]
    if action == "hub":
        return tuple(found[:1])
    folders = [text for at, text in texts if at == "dirpath"] if stored else []
    return tuple(dict.fromkeys(stored + folders)) or tuple(found[:1])


def _registered(last: str, texts: Texts) -> tuple[str, ...]:
    """Return the name in a registry; a run's artefact has none, and an address is none."""
    places: tuple[str, ...] = _NAMES
    if last == "log_model":
        places = _NAMES[:1]
    elif last == "register_model":
        places = (*_NAMES, "1")
    found = (text for place in places for at, text in texts if at == place)
    return tuple(text for text in found if ":/" not in text and UNKNOWN not in text)[:1]


def registry_name(name: str) -> str | None:
    """Return the registered model that an address means, `""` if it is not known, else None."""
    if not name.startswith(_REGISTRY):
        return None
    found = name.removeprefix(_REGISTRY).lstrip("/").partition("/")[0].partition("@")[0]
    return "" if UNKNOWN in found else found


def is_local(name: str) -> bool:
    """Tell a file or folder of one's own from the name of a published model."""
    return name.startswith((".", "/", "~", UNKNOWN)) or is_weights(name) or "\\" in name


def names_rows(texts: Iterable[str]) -> bool:
    """Tell whether one of the texts that a hub is asked for names a file of rows."""
    return any(text.lower().endswith(_ROWS) for text in texts)


def is_published(name: str) -> bool:
    """Tell a name that a hub may know: `bert-base-uncased`, `org/name`."""
    return bool(name) and UNKNOWN not in name and not is_local(name) and " " not in name
