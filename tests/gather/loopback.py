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
    """What the server answers; `hold` keeps it until the server is closed."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: bool = False


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
