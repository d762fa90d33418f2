"""Values that tie code to one place by the name they are given: secrets, accounts, cards.

What a value tells by its own form is in `fixed_values.py`; the kinds are explained there.
"""

from __future__ import annotations

import ast
import re

from debtaudit.domain.masking import MASK, mask_value
from debtaudit.domain.patterns import lazy_pattern
from debtaudit.domain.python_facts import FixedValue
from debtaudit.extract.fixed_values import PLACEHOLDER, keep_value, shown
from debtaudit.knowledge.fixed_places import is_known_secret

SENSITIVE = frozenset(
    (
        *("api_key", "apikey", "token", "password", "passwd", "pwd", "secret", "secret_key"),
        *("access_token", "auth_token", "aws_secret_access_key", "aws_access_key_id", "api_token"),
        *("client_secret", "account_key", "connection_string", "use_auth_token", "hf_token"),
        *("bucket", "Bucket", "bucket_name", "project_id", "account_id", "subscription_id"),
        *("device_ids", "gpus", "visible_devices", "gpu_ids", "CUDA_VISIBLE_DEVICES"),
    )
)
"""Keywords and keys whose value is of interest whatever it looks like."""

_SENSITIVE_NAME = lazy_pattern(r"(?i)key|token|secret|pass|pwd|cred|auth|dsn|bucket|_id\b|account")
_ACCOUNT_NAME = lazy_pattern(
    r"(?i)(?:\w*_)?(?:bucket(?:_?name)?|(?:gcp_?)?project_?id|gcp_?project|(?:aws_?)?account_?id"
    r"|subscription_?id|storage_?account(?:_?name)?)\Z"
)
_ABOUT_SECRETS = lazy_pattern(
    r"(?i)(?:\b|_)(?:name|path|file|header|env|prefix|suffix|field|type|param|label|column|url|dsn)"
    r"(?:\b|_)|(?:\b|_)(?:routes?|endpoints?|uri|page|view|title|message|pattern|policy|scope)\Z"
)
"""A name with one of these words tells where a secret is or what it is called."""
_WORD = lazy_pattern(r"[A-Z]?[a-z]{0,9}\Z")
"""One short plain word: who looks for a password tries it first, and it is rarely meant as one."""
_ALLOWED = lazy_pattern(rb"pragma: ?(?:allow|white)list[ -]secret")
_NEXT_ALLOWED = lazy_pattern(rb"pragma: ?(?:allow|white)list[ -]nextline[ -]secret")
"""Comments by which a person tells Yelp's detect-secrets that a line holds no secret."""
_CARDS = frozenset(("device_ids", "gpus", "visible_devices", "gpu_ids"))
TELLING_CALLS = (".cuda", ".set_device", ".set_tracking_uri")
"""Calls whose one argument is of interest whatever it looks like."""
_VISIBLE = "CUDA_VISIBLE_DEVICES"


def given_to_call(argument: ast.expr, node: ast.Call, name: str, fixed: list[FixedValue]) -> None:
    """Say of the value that was kept last which argument of which call it is."""
    given_as = next((word.arg or "" for word in node.keywords if word.value is argument), "")
    first = node.args[0] if node.args else argument
    if not given_as and first is not argument:  # `os.environ.get("DATA", "/mnt/data")`
        given_as = _name_of(first)
    last = fixed[-1]
    fixed[-1] = FixedValue(last.kind, last.line, last.text, given_as, name)


def telling_arguments(node: ast.Call, name: str, fixed: list[FixedValue]) -> None:
    """Look at `.cuda(1)`, `device_ids=[1, 2]`, `password="..."` and `Bucket="..."`."""
    if name.endswith(TELLING_CALLS) and len(node.args) == 1:
        value = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
        if value == "mlruns":
            keep_value(FixedValue("tracking", node.lineno, value, "", name), fixed)
        elif isinstance(value, int) and value > 0:
            text = f"{name.rpartition('.')[2]}({value})"
            keep_value(FixedValue("device", node.lineno, text, "", name), fixed)
    for word in node.keywords:
        if word.arg in _CARDS:
            cards = _cards(word.value)
            if cards:
                keep_value(FixedValue("device", word.value.lineno, cards, word.arg, name), fixed)
        elif word.arg in SENSITIVE and isinstance(word.value, ast.Constant):
            _named_text(word.arg, word.value, fixed, name)


