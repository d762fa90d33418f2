"""Ask the user's package indexes which versions a package has, and when each was uploaded.

PEP 691 (JSON) with PEP 700 (upload times) and PEP 592 (yanked), PEP 503 (HTML) where the index has
no JSON: pypi-simple reads both and knows the public index. Answers are kept in the fact cache and
revalidated by their ETag; the key is hashed, so no name of a package reaches a path.
"""

import re
import warnings
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from msgspec import DecodeError, Struct, json, msgpack

from debtaudit.domain.errors import WrongCallError
from debtaudit.domain.masking import mask
from debtaudit.domain.package_index import IndexedPackage, IndexRelease, PackageIndexFacts
from debtaudit.domain.text import visible
from debtaudit.gather.commit_graph import FactStore
from debtaudit.gather.http_client import (
    Answer,
    Asker,
    Bounds,
    Question,
    UnansweredError,
    ask_all,
)
from debtaudit.gather.index_settings import IndexSettings, PackageIndex, index_settings

if TYPE_CHECKING:
    from packaging.version import Version
    from pypi_simple import DistributionPackage, ProjectPage

_CACHE_KIND = "package-index-1"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z")  # normalised, PEP 503
_REASON = 200  # characters of a reason that are quoted
_JSON = "application/vnd.pypi.simple.v1+json"
_HTML = ("application/vnd.pypi.simple.v1+html", "text/html")


class _Known(Struct, frozen=True, array_like=True):
    """A cached answer and what revalidates it (RFC 9110, 13.1)."""

    package: IndexedPackage
    etag: str
    modified: str


class _Reply(Struct, frozen=True):
    """An answer and the index that gave it; no answer where no index has the package."""

    index: PackageIndex
    answer: Answer | None


def ask_package_indexes(
    names: Iterable[str],
    bounds: Bounds,
    cache: FactStore | None = None,
    settings: IndexSettings | None = None,
) -> PackageIndexFacts:
    """Ask for every name (normalised); what has no answer says why.

    `settings` are the user's own where none are given. Raises `WrongCallError` where the client
    library is not installed.
    """
    wanted = sorted(set(names))
    asked_on = datetime.now(timezone.utc).date()
    if settings is None:
        settings = index_settings(_public_index())
    packages = {name: IndexedPackage(problem="its name is none") for name in wanted}
    asked = [name for name in wanted if _NAME.match(name)]
    if settings.problem is not None:
        refused = IndexedPackage(problem=settings.problem, asked=False)
        return PackageIndexFacts(asked_on, dict.fromkeys(wanted, refused))
    packages |= _Lookup(settings, cache).packages(asked, bounds)
    return PackageIndexFacts(asked_on, packages)


def _public_index() -> str:
    try:
        from pypi_simple import PYPI_SIMPLE_ENDPOINT
    except ImportError:
        raise WrongCallError(
            "--online needs the package pypi-simple: install `debtaudit[online]`"
        ) from None
    return PYPI_SIMPLE_ENDPOINT


