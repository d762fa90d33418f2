"""Values that tie code to one machine, account, service or decision, as the walk comes by them.

The walk asks `may_be_fixed` of strings with a mark of an address; what passes is judged here, once,
and kept with its kind:

* `path`: an absolute path of a person or a machine; `device`: one of several GPUs;
* `host`: a private address or host; `account`: a bucket, an account number, a project;
* `credential`: a secret, kept masked; `tracking`: experiments kept in local files;
* `service` names a web service whose deprecated versions are known, `endpoint` a resource of one;
* `threshold`: a score compared with a number (`score_thresholds.py`);
* `option`: one that a command line declares (`declared_options.py`, `command_functions.py`).

Values of which only the name tells are in `named_values.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from msgspec import Struct

from debtaudit.domain.masking import mask
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import FixedKind, FixedValue
from debtaudit.extract.python_names import valid_text
from debtaudit.knowledge.api_versions import resources, services
from debtaudit.knowledge.fixed_places import (
    first_folders,
    host_ends,
    host_of,
    is_public_account,
    is_public_store,
    machine_path,
)

MAX_SHOWN = 120
"""Characters of a literal that are kept."""

_MOST = 100
"""Values kept for one file: what has more is data, not code."""


_TOKEN = lazy_pattern(
    r"(?:AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|hf_|sk-|gsk_|AIza|dapi|eyJ)\S{14}"
)
_LONGEST = 400
"""Characters from which a string is a text and no address."""

_DEVICE = lazy_pattern(r"(?i)(?:cuda|/?(?:device:)?gpu):(\d+)\Z")
_TRACKING = lazy_pattern(r"(?:file:(?!.*\{)|sqlite:///|(?:\.{0,2}/)*mlruns/?\Z)")
_AUTHORITY = r"(?:[a-z][a-z0-9+.-]{1,20}://)?(?:[^@/\s]{1,100}@)?"
_ADDRESS = lazy_pattern(
    _AUTHORITY + r"((?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3})(:\d{2,5})?"
    r"(?:/(?!\d)\S*|/?\Z)"
)
_HOST = lazy_pattern(
    _AUTHORITY + r"((?:[a-z0-9_-]{1,63}\.){1,10}[a-z]{2,20})(?::\d{2,5})?(?:[/?,]\S*)?\Z"
)
_STORE = lazy_pattern(r"(?:s3a?|gs|wasbs?|abfss?)://(?:[\w.$-]+@)?([a-z0-9][\w.-]{2,})(?:/|\Z)")
_ACCOUNT = lazy_pattern(r"arn:aws[\w-]*:[\w-]*:[\w-]*:(\d{12}):|\A(\d{12})\.dkr\.ecr\.")
_VERSION = lazy_pattern(r"/?v2(?:/|\Z)|.*?/v2(?:/|\Z)")
PLACEHOLDER = lazy_pattern(
    r"(?i)your|example|placeholder|dummy|fake|sample|change|insert|enter|replace|xxx|some[-_]"
    r"|my[-_]?(?:bucket|secret|token|key|pass|project)|bucket[-_]?name|<|\[|\{|\.\.\.|\*"
    r"|(?:\b|_)(?:foo|bar|test|demo)(?:\b|_)|\A(?:abc|123)\w{0,9}\Z"
)
"""What stands for a secret, a host or an account that the reader is to put in."""
_OWN_HOST = lazy_pattern(r"@(?:localhost|127\.0\.0\.1|[\w-]+)(?=[:/]|\Z)|(?i:sentry\.)")
"""A database beside the program, by a name without a dot; and addresses that Sentry publishes."""
_NO_PATH = lazy_pattern(r"(?i)[\s<>{}\[\]*$]|\byour|path/to|/to/|example|\.\.\.")


def may_be_fixed(text: str) -> bool:
    """Tell at little cost whether a string is worth to be judged; a sentence is not."""
    if len(text) > _LONGEST:
        return False
    telling = _telling()
    if telling.starts(text) is not None or _TOKEN.match(text) is not None:
        return True
    host = text.partition("://")[2] or text
    host = host.partition("/")[0].partition(":")[0].lower()
    if not host.endswith(telling.ends):
        return False
    return not host.endswith(".com") or any(word in host for word in telling.in_com)


class _Telling(Struct, frozen=True):
    """What tells a text worth to be judged: its start, the end of its host, a word in a `.com`."""

    starts: Callable[[str], re.Match[str] | None]
    ends: tuple[str, ...]
    in_com: tuple[str, ...]


@cache
def _telling() -> _Telling:
    """Return it, made of the tables when the first file is read: a second audit reads none."""
    starts = re.compile(
        rf"/(?:(?:{_any_of(first_folders())})|v2\b|(?:{_any_of(resources())})\b)"
        r"|[A-Za-z]:[\\/](?!/)|(?:file|sqlite|s3a?|gs|wasbs?|abfss?|arn):"
        r"|(?i:cuda|/?(?:device:)?gpu):\d|(?:\.{0,2}/)*mlruns|v2/"
        r"|(?:[a-z+]+://)?(?:10|172|192)\.\d|[a-z+0-9]+://[^/@ ]+:[^/@ ]+@"
    ).match
    ends = host_ends()
    in_com = (*services(), ".dkr.ecr.", *(end for end in ends if end.endswith(".com")))
    return _Telling(starts, (*ends, ".com"), in_com)


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


def note_text(text: str, line: int, fixed: list[FixedValue], *, begins: bool) -> bool:
    """Judge a string that `may_be_fixed`; tell whether it was kept.

    What does not begin a string (`f"{base}/data/{name}"`) is an address no more; it can still name
    a resource of a service.
    """
    kind = _kind_of(text)
    if kind is None or not (begins or kind in ("endpoint", "service", "credential")):
        return False
    return keep_value(FixedValue(kind, line, shown(text)), fixed)


def keep_value(value: FixedValue, fixed: list[FixedValue]) -> bool:
    """Add a value to those of a file, up to a limit; tell whether it was added."""
    if len(fixed) >= _MOST:
        return False
    fixed.append(value)
    return True


def shown(text: str) -> str:
    """Return a literal as it may be shown: secrets masked, cut."""
    return mask(valid_text(text[:MAX_SHOWN]))


def _kind_of(text: str) -> FixedKind | None:
    """Return what a string is by its own form."""
    if _TRACKING.match(text):
        return "tracking"
    device = _DEVICE.match(text)
    if device is not None:
        return "device" if int(device[1]) else None  # (the first card is there wherever one is)
    lowered = text.lower()
    if any(service in lowered for service in services()):
        return "endpoint" if _VERSION.match(text) else "service"
    if text[0] == "/" or text[1:2] == ":":
        return _kind_of_path(text)
    if text.startswith("v2/"):
        return "endpoint" if _names_resource(text) else None
    if mask(text) != text:
        return None if PLACEHOLDER.search(text) or _OWN_HOST.search(text) else "credential"
    return _kind_of_address(text, lowered)


def _kind_of_path(text: str) -> FixedKind | None:
    if _names_resource(text):
        return "endpoint"
    return "path" if is_path_of_machine(text) else None


def is_path_of_machine(text: str) -> bool:
    """Tell an absolute path of a person or a machine from patterns and placeholders."""
    return not _NO_PATH.search(text) and machine_path(text) is not None


def _names_resource(text: str) -> bool:
    """Tell a path that is a version, or begins with a resource of which versions are known."""
    path = text.removeprefix("/")
    if path == "v2" or path.startswith("v2/"):
        path = path[3:]
        if not path:
            return True
    return re.split(r"[/.?]", path, maxsplit=1)[0] in resources()


def _kind_of_address(text: str, lowered: str) -> FixedKind | None:
    address = _ADDRESS.match(lowered)
    if address is not None:
        named = "://" in text or "@" in text or address[2] is not None
        return "host" if _is_address(address[1], named) else None
    number = _ACCOUNT.search(text)
    if number is not None:
        return None if is_public_account(number[1] or number[2]) else "account"
    store = _STORE.match(text)
    if store is not None:
        aside = PLACEHOLDER.search(store[1]) or is_public_store(store[1])
        return None if aside else "account"
    host = _HOST.match(lowered)
    if host is None or host_of(host[1]) is None:
        return None
    return None if PLACEHOLDER.search(host[1]) else "host"


def _is_address(digits: str, named: bool) -> bool:
    """Tell an address from a version number that looks like one.

    `named` says that a scheme, a user or a port stands beside it.
    """
    parts = digits.split(".")
    whole = len(parts) == 4 and all(int(part) < 256 for part in parts)
    return whole and (named or parts[3] not in ("0", "255"))
