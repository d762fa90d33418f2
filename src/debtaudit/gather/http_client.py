"""Ask web services many questions at once, within limits that hold whatever they answer.

Each question has one answer or one `UnansweredError` with the reason. The limits: questions at a
time, seconds in all, bytes of an answer. A server that drips bytes can hold a thread for longer
than the limit; nobody waits for that thread, and it ends with the program.

Credentials go to the origin (scheme, host and port) that they belong to and to no other: redirects
are followed here, one by one, because a library that follows them looks into .netrc for each new
host, and reads the body of a redirect without a limit.
"""

import math
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from msgspec import Struct, field

from debtaudit.domain.masking import mask
from debtaudit.domain.network_settings import OnlineSettings

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

_HOPS = 5
_CHUNK = 16_384
_SOCKET_SECONDS = 15.0
_TRIES = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_PORTS = {"http": 80, "https": 443}

K = TypeVar("K")
T = TypeVar("T")


class Bounds(Struct, frozen=True):
    """The limits of one round of questions.

    The round ends after `seconds`, and at `deadline` (of the monotonic clock) if that is earlier.
    `backoff` is the first pause in seconds, doubled each time.
    """

    concurrency: int = 10
    seconds: float = 60.0
    answer_bytes: int = 25_000_000
    backoff: float = 0.5
    deadline: float = math.inf


def bounds_of(limits: OnlineSettings) -> Bounds:
    """Start the clock: all rounds within these bounds end together."""
    return Bounds(
        limits.concurrency,
        limits.seconds,
        limits.answer_bytes,
        deadline=time.monotonic() + limits.seconds,
    )


class Question(Struct, frozen=True):
    """One request: a GET, or a POST where there is a `body` of JSON."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    credentials: tuple[str, str] | None = None
    verify: str | bool = True
    certificate: str | None = None
    proxy: str | None = None


class Answer(Struct, frozen=True):
    """What came back in the end: `url` is where it came from."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class UnansweredError(Exception):
    """No answer: the message says why, in words for the report, without secrets."""


class Asker:
    """Asks questions in one thread until a deadline."""

    def __init__(self, bounds: Bounds, deadline: float) -> None:
        import requests

        self._bounds = bounds
        self._deadline = deadline
        self._session: Session = requests.Session()

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_error: object) -> None:
        self._session.close()

    def ask(self, question: Question) -> Answer:
        """Return the answer, after as many tries as make sense; raises `UnansweredError`."""
        pause = self._bounds.backoff
        for attempt in range(1, _TRIES + 1):
            answer = self._once(question)
            if answer.status != 429 and answer.status < 500:
                return answer
            wait = _retry_after(answer, pause)
            if attempt == _TRIES or time.monotonic() + wait > self._deadline:
                raise UnansweredError(_said(answer, wait))
            time.sleep(wait)
            pause *= 2
        raise AssertionError("the last try returns or raises")

    def _once(self, question: Question) -> Answer:
        """Send the request and follow its redirects; raises `UnansweredError` where that fails."""
        import requests
        from urllib3.exceptions import HTTPError

        url = question.url
        try:
            for _ in range(_HOPS + 1):
                with self._send(question, url) as response:
                    if response.status_code not in _REDIRECTS or question.body is not None:
                        return self._answer(response, url)
                    target = urljoin(url, response.headers.get("Location", ""))
                _check_redirect(url, target)
                url = target
        except requests.exceptions.SSLError as error:
            raise UnansweredError(f"its certificate is not trusted: {_root(error)}") from None
        except requests.exceptions.Timeout:
            raise UnansweredError("it did not answer in time") from None
        except requests.exceptions.ProxyError as error:
            raise UnansweredError(f"the proxy could not be reached: {_root(error)}") from None
        except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
            raise UnansweredError(f"the connection failed: {_root(error)}") from None
        raise UnansweredError(f"it redirects more than {_HOPS} times")

    def _send(self, question: Question, url: str) -> "Response":
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise UnansweredError("the time limit was reached")
        own = origin(url) == origin(question.url)
        return self._session.request(
            "GET" if question.body is None else "POST",
            url,
            headers={"User-Agent": "debtaudit", **question.headers},
            data=question.body,
            auth=_Credentials(question.credentials if own else None),
            timeout=min(left, _SOCKET_SECONDS),
            allow_redirects=False,
            stream=True,
            verify=question.verify,
            cert=question.certificate if own else None,
            proxies={"http": question.proxy, "https": question.proxy} if question.proxy else None,
        )

    def _answer(self, response: "Response", url: str) -> Answer:
        limit = self._bounds.answer_bytes
        announced = response.headers.get("Content-Length", "")
        too_large = f"its answer is larger than {limit:,} bytes"
        if announced.isdigit() and int(announced) > limit:
            raise UnansweredError(too_large)
        body = bytearray()
        for chunk in response.iter_content(_CHUNK):
            body += chunk
            if len(body) > limit:
                raise UnansweredError(too_large)
            if time.monotonic() > self._deadline:
                raise UnansweredError("the time limit was reached")
        return Answer(response.status_code, response.headers, bytes(body), url)


