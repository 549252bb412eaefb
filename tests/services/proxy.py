"""A proxy on loopback before a real server, which can be slow, break off, or say that it failed after it did not.

with before(site.url) as proxy:
    proxy.fault(Fault("POST", r"/posts/", drop=True))  # the next one: taken by the server, its answer lost
    ... proxy.url ...
    proxy.seen  # [("POST", "/ghost/api/admin/posts/?source=html", 201)]
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

# What belongs to one connection; and nothing is packed, so that a test can change it.
HOP = ("connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding")
SECONDS = 120.0  # that the server behind may take


@dataclass
class Fault:
    """What goes wrong with the next `times` requests of this method whose path matches; -1 is every one.

    hold    seconds before the server gets the request, even where the asker has gone by then
    late    seconds between the server's answer and the asker's
    drop    the connection breaks off instead of an answer
    status  the asker is told this instead, with `body` and `headers`
    taken   whether the server gets the request at all
    change  what becomes of the server's answer on its way
    first   what happens before the server gets the request: somebody else is quicker
    """

    method: str = "POST"
    path: str = ""
    times: int = 1
    hold: float = 0.0
    late: float = 0.0
    drop: bool = False
    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    taken: bool = True
    change: Callable[[bytes], bytes] = bytes
    first: Callable[[], object] = object


class Proxy:
    """A running proxy: `url` is its address, `seen` what went through, with the real server's status (0 for none)."""

    def __init__(self, behind: str) -> None:
        parts = urlsplit(behind)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.seen: list[tuple[str, str, int]] = []
        self.at_work = 0  # requests that the server behind has or will get
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def fault(self, *faults: Fault) -> None:
        """From now on; the first that fits a request is the one."""
        with self._lock:
            self._faults.extend(faults)

    def well(self) -> None:
        """No more faults."""
        with self._lock:
            self._faults.clear()

    def settle(self, seconds: float = SECONDS) -> None:
        """Wait until no request is left with the server."""
        until = time.monotonic() + seconds
        while self.at_work:
            assert time.monotonic() < until, "requests are left with the server"
            time.sleep(0.01)

    def took(self, method: str, path: str = "") -> int:
        """How many requests the server behind said to have done."""
        return sum(m == method and re.search(path, p) is not None and 200 <= s < 300 for m, p, s in self.seen)

    def _next(self, method: str, path: str) -> Fault:
        with self._lock:
            for fault in self._faults:
                if fault.times and fault.method == method and re.search(fault.path, path):
                    fault.times -= 1
                    return fault
        return Fault()

    def _count(self, change: int) -> None:
        with self._lock:
            self.at_work += change

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def before(url: str) -> Iterator[Proxy]:
    """A proxy before the server at this address."""
    with Proxy(url) as proxy:
        yield proxy


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body in one piece

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            fault = proxy._next(self.command, self.path)
            proxy._count(1)
            try:
                fault.first()
                time.sleep(fault.hold)
                status, headers, answer = self._asked(body) if fault.taken else (0, [], b"")
            finally:
                proxy._count(-1)
            proxy.seen.append((self.command, self.path, status))
            time.sleep(fault.late)
            if fault.drop:
                self.close_connection = True
            elif fault.status:
                self._said(fault.status, list(fault.headers.items()), fault.body)
            else:
                self._said(status or 502, headers, fault.change(answer))

        def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            """What the server behind says; 0 where it says nothing."""
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            headers["Host"] = f"{proxy.host}:{proxy.port}"
            connection = HTTPConnection(proxy.host, proxy.port, timeout=SECONDS)
            try:
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            except (OSError, HTTPException):
                return 0, [], b""
            finally:
                connection.close()

        def _said(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in HOP:
                    self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def handle(self) -> None:
            with suppress(OSError):  # whoever asked has gone
                super().handle()

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler._pass)
    return Handler
