"""Which package indexes the user has configured, for pip or for uv, and how they are reached.

Read are the environment and the settings files of the user and of the system, in the places that
pip and uv document. Never read is anything of the audited repository, its virtual environments
among it: whoever wrote it could send a token anywhere. Where both tools are configured, uv's
default index counts before pip's, and the environment before files.
"""

import configparser
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from msgspec import Struct

from debtaudit.domain.toml import BrokenTomlError, read_toml

_SYSTEM = Path("/etc")


class PackageIndex(Struct, frozen=True):
    """One index: its address without credentials, and the credentials beside it."""

    url: str
    credentials: tuple[str, str] | None = None

    @property
    def host(self) -> str:
        """What messages call it: some services take a token as a part of the path."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


class IndexSettings(Struct, frozen=True):
    """Where packages are looked up, in order; `problem` says why nowhere.

    `verify` is a bundle of certificates or True for the usual one; `certificate` is the client's.
    """

    indexes: tuple[PackageIndex, ...]
    verify: str | bool = True
    certificate: str | None = None
    proxy: str | None = None
    problem: str | None = None


class _Found(Struct):
    """What one source says: further indexes, which come first, and the default one."""

    extra: list[str]
    default: str | None = None


def index_settings(
    public: str, environment: Mapping[str, str] = os.environ, system: Path = _SYSTEM
) -> IndexSettings:
    """Return the user's indexes, private ones first; `public` is the default where none is named.

    The first index that has a package answers for it, so that nobody can put a package of the same
    name on the public index and be believed.
    """
    pip = _pip_settings(environment, system)
    sources = (_uv_environment(environment), _uv_files(environment, system), _of_pip(pip))
    if pip.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        return IndexSettings((), problem="pip's `no-index` forbids to ask an index")
    default = next((one.default for one in sources if one.default), public)
    urls = [url for one in sources for url in one.extra]
    indexes: dict[str, PackageIndex] = {}
    for url in [*urls, default]:
        index = _index(url, environment)
        if index is not None:
            indexes.setdefault(index.url, index)
    if not indexes:
        return IndexSettings((), problem="the configured index is no http or https address")
    return IndexSettings(
        tuple(indexes.values()),
        verify=pip.get("cert") or environment.get("SSL_CERT_FILE") or True,
        certificate=pip.get("client-cert"),
        proxy=pip.get("proxy"),
    )


def _pip_settings(environment: Mapping[str, str], system: Path) -> Mapping[str, str]:
    """Return pip's options: the system's files, then the user's, then the environment."""
    found: dict[str, str] = {}
    for path in _pip_files(environment, system):
        parser = configparser.RawConfigParser()
        try:
            parser.read_string(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, configparser.Error):
            continue  # pip itself says what is wrong with it
        for section in ("global", "install"):
            if parser.has_section(section):
                found |= {key.replace("_", "-"): value for key, value in parser.items(section)}
    for key, value in environment.items():
        if key.startswith("PIP_") and value:
            found[key[4:].lower().replace("_", "-")] = value
    return found


def _pip_files(environment: Mapping[str, str], system: Path) -> Iterator[Path]:
    """Yield the places of pip's documentation, "Configuration", without that of the site."""
    named = environment.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return
    yield from (folder / "pip" / "pip.conf" for folder in _system_folders(environment, system))
    yield system / "pip.conf"
    home = environment.get("HOME")
    if home:
        yield Path(home, ".pip", "pip.conf")
    yield from (folder / "pip" / "pip.conf" for folder in _user_folder(environment))
    if named:
        yield Path(named)


def _user_folder(environment: Mapping[str, str]) -> Iterator[Path]:
    named, home = environment.get("XDG_CONFIG_HOME"), environment.get("HOME")
    if named:
        yield Path(named)
    elif home:
        yield Path(home, ".config")


def _system_folders(environment: Mapping[str, str], system: Path) -> list[Path]:
    named = environment.get("XDG_CONFIG_DIRS")
    return [Path(one) for one in named.split(":") if one] if named else [system / "xdg"]


