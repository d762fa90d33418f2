"""Secrets out of every text that a person or a program will read: keys, tokens, passwords.

Reports quote audited files: values before and after, URLs of dependencies, commit subjects. Each
such text goes through `mask` (or `mask_value`, where the name of the setting is known apart from
its value) once where the fact is made and once more before the report, so that no format has to
think of it. What is masked is decided by the name it is given (`password = ...`) or by its own
form (`ghp_...`); ordinary settings of models (`max_tokens: 256`, `pad_token: "<pad>"`) stay.

Every pattern starts at a literal and repeats a bounded or negated class, so the time grows with
the length of the text and not with its square, whatever a hostile file holds.
"""

import re
from collections.abc import Callable
from functools import lru_cache

MASK = "***"

# Every text with a secret holds one of these: the cheap test before each group of patterns. The
# patterns are compiled by `re` when they are first needed, which most audits never do.
_FORM_HINTS = (
    *("AKIA", "ASIA", "AROA", "AIDA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    *("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "xox", "hf_", "sk-"),
    *("gsk_", "r8_", "k_live_", "k_test_", "AIza", "ya29.", "GOCSPX-", "pypi-AgE", "npm_"),
    *("dckr_pat_", "dop_v1_", "SG.", "dapi", "shpat_", "shpca_", "shppa_", "shpss_", ":AA", "eyJ"),
)
_NAME_HINTS = ("key", "token", "secret", "pass", "pwd", "cred", "auth", "dsn", "signature")

_PEM = (
    r"(?s)(-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----).*?"
    r"(-----END[A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----|\Z)"
)
_FORMS = (
    r"\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b"  # AWS: prefixes of the IAM identifiers reference
    r"|\bgh[pousr]_[A-Za-z0-9]{20,255}|\bgithub_pat_\w{20,255}"
    r"|\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{16,255}"
    r"|\bxox[abeprs]-[\w-]{10,255}"
    r"|\bhf_[A-Za-z0-9]{30,255}"
    r"|\bsk-(?=[\w-]{0,250}\d)[\w-]{20,255}|\bgsk_\w{20,255}|\br8_[A-Za-z0-9]{30,255}"
    r"|\b[sr]k_(?:live|test)_\w{16,255}"
    r"|\bAIza[\w-]{35}|\bya29\.[\w-]{20,255}|\bGOCSPX-[\w-]{20,255}"
    r"|\bpypi-AgE[\w-]{20,255}|\bnpm_[A-Za-z0-9]{36}|\bdckr_pat_[\w-]{20,255}"
    r"|\bdop_v1_[0-9a-f]{64}|\bSG\.[\w-]{16,64}\.[\w-]{16,64}|\bdapi[0-9a-f]{32}\b"
    r"|\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b"
    r"|\b\d{8,10}:AA[\w-]{33}\b"  # a Telegram bot
    r"|\beyJ[\w-]{8,4000}\.eyJ[\w-]{8,4000}(?:\.[\w-]{0,4000})?"  # a JSON web token (RFC 7519)
)
_WEBHOOK = r"(hooks\.slack\.com/services/|/api/webhooks/\d{5,25}/)[\w/-]{8,255}"
_USER_INFO = r"://([^\s/:@'\"<>]{0,255}):([^\s/'\"<>]{1,255})@"
_LONE_USER = r"://(?=[^\s/:@]{0,255}\d)([\w~%+-]{16,255})@"
_QUERY = r"([?&;]([\w.\[\]-]{1,64})=)([^&\s#'\"]{1,2000})"
_HEADER = (
    r"(?i)\b(bearer\s{1,8}|authorization['\"]?\s{0,8}[:=]\s{0,8}['\"]?basic\s{1,8})"
    r"([\w.~+/=-]{8,4000})"
)
_CURL_USER = r"((?:^|\s)-u\s{1,8}['\"]?[^\s:'\"]{1,64}:)([^\s'\"]{1,255})"
_NAME = (
    r"(?i)(?P<word>passphrase|password|passwd|passwort|pass|pwd|secret|token|key|credential|auth|dsn"
    r"|signature)(?P<rest>[\w-]{0,40})\\?[\"']?\]?"
    r"(?P<between>[ \t]{0,20}(?::=|=>|[:=])(?!=)[ \t]{0,20}|[ \t]{1,20})"
)
_QUOTE = r"[rbfuRBFU]{0,2}(\\?)([\"'])\2{0,2}"
_BARE = r"[^\s\"'\\;,]+"
_QUOTED = {
    '"': r"(?:[^\"\\\n]|\\.)+",
    "'": r"(?:[^'\\\n]|\\.)+",
    '\\"': r"[^\"\\\n]+",
    "\\'": r"[^'\\\n]+",
}
_NAME_BEFORE = r"[\w-]*\Z"
_NAME_PARTS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PASSWORDS = frozenset({"password", "passwd", "passwort", "pwd", "passphrase", "pass"})
_ALWAYS = _PASSWORDS | {"secret", "secrets", "credential", "credentials", "apikey", "apitoken"}
# `<one of these> key` is a key that opens something; `primary key` or `cache key` is none.
_KEY_OF = _words(
    "api access secret private account storage encryption signing master shared service "
    "subscription auth deploy ssh fernet wandb neptune comet openai azure aws hmac jwt app"
)
# `<one of these> token` identifies somebody; `pad token` or `stop token` belongs to a vocabulary.
_TOKEN_OF = _words(
    "access auth api bearer refresh session csrf personal hf hub huggingface github gitlab gh "
    "slack bot wandb neptune comet telegram discord pypi npm vault jwt deploy security oauth sas "
    "secret private user write read upload admin service registry docker"
)
_VOCABULARY = _words(
    "max min num n pad eos bos unk cls sep mask special stop start end begin added additional new "
    "image class global text video audio prompt type per total count first last next out"
)
# A name that ends so tells something about a secret and is none.
_ABOUT = _words(
    "name names file path env variable var field count length len size type url uri ttl expiry "
    "expires expire ttl dim embedding embeddings id ids policy hash index dropout length limit "
    "required enabled min max"
)
_NOT_SECRET = _words(
    "none null nil true false yes no on off str string int bytes bool optional any required "
    "optional[str] str|none undefined default empty changeme xxx example todo redacted"
)
_REFERENCE = (
    r"[$<\[{(%!*~@|>#]|ENC\[|vault:|(?:os|self|cls|args|opt|opts|cfg|conf|config|settings|env|environ|"
    r"params|secrets|st|getpass|click|typer|argparse|flask|request|kwargs|hparams|process|var|data)"
    r"[.\[(]"
)
_CALL = r"[A-Za-z_][\w.]{0,80}[(\[]"