class _Lookup:
    """One round of questions to the indexes of `settings`."""

    def __init__(self, settings: IndexSettings, cache: FactStore | None) -> None:
        self._settings = settings
        self._cache = cache
        self._known: dict[str, _Known] = {}

    def packages(self, names: list[str], bounds: Bounds) -> dict[str, IndexedPackage]:
        """Return what the indexes say of each name, and keep it for the next time."""
        self._recall(names)
        found: dict[str, IndexedPackage] = {}
        fresh: dict[str, bytes] = {}
        for name, reply in ask_all(names, self._ask, bounds).items():
            if isinstance(reply, UnansweredError):
                found[name] = IndexedPackage(problem=str(reply), asked=False)
            elif reply.answer is None:
                found[name] = IndexedPackage(problem="no configured index has this package")
            else:
                key = _key(reply.index, name)
                package = self._package(name, key, reply.answer)
                found[name] = package
                if package.problem is None and reply.answer.status == 200:
                    fresh[key] = msgpack.encode(_known(package, reply.answer))
        if self._cache is not None and fresh:
            self._cache.put_many(_CACHE_KIND, fresh)
        return found

    def _recall(self, names: list[str]) -> None:
        if self._cache is None:
            return
        keys = [_key(index, name) for index in self._settings.indexes for name in names]
        stored = self._cache.get_many(_CACHE_KIND, keys)
        recalled = ((key, _recalled(data)) for key, data in stored.items())
        self._known = {key: known for key, known in recalled if known is not None}

    def _ask(self, asker: Asker, name: str) -> _Reply:
        """Ask the indexes in their order; the first that has the package is believed.

        An index that fails ends the search: what it would have said cannot be told, and the next
        one must not answer in its place.
        """
        for index in self._settings.indexes:
            try:
                answer = asker.ask(self._question(index, name))
            except UnansweredError as error:
                raise UnansweredError(f"{index.host} was asked: {error}") from None
            if answer.status in (200, 304):
                return _Reply(index, answer)
            if answer.status in (401, 403, 407):
                raise UnansweredError(f"{index.host} asks for other credentials ({answer.status})")
            if answer.status not in (404, 410):
                raise UnansweredError(f"{index.host} was asked: it answered {answer.status}")
        return _Reply(self._settings.indexes[-1], None)

    def _question(self, index: PackageIndex, name: str) -> Question:
        from pypi_simple import ACCEPT_JSON_PREFERRED

        headers = {"Accept": ACCEPT_JSON_PREFERRED}
        known = self._known.get(_key(index, name))
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        elif known is not None and known.modified:
            headers["If-Modified-Since"] = known.modified
        return Question(
            f"{index.url}{name}/",
            headers,
            credentials=index.credentials,
            verify=self._settings.verify,
            certificate=self._settings.certificate,
            proxy=self._settings.proxy,
        )

    def _package(self, name: str, key: str, answer: Answer) -> IndexedPackage:
        if answer.status == 304:
            known = self._known.get(key)
            if known is None:
                problem = "the index says that nothing has changed, and nothing is known"
                return IndexedPackage(problem=problem, asked=False)
            return known.package
        return read_project_page(name, answer)


def _key(index: PackageIndex, name: str) -> str:
    user = index.credentials[0] if index.credentials else ""
    return f"{index.url}\0{user}\0{name}"


def _recalled(data: bytes) -> _Known | None:
    try:
        return msgpack.decode(data, type=_Known)
    except DecodeError:
        return None


def _known(package: IndexedPackage, answer: Answer) -> _Known:
    headers = answer.headers
    return _Known(package, headers.get("ETag", ""), headers.get("Last-Modified", ""))


def read_project_page(name: str, answer: Answer) -> IndexedPackage:
    """Return the versions on a project's page, oldest first; a broken page says so."""
    from pypi_simple import ProjectPage, UnsupportedRepoVersionError

    kind = answer.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a newer minor version of the API can be read
            if kind == _JSON:
                page = ProjectPage.from_json_data(json.decode(answer.body), answer.url)
            elif kind in _HTML:
                page = ProjectPage.from_html(name, answer.body, answer.url)
            else:
                problem = "the index answered with something that is no project page"
                return IndexedPackage(problem=problem, asked=False)
    except UnsupportedRepoVersionError:
        problem = "the index speaks a newer version of the API than is known"
        return IndexedPackage(problem=problem, asked=False)
    except (ValueError, TypeError, KeyError, RecursionError):
        return IndexedPackage(problem="the answer of the index is broken", asked=False)
    return IndexedPackage(_releases(page))


def _releases(page: "ProjectPage") -> tuple[IndexRelease, ...]:
    """Put the files of each version together, oldest version first (PEP 440)."""
    files: dict[Version, list[DistributionPackage]] = {}
    for one in page.packages:
        version = _version(one.version)
        if version is not None:
            files.setdefault(version, []).append(one)
    return tuple(_release(version, files[version]) for version in sorted(files))


def _version(text: str | None) -> "Version | None":
    """Parse a version; None for those from before PEP 440, which no installer takes any more."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text or "")
    except InvalidVersion:
        return None


def _release(version: "Version", files: "list[DistributionPackage]") -> IndexRelease:
    times = [one.upload_time for one in files if one.upload_time is not None]
    uploaded = min(_utc_day(time) for time in times) if times else None
    yanked = all(one.is_yanked for one in files)
    reasons = [one.yanked_reason for one in files if one.yanked_reason]
    required = [one.requires_python for one in files]
    return IndexRelease(
        str(version),
        uploaded,
        _quoted(reasons[0] if reasons else "") if yanked else None,
        None if None in required else required[0],
        version.is_prerelease,
    )


def _quoted(reason: str) -> str:
    """Return the makers' words as one line without secrets and control characters."""
    return mask(visible(" ".join(reason.split())[:_REASON]))


def _utc_day(time: datetime) -> str:
    """Return the day in UTC, which PEP 700 demands and which a time without a zone must mean."""
    return (time.astimezone(timezone.utc) if time.tzinfo else time).date().isoformat()