def _of_pip(pip: Mapping[str, str]) -> _Found:
    return _Found(pip.get("extra-index-url", "").split(), pip.get("index-url"))


def _uv_environment(environment: Mapping[str, str]) -> _Found:
    """Return what uv's variables say; an entry of UV_INDEX may have a name before its address."""
    extra = [one.rsplit("=", 1)[-1] if _is_named(one) else one for one in _uv_index(environment)]
    extra += environment.get("UV_EXTRA_INDEX_URL", "").split()
    default = environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL")
    if default and _is_named(default):
        default = default.partition("=")[2]
    return _Found(extra, default)


def _uv_index(environment: Mapping[str, str]) -> Sequence[str]:
    return environment.get("UV_INDEX", "").split()


def _is_named(entry: str) -> bool:
    return "=" in entry.partition("://")[0]


def _uv_files(environment: Mapping[str, str], system: Path) -> _Found:
    """Return what the first uv.toml says: the named one, else the user's, else the system's."""
    named = environment.get("UV_CONFIG_FILE")
    folders = [*_user_folder(environment), *_system_folders(environment, system), system]
    places = [Path(named)] if named else [folder / "uv" / "uv.toml" for folder in folders]
    tables = (_uv_file(path) for path in places)
    return next((_uv_table(table) for table in tables if table is not None), _Found([]))


def _uv_file(path: Path) -> Mapping[str, object] | None:
    try:
        return read_toml(path.read_bytes())
    except (OSError, BrokenTomlError):
        return None  # uv itself says what is wrong with it


def _uv_table(table: Mapping[str, object]) -> _Found:
    found = _Found([])
    listed = table.get("index")
    for one in listed if isinstance(listed, list) else []:
        url = one.get("url") if isinstance(one, dict) else None
        if not isinstance(url, str) or one.get("explicit") is True:
            continue  # an explicit index is asked for the packages that name it, and no others
        if one.get("default") is True:
            found.default = url
        else:
            found.extra.append(url)
    more, default = table.get("extra-index-url"), table.get("index-url")
    found.extra += [url for url in more if isinstance(url, str)] if isinstance(more, list) else []
    if found.default is None and isinstance(default, str):
        found.default = default
    return found


def _index(url: str, environment: Mapping[str, str]) -> PackageIndex | None:
    """Take the credentials out of an address, or find those that belong to it."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    bare = urlunsplit((parts.scheme, host + port, parts.path.rstrip("/") + "/", "", ""))
    user = unquote(parts.username or "")
    if parts.password is not None:
        return PackageIndex(bare, (user, unquote(parts.password)))
    return PackageIndex(bare, _stored(bare, user, environment))


def _stored(url: str, user: str, environment: Mapping[str, str]) -> tuple[str, str] | None:
    """Look credentials up: uv's variables, .netrc, and a keyring for a user without a password."""
    import requests.utils

    for name, address in _named_indexes(environment):
        if address.rstrip("/") + "/" == url:
            key = "".join(sign if sign.isalnum() else "_" for sign in name.upper())
            password = environment.get(f"UV_INDEX_{key}_PASSWORD")
            if password is not None:
                return environment.get(f"UV_INDEX_{key}_USERNAME", user), password
    pair = requests.utils.get_netrc_auth(url)
    if pair is not None and user in ("", pair[0]):
        return pair
    password = _from_keyring(url, user) if user else None
    return (user, password or "") if user else None


def _named_indexes(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for entry in (*_uv_index(environment), environment.get("UV_DEFAULT_INDEX", "")):
        if _is_named(entry):
            name, _, address = entry.partition("=")
            yield name, address


def _from_keyring(url: str, user: str) -> str | None:
    """Ask the user's keyring, where the `keyring` package is installed beside debtaudit."""
    import importlib

    try:
        keyring = importlib.import_module("keyring")
        password = keyring.get_password(url, user) or keyring.get_password(
            urlsplit(url).netloc, user
        )
    except Exception:  # every backend has failures of its own; none of them ends an audit
        return None
    return password if isinstance(password, str) else None
