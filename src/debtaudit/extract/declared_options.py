"""Options that a file declares with argparse and does not read itself.

Read off the text, not the tree: a use in another form than `args.name` or a quoted name (`getattr`,
a dictionary) cannot be told from none, and whoever hands the whole namespace on (`vars(args)`,
`**`, `parse_known_args`) may use any of them. Such files are left out, and a mention in a comment
counts as a use.
"""

import re

from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import FixedValue

_MARK = b".add_argument("
_PARSED = b".parse_args("
_OPTION = lazy_pattern(
    rb"^[ \t]*[\w.]+\.add_argument\(\s*(?:[\"']-\w+[\"']\s*,\s*)?[\"']--([A-Za-z][\w-]*)[\"']",
    re.MULTILINE,
)
_HANDED_ON = lazy_pattern(
    rb"\bvars\(|__dict__|parse_known_args|_get_kwargs|\*\*(?!kwargs)\w*(?:arg|opt|conf|cfg|param)"
    rb"|HfArgumentParser|\bparents\s*=|set_defaults"
    rb"|from_argparse_args|getattr\(\w+,\s*[^\"'\s]|\bcopy\(args|Namespace\("
)
_NO_VALUE = lazy_pattern(
    rb"action\s*=\s*(?![\"'](?:store|append|count|extend|store_\w+)[\"'])|SUPPRESS|version\s*="
    rb"|(?i:deprecat|ignored|unused|no effect|compatib|legacy|placeholder)"
)
_DEST = lazy_pattern(rb"\bdest\s*=\s*[\"'](\w+)[\"']")
_MOST = 20


def unread_options(data: bytes) -> tuple[FixedValue, ...]:
    """Return the options of a file that it neither reads nor may hand on, at most 20."""
    if _MARK not in data or _PARSED not in data or _HANDED_ON.search(data):
        return ()
    found = []
    starts = list(_OPTION.finditer(data))
    for index, option in enumerate(starts[:200]):
        end = starts[index + 1].start() if index + 1 < len(starts) else option.end() + 400
        declared = data[option.start() : min(end, option.end() + 400)]
        if _NO_VALUE.search(declared):
            continue
        dest = _DEST.search(declared)
        name = dest[1] if dest else option[1].replace(b"-", b"_")
        quoted = 1 if dest else 0
        uses = re.findall(rb"\.%s\b|[\"']%s[\"']" % (name, name), data)
        if len(uses) <= quoted:
            line = data.count(b"\n", 0, option.start(1)) + 1
            found.append(FixedValue("option", line, f"--{option[1].decode()}", name.decode()))
    return tuple(found[:_MOST])