@lru_cache(maxsize=4096)  # the findings of a rule say much in the same words
def mask(text: str) -> str:
    """Return the text with every secret in it replaced by `***`; ordinary text comes back as is."""
    if len(text) >= 20 and _holds(text, _FORM_HINTS):
        text = re.sub(_FORMS, MASK, text)
    if "://" in text:
        text = re.sub(_USER_INFO, _keeping_placeholder(2), text)
        text = re.sub(_LONE_USER, f"://{MASK}@", text)
        text = re.sub(_WEBHOOK, rf"\1{MASK}", text)
    if "=" in text and ("?" in text or "&" in text):
        text = re.sub(_QUERY, _query, text)
    if " -u " in text:
        text = re.sub(_CURL_USER, _keeping_placeholder(2, numbers=True), text)
    lowered = text.lower()
    if "private key" in lowered:
        text = re.sub(_PEM, rf"\1{MASK}\2", text)
    if "bearer" in lowered or "basic" in lowered:
        text = re.sub(_HEADER, _keeping_placeholder(2), text)
    if _holds(lowered, _NAME_HINTS):
        text = _assignments(text)
    return text


def _holds(text: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # noqa: SIM110 - a generator costs more than what it looks for
        if hint in text:
            return True
    return False


def mask_value(name: str, value: str) -> str:
    """Return the value of the setting `name` (dotted or plain), masked where it is a secret."""
    last = name.rpartition(".")[2]
    if _holds(last.lower(), _NAME_HINTS) and _is_secret(last, value.strip("\"' ")):
        return MASK
    return mask(value)


def _keeping_placeholder(group: int, numbers: bool = False) -> Callable[[re.Match[str]], str]:
    """Make a replacement that masks one group unless it only refers to a secret (`${TOKEN}`)."""

    def replace(match: re.Match[str]) -> str:
        value = match[group]
        if value[0] in "$<{%*" or (numbers and value.isdigit()):
            return match[0]
        start = match.start(group) - match.start()
        return f"{match[0][:start]}{MASK}{match[0][start + len(value) :]}"

    return replace


def _query(match: re.Match[str]) -> str:
    """Mask one parameter of a URL's query by its name."""
    name, value = match[2], match[3]
    lowered = name.lower()
    opens = lowered in {"sig", "key", "code", "signature"} and len(value) >= 8
    opens = opens or (lowered.endswith("token") and not value.isdigit())
    if opens or "signature" in lowered or "credential" in lowered or _is_secret(name, value):
        return match[1] + MASK
    return match[0]


def _assignments(text: str) -> str:
    """Mask the values of `name = value`, `name: value` and `--name value` by the whole name."""
    name = re.compile(_NAME)
    pieces = []
    done = position = 0
    while (match := name.search(text, position)) is not None:
        position = match.end("word")
        span = _secret_span(text, match)
        if span is not None:
            pieces += [text[done : span[0]], MASK]
            done = position = span[1]
    return "".join([*pieces, text[done:]]) if pieces else text


def _secret_span(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Return where the secret value of this name stands, or None where there is none."""
    before = text[max(0, match.start() - 80) : match.start()]
    found = re.search(_NAME_BEFORE, before)
    prefix = found[0] if found is not None else ""
    name = prefix + match["word"] + match["rest"]
    lead = before[: len(before) - len(prefix)]
    if match["between"].isspace() and not _takes_a_space(name, lead):
        return None
    if name == "key" and lead.endswith("login("):  # wandb.login(key=...)
        name = "api_key"
    start = match.end()
    quote = re.compile(_QUOTE).match(text, start)
    pattern = re.compile(_QUOTED[quote[1] + quote[2]] if quote is not None else _BARE)
    start = quote.end() if quote is not None else start
    # The beginning is enough to judge by, and keeps the time of a hostile text in bounds.
    value = pattern.match(text, start, start + 500)
    if value is None or not _is_secret(name.lstrip("-"), value[0], quote is not None):
        return None
    whole = pattern.match(text, start)
    end = whole.end() if whole is not None else value.end()
    if quote is None:
        end = start + len(text[start:end].rstrip(")]}"))
    return (start, end) if end > start else None


def _takes_a_space(name: str, lead: str) -> bool:
    """Tell whether `name value` without a sign between is an option, ENV line or netrc entry."""
    return name.startswith("--") or lead.endswith(("ENV ", "ARG ")) or "login " in lead


def _is_secret(name: str, value: str, quoted: bool = False) -> bool:
    """Tell whether a value under this name is a secret, and not a word about one."""
    words = [word.lower() for word in re.findall(_NAME_PARTS, name)]
    if not words or not value or value == MASK:
        return False
    lowered = value.lower().strip("\"'")
    if lowered in _NOT_SECRET or lowered == name.lower() or re.match(_REFERENCE, value):
        return False
    if not quoted and re.match(_CALL, value):
        return False
    last = words[-1]
    if last in _ABOUT and not ("access" in words and "key" in words and last == "id"):
        return False
    if not _ALWAYS.isdisjoint(words):
        return _is_password(words, value)
    if "dsn" in words:
        return "@" in value
    if last in {"key", "keys", "id"} and len(words) > 1:
        return words[-2] in _KEY_OF | {"key"} and len(value) >= 6
    if last in {"token", "tokens"}:
        return _is_token(words, value)
    return last in {"auth", "signature"} and _is_random(value)


def _is_password(words: list[str], value: str) -> bool:
    """Judge a value under a name such as `password`, `client_secret` or `credentials`."""
    if words[-1] == "pass" and len(words) == 1:  # `pass: 3` counts something
        return _is_random(value)
    if value.isidentifier() and not _PASSWORDS.isdisjoint(re.split(r"_|\d", value.lower())):
        return False  # `password=db_password` hands a variable on
    return not (words[-1] in {"credential", "credentials"} and len(value) < 6)


def _is_token(words: list[str], value: str) -> bool:
    """Judge a value under a name that ends with `token`."""
    if not _VOCABULARY.isdisjoint(words[:-1]):
        return False
    if value.isidentifier() and "token" in value.lower():
        return False
    if not _TOKEN_OF.isdisjoint(words[:-1]):
        return len(value) >= 4 and not value.isdigit()
    return _is_random(value)


def _is_random(value: str) -> bool:
    """Tell whether a value looks random: long, without spaces, letters and digits mixed."""
    if len(value) < 12 or " " in value or value.replace(".", "").isdigit():
        return False
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
