"""Real servers on loopback: a package index by PEP 503, 592, 691 and 700, and what goes wrong.

No well-kept index server lets a test set the upload time of a file (they take the time of the
upload or of the file), so that ages could not be checked to the day: this one follows the
specifications to the letter instead.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from typing import Any

from msgspec import Struct, field, json

JSON = "application/vnd.pypi.simple.v1+json"
HTML = "application/vnd.pypi.simple.v1+html"


class File(Struct, frozen=True):
    """One file of a release; `uploaded` as PEP 700 writes it, `yanked` True or the reason."""

    version: str
    uploaded: str | None = None
    yanked: bool | str = False
    requires_python: str | None = None


class Reply(Struct, frozen=True):
    """What the server answers; `hold` keeps it until the server is closed, `drip` never ends it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: bool = False
    drip: bool = False


class Request(Struct, frozen=True):
    """What the server was asked."""

    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class LoopbackServer:
    """Answers every request with what `answer` says; a context manager."""

    def __init__(self, answer: Callable[[Request], Reply], tls: SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.most_in_flight = 0
        self._in_flight = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                owner._serve(self, answer)

            def do_POST(self) -> None:
                owner._serve(self, answer)

            def log_message(self, format: str, *args: Any) -> None:
                del format, args

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}/"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def __enter__(self) -> "LoopbackServer":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [one.path for one in self.requests]

    def _serve(self, handler: BaseHTTPRequestHandler, answer: Callable[[Request], Reply]) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        request = Request(handler.path, dict(handler.headers), handler.rfile.read(length))
        with self._lock:
            self.requests.append(request)
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
        try:
            reply = answer(request)
            if reply.hold:
                handler.close_connection = True
                self._closing.wait(10)
                return
            if reply.drip:
                handler.close_connection = True
                handler.send_response(reply.status)
                handler.end_headers()
                while not self._closing.wait(0.01):
                    handler.wfile.write(b" ")
                return
            self._send(handler, reply)
        finally:
            with self._lock:
                self._in_flight -= 1

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if "Content-Length" in reply.headers:
            handler.close_connection = True
        else:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        handler.wfile.write(reply.body)


class _QuietServer(ThreadingHTTPServer):
    """A server whose clients may go away in the middle of an answer."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address


class IndexPages:
    """The answers of an index: the pages of projects, and replies that stand for some of them."""

    def __init__(
        self,
        projects: Mapping[str, Sequence[File]],
        replies: Mapping[str, Reply] | None = None,
        *,
        json: bool = True,
    ) -> None:
        self._projects = projects
        self._replies = {} if replies is None else replies
        self._json = json

    def __call__(self, request: Request) -> Reply:
        name = request.path.strip("/").rpartition("/")[2]
        if name in self._replies:
            return self._replies[name]
        if name not in self._projects:
            return Reply(404)
        wants_json = self._json and JSON in request.headers.get("Accept", "")
        page = (_json_page if wants_json else _html_page)(name, self._projects[name])
        etag = f'"{hashlib.sha256(page).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return Reply(304, headers={"ETag": etag})
        return Reply(200, page, {"Content-Type": JSON if wants_json else HTML, "ETag": etag})


def _filename(name: str, one: File) -> str:
    return f"{name.replace('-', '_')}-{one.version}-py3-none-any.whl"


def _json_page(name: str, files: Sequence[File]) -> bytes:
    """PEP 691 with the keys that PEP 700 adds in version 1.1: versions, size, upload-time."""
    entries: list[dict[str, object]] = []
    for one in files:
        entry: dict[str, object] = {
            "filename": _filename(name, one),
            "url": f"../../files/{_filename(name, one)}",
            "hashes": {"sha256": "0" * 64},
            "size": 1,
        }
        if one.yanked is not False:
            entry["yanked"] = one.yanked
        if one.uploaded is not None:
            entry["upload-time"] = one.uploaded
        if one.requires_python is not None:
            entry["requires-python"] = one.requires_python
        entries.append(entry)
    versions = sorted({one.version for one in files})
    meta = {"api-version": "1.1"}
    return json.encode({"meta": meta, "name": name, "versions": versions, "files": entries})


def _html_page(name: str, files: Sequence[File]) -> bytes:
    """PEP 503 with the attributes of PEP 592 (yanked) and of requires-python."""
    anchors = []
    for one in files:
        more = ""
        if one.yanked is not False:
            more += f' data-yanked="{escape(one.yanked if isinstance(one.yanked, str) else "")}"'
        if one.requires_python is not None:
            more += f' data-requires-python="{escape(one.requires_python)}"'
        file = _filename(name, one)
        anchors.append(f'<a href="../../files/{file}#sha256={"0" * 64}"{more}>{file}</a><br>')
    return f"<!DOCTYPE html><html><body>{''.join(anchors)}</body></html>".encode()


class OsvPages:
    """The OSV service: `POST /v1/querybatch` with ids only, and `GET /v1/vulns/ID`."""

    def __init__(
        self, named: Mapping[tuple[str, str], Sequence[str]], records: Mapping[str, bytes]
    ) -> None:
        self.page_size = 1000
        self.modified = "2026-01-01T00:00:00Z"
        self.replies: dict[str, Reply] = {}
        self._named = named
        self._records = records

    def __call__(self, request: Request) -> Reply:
        if request.path in self.replies:
            return self.replies[request.path]
        if request.path == "/v1/querybatch":
            queries = json.decode(request.body, type=_Queries).queries
            results = [self._result(query) for query in queries]
            return Reply(200, json.encode({"results": results}))
        record = self._records.get(request.path.removeprefix("/v1/vulns/"))
        return Reply(404) if record is None else Reply(200, record)

    def _result(self, query: "_Query") -> dict[str, object]:
        named = self._named.get((query.package.name, query.version), ())
        start = int(query.page_token or 0)
        shown = named[start : start + self.page_size]
        if not shown:
            return {}
        result: dict[str, object] = {
            "vulns": [{"id": one, "modified": self.modified} for one in shown]
        }
        if start + self.page_size < len(named):
            result["next_page_token"] = str(start + self.page_size)
        return result


class _Package(Struct):
    name: str
    ecosystem: str


class _Query(Struct):
    package: _Package
    version: str
    page_token: str = ""


class _Queries(Struct):
    queries: list[_Query]


def osv_record(identifier: str, name: str, fixed: str | None, severity: str = "HIGH") -> bytes:
    """Return a record that concerns every version of a package before the fixed one."""
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    return json.encode(
        {
            "id": identifier,
            "summary": f"{identifier} lets code run",
            "aliases": [f"CVE-of-{identifier}"],
            "published": "2024-01-01T00:00:00Z",
            "modified": "2026-01-01T00:00:00Z",
            "database_specific": {"severity": severity},
            "affected": [
                {
                    "package": {"ecosystem": "PyPI", "name": name},
                    "ranges": [{"type": "ECOSYSTEM", "events": events}],
                }
            ],
        }
    )
