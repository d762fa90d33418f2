"""The settings of two versions of a file paired, the items of lists by what they are.

The key of a value in a list holds its place: `models[2].provider`. Whoever puts an item first gives
all others another place and changes nothing of them. So items are paired by the name that they
have (`name: small`), else by what they hold, and only what stands between equal ones by its place.
"""

from collections.abc import Iterator, Mapping, Sequence

_NAMES = ("name", "id", "key", "model", "title", "alias", "path", "_target_", "class_name", "type")
"""Keys by which an item of a list is known, where no two items of the list have the same value."""
_MOST = 300
"""Items of one list that are compared with each other; those of longer ones go by their place."""

Pair = tuple[str | None, str | None]
"""The keys of one setting before and after; None where it is new, or gone."""

_Entry = tuple[str, str, str]
"""A setting below some list: what is left of its key, the whole key, the value."""
_Items = dict[int, list[_Entry]]


def paired(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Pair]:
    """Yield the keys of each setting before and after."""
    yield from _level(
        [(key, key, value) for key, value in old.items()],
        [(key, key, value) for key, value in new.items()],
    )


def _level(old: Sequence[_Entry], new: Sequence[_Entry]) -> Iterator[Pair]:
    """Yield the pairs of settings with the same items above them."""
    plain_old, lists_old = _apart(old)
    plain_new, lists_new = _apart(new)
    for rest in dict.fromkeys((*plain_old, *plain_new)):
        yield plain_old.get(rest), plain_new.get(rest)
    for head in dict.fromkeys((*lists_old, *lists_new)):
        before, after = lists_old.get(head, {}), lists_new.get(head, {})
        for one, other in _matched(before, after):
            found = before[one] if one is not None else []
            yield from _level(found, after[other] if other is not None else [])


def _apart(entries: Sequence[_Entry]) -> tuple[dict[str, str], dict[str, _Items]]:
    """Split settings into those in no list, by the rest of the key, and the items of each list."""
    plain: dict[str, str] = {}
    lists: dict[str, _Items] = {}
    for rest, key, value in entries:
        head, bracket, tail = rest.partition("[")
        index, closing, tail = tail.partition("]")
        if bracket and closing and index.isdecimal():
            lists.setdefault(head, {}).setdefault(int(index), []).append((tail, key, value))
        else:
            plain[rest] = key
    return plain, lists


def _matched(old: _Items, new: _Items) -> Iterator[tuple[int | None, int | None]]:
    """Yield the places before and after of each item of a list."""
    if max(len(old), len(new)) > _MOST:
        yield from ((at if at in old else None, at if at in new else None) for at in {**old, **new})
        return
    name = _name_of_items(old, new)
    if name is not None:
        places = {_value(entries, name): at for at, entries in old.items()}
        for at, entries in new.items():
            yield places.pop(_value(entries, name), None), at
        yield from ((at, None) for at in places.values())
        return
    from difflib import SequenceMatcher

    before, after = list(old), list(new)
    then, now = ([_content(entries) for entries in items.values()] for items in (old, new))
    matcher = SequenceMatcher(None, then, now, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        left, right = before[start:end], after[first:last]
        both = min(len(left), len(right))
        yield from zip(left[:both], right[:both], strict=True)
        if tag != "equal":
            yield from ((at, None) for at in left[both:])
            yield from ((None, at) for at in right[both:])


def _name_of_items(old: _Items, new: _Items) -> str | None:
    """Return the end of the keys that name the items of both versions, if one does."""
    for name in _NAMES:
        for items in (old, new):
            values = [_value(entries, f".{name}") for entries in items.values()]
            if None in values or len(set(values)) < len(values):
                break
        else:
            return f".{name}"
    return None


def _value(entries: Sequence[_Entry], tail: str) -> str | None:
    return next((value for rest, _key, value in entries if rest == tail), None)


def _content(entries: Sequence[_Entry]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((rest, value) for rest, _key, value in entries))
