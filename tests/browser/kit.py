"""What the browser tests share: a watch over each browser window, axe, pictures, and a server of made pages."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

PICTURES = Path(__file__).parent.parent / "output" / "screenshots"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


class Watch:
    """Every complaint of a browser context: console errors (a refused policy is one), page errors, requests abroad."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.origins: set[str] = set()
        self.allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """A complaint that the test means to cause, such as "status of 409", is none."""
        self.allowed.append(pattern)

    def over(self, context: BrowserContext) -> BrowserContext:
        """Watch this context and every tab of it."""
        context.on("console", lambda message: message.type == "error" and self._complain("console", message.text))
        context.on("weberror", lambda error: self._complain("script", str(error.error)))
        context.on("request", lambda request: self._asked(request.url))
        return context

    def settle(self) -> None:
        """Fail for what was complained of."""
        left = [said for said in self.complaints if not any(re.search(pattern, said) for pattern in self.allowed)]
        assert not left, "the browser complained:\n" + "\n".join(left)

    def _complain(self, kind: str, text: str) -> None:
        self.complaints.append(f"{kind}: {text}")

    def _asked(self, url: str) -> None:
        """The first page says where home is: everything must come from there."""
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob", "about"):
            return
        self.requests.append(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if not self.origins:
            self.origins.add(origin)
        if origin not in self.origins:
            self._complain("request", url)


def axe(page: Page) -> None:
    """No serious or critical finding of axe on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    grave = [item for item in found if item["impact"] in ("serious", "critical")]
    assert not grave, "axe found:\n" + "\n".join(_finding(item) for item in grave)


def _finding(item: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {' '.join(map(str, node['target']))}\n      {node['html'][:160]}\n      "
        + " ".join(node.get("failureSummary", "").split())
        for node in item["nodes"][:5]
    )
    return f"  {item['id']} ({item['impact']}): {item['help']}, {len(item['nodes'])} places\n{places}"


def shoot(page: Page, name: str, *, dark: bool = False, full: bool = True) -> Path:
    """A picture of the page, kept as tests/output/screenshots/<name>.png (or <name>-dark.png)."""
    path = PICTURES / f"{name}{'-dark' if dark else ''}.png"
    if dark:
        page.emulate_media(color_scheme="dark")
    page.screenshot(path=path, full_page=full, animations="disabled")
    if dark:
        page.emulate_media(color_scheme="light")
    return path


@contextmanager
def served(pages: Mapping[str, bytes]) -> Iterator[str]:
    """The address of a server of these pages by path ("/" and so on); a path without a page is an empty answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(urlsplit(self.path).path)
            self.send_response(200 if body else 404 if body == b"" else 204)
            if body is not None:
                kind = "image/svg+xml" if self.path.endswith(".svg") else "text/html; charset=utf-8"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
