"""Second round for settings files that code reads key by key: looks for the keys in all code.

The words of code are in no facts, because hardly any audit needs them. Where no such file is
there nothing is read; else the answer is kept in the cache as long as the same files are there.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry, Missing, PathClass
from debtaudit.domain.settings import Settings
from debtaudit.domain.unread_settings import UnreadSettings
from debtaudit.extract.path_class import limit_for
from debtaudit.gather.cache import FactCache
from debtaudit.gather.extractor_version import version_within
from debtaudit.gather.files_digest import files_digest
from debtaudit.gather.snapshot import Snapshot
from debtaudit.resolve.read_settings import ReadFile, read_settings
from debtaudit.resolve.unread_keys import code_words, unread_keys

_CODE = (
    *(PathClass.PYTHON, PathClass.NOTEBOOK, PathClass.SETUP_PY, PathClass.SHELL),
    *(PathClass.MAKEFILE, PathClass.DOCKERFILE, PathClass.WORKFLOW, PathClass.TERRAFORM),
)
_OTHER_CODE = (
    *(".js", ".ts", ".jsx", ".tsx", ".html", ".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".r"),
    *(".jl", ".c", ".cc", ".cpp", ".cu", ".h", ".hpp", ".pyx", ".pyi", ".java", ".go", ".rs"),
    *(".scala", ".sql", ".lua", ".cfg", ".gin", ".vue", ".svelte", ".mjs", ".cjs", ".rb", ".php"),
    *(".kt", ".swift", ".cs", ".m", ".mm", ".ps1", ".bat", ".pl", ".groovy", ".cmake", ".gradle"),
)
"""Endings of other code that may read the file, too."""
_answers = msgspec.msgpack.Decoder(tuple[UnreadSettings, ...])


def with_unread_settings(
    facts: RepositoryFacts,
    named: Mapping[str, list[str]],
    snapshot: Snapshot,
    settings: Settings,
    cache: FactCache,
) -> RepositoryFacts:
    """Return the facts with the keys of the files `named` in code that no code mentions."""
    kind = f"unread settings {version_within(settings.limits)}"
    # (on the picture of all files the answer depends)
    key = files_digest("", snapshot.entries, lambda _: True)
    known = cache.get_many(kind, [key]).get(key) if key else None
    if known is not None:
        try:
            return replace(facts, unread_settings=_answers.decode(known))
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # then it is looked for anew
    read = read_settings(facts, named)
    found = _found(facts, read, snapshot, settings) if read else ()
    if key:
        cache.put_many(kind, {key: msgspec.msgpack.encode(found)})
    return replace(facts, unread_settings=found)


def _found(
    facts: RepositoryFacts, read: Sequence[ReadFile], snapshot: Snapshot, settings: Settings
) -> tuple[UnreadSettings, ...]:
    code = [
        entry
        for entry in snapshot.entries
        if entry.path_class in _CODE or entry.path.lower().endswith(_OTHER_CODE)
    ]
    files = [entry for entry in snapshot.entries if entry.path in {one.path for one in read}]
    data = _bytes(snapshot, [*files, *code], settings)
    if len(data) < len({one.path for one in (*files, *code)}):
        return ()  # (what cannot be read may mention any key)
    found = []
    texts = [(one, data[one.path]) for one in code]
    for one in read:
        words = code_words(texts, one.names)
        if words.reads_any:
            continue
        values = facts.facts[one.path].settings
        keys, mentioned = unread_keys(values, data[one.path], words)
        if keys:
            places = tuple(_place(path, one.path, data) for path in one.readers)
            found.append(UnreadSettings(one.path, keys, places, mentioned))
    return tuple(found)


def _bytes(
    snapshot: Snapshot, entries: Sequence[FileEntry], settings: Settings
) -> dict[str, bytes]:
    def limit(entry: FileEntry) -> int:
        return limit_for(entry.path_class, settings.limits)

    read = snapshot.read(entries, limit)
    return {entry.path: data for entry, data in read if not isinstance(data, Missing)}


def _place(reader: str, path: str, data: dict[str, bytes]) -> str:
    """Return where a code file names the settings file; a notebook has no line of its own."""
    at = data.get(reader, b"").find(path.rpartition("/")[2].encode("utf-8", "surrogateescape"))
    if at < 0 or reader.endswith(".ipynb"):
        return reader
    line = data[reader].count(b"\n", 0, at) + 1
    return f"{reader}:{line}"