def _cards(value: ast.expr) -> str:
    """Return `[1, 2]` for a list of numbers of cards beyond the first alone, else nothing."""
    if not isinstance(value, (ast.List, ast.Tuple)) or not value.elts:
        return ""
    numbers = [each.value for each in value.elts if isinstance(each, ast.Constant)]
    if len(numbers) < len(value.elts) or not all(isinstance(one, int) for one in numbers):
        return ""
    return str(numbers) if numbers != [0] else ""


def assigned_text(target: ast.expr, value: ast.Constant, fixed: list[FixedValue]) -> None:
    """Look at `name = "text"`, `os.environ["NAME"] = "text"` and `settings["name"] = "text"`."""
    name, text = _name_of(target), value.value
    if not name or not isinstance(text, str):
        return
    if fixed and fixed[-1].line == value.lineno and not fixed[-1].name:
        fixed[-1] = FixedValue(fixed[-1].kind, fixed[-1].line, fixed[-1].text, name)
    elif name == _VISIBLE:
        if text.strip() not in ("", "-1"):  # (these say: no card)
            keep_value(FixedValue("device", value.lineno, shown(text), name), fixed)
    elif _SENSITIVE_NAME.search(name):
        _named_text(name, value, fixed)


def telling_entries(node: ast.Dict, fixed: list[FixedValue]) -> None:
    """Look at `{"password": "..."}`."""
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
            assigned_text(key, value, fixed)


def _name_of(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    key = target.slice if isinstance(target, ast.Subscript) else target
    return key.value[:60] if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def _named_text(name: str, value: ast.Constant, fixed: list[FixedValue], call: str = "") -> None:
    """Keep a text whose name says that it is a secret or an account."""
    text = value.value
    if not isinstance(text, str) or not text or PLACEHOLDER.search(text):
        return
    if fixed and fixed[-1].line == value.lineno and fixed[-1].name == name:
        return
    if _ACCOUNT_NAME.match(name):
        if re.fullmatch(r"[a-z0-9][\w.-]{3,80}", text):
            keep_value(FixedValue("account", value.lineno, shown(text), name, call), fixed)
    elif _is_credential(name, text):
        keep_value(FixedValue("credential", value.lineno, MASK, name, call), fixed)


def without_allowed(fixed: tuple[FixedValue, ...], data: bytes) -> tuple[FixedValue, ...]:
    """Return fixed values without the credentials that a comment calls none."""
    if b"list" not in data or all(one.kind != "credential" for one in fixed):
        return fixed
    lines = [b"", *data.splitlines()]
    return tuple(one for one in fixed if one.kind != "credential" or not _allowed(one.line, lines))


def _allowed(number: int, lines: list[bytes]) -> bool:
    if number >= len(lines):
        return False
    return bool(_ALLOWED.search(lines[number]) or _NEXT_ALLOWED.search(lines[number - 1]))


def _is_credential(name: str, text: str) -> bool:
    """Tell a secret that is written out; a key or token has to look random."""
    if _WORD.match(text):  # `SECRETS_ROUTE = "secrets"`
        return False
    if _ABOUT_SECRETS.search(name) or mask_value(name, text) != MASK or is_known_secret(text):
        return False
    if text.isupper() and text.isidentifier():  # `TOKEN_SECRET = "GITHUB_TOKEN"` names a variable
        return False
    if re.search(r"(?i)passw|passphrase|pwd|secret|(?:\b|_)pass\Z", name):
        return True
    return len(text) >= 12 and bool(re.search(r"\d", text) and re.search(r"[A-Za-z]", text))