class _Credentials:
    """Sets the given credentials, or none; being given, it keeps requests from reading .netrc."""

    def __init__(self, pair: tuple[str, str] | None) -> None:
        self._pair = pair

    def __call__(self, request: "PreparedRequest") -> "PreparedRequest":
        if self._pair is None:
            request.headers.pop("Authorization", None)
            return request
        from requests.auth import HTTPBasicAuth

        user, password = (part.encode() for part in self._pair)
        HTTPBasicAuth(user, password)(request)
        return request


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of a URL; raises ValueError for a port that is none."""
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme)


def _check_redirect(url: str, target: str) -> None:
    """Refuse a redirect that leaves the web, or the encryption."""
    before, after = urlsplit(url).scheme.lower(), urlsplit(target).scheme.lower()
    if after not in _PORTS:
        raise UnansweredError(f"it redirects to `{after}:`, which is not followed")
    if before == "https" and after == "http":
        raise UnansweredError("it redirects from https to http, which is not followed")


def _retry_after(answer: Answer, pause: float) -> float:
    """Return the seconds that the server asks to wait, else the pause (RFC 9110, 10.2.3)."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return float(value)
    if value:
        from email.utils import parsedate_to_datetime

        try:
            return max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
        except (ValueError, OverflowError):
            pass
    return pause


def _said(answer: Answer, wait: float) -> str:
    if answer.status == 429:
        return f"it asks to wait {wait:.0f} seconds (429)"
    return f"it answered {answer.status}"


def _root(error: BaseException) -> str:
    """Return the innermost reason in one line, without secrets and memory addresses."""
    inner: BaseException = error
    for _ in range(8):
        reason = getattr(inner, "reason", None)
        cause = reason if isinstance(reason, BaseException) else None
        first = inner.args[0] if inner.args else None
        cause = cause or (first if isinstance(first, BaseException) else None) or inner.__cause__
        if cause is None:
            break
        inner = cause
    text = getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
    text = text.rsplit("object at 0x", 1)[-1].split(": ", 1)[-1]
    return mask(" ".join(text.split())[:200])


def ask_all(
    keys: Iterable[K], ask: Callable[[Asker, K], T], bounds: Bounds
) -> dict[K, T | UnansweredError]:
    """Call `ask` for every key, `bounds.concurrency` at a time, and return within the limit.

    What raised `UnansweredError`, and what had no answer at the deadline, has that as its value.
    """
    waiting: queue.SimpleQueue[K] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[K, T | Exception]] = queue.SimpleQueue()
    wanted = list(dict.fromkeys(keys))
    for key in wanted:
        waiting.put(key)
    deadline = min(time.monotonic() + bounds.seconds, bounds.deadline)

    def work() -> None:
        with Asker(bounds, deadline) as asker:
            while True:
                try:
                    key = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    done.put((key, ask(asker, key)))
                except Exception as error:  # (told to the thread that waits)
                    done.put((key, error))

    for _ in range(min(bounds.concurrency, len(wanted))):
        threading.Thread(target=work, daemon=True).start()
    found: dict[K, T | UnansweredError] = {}
    while len(found) < len(wanted):
        try:
            key, value = done.get(timeout=max(deadline - time.monotonic(), 0.001))
        except queue.Empty:
            late = UnansweredError("the time limit was reached")
            return {key: found.get(key, late) for key in wanted}
        if isinstance(value, Exception) and not isinstance(value, UnansweredError):
            raise value
        found[key] = value
    return found
