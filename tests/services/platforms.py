"""Chat platforms on loopback: they look at a message as the real ones do, and refuse what those would."""

from __future__ import annotations

import hmac
import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, bytes, dict[str, str]]
SLACK, DISCORD, BOT, HOOK = "/services/T0/B0/slackSECRET", "/api/webhooks/1/discordSECRET", "/bot7:botSECRET", "/hook"
SIGNING = "signingSECRET"


def units(text: str) -> int:
    """The length of a text in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class Platform:
    """What arrived, and what is answered instead of the truth: `says` is used up one answer at a time."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    at: dict[str, dict[str, Any]] = field(default_factory=dict)  # the last of each place
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    says: list[Answer | None] = field(default_factory=list)  # None breaks off after having read everything
    asked: int = 0

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
        """What the platform at this path answers."""
        self.asked += 1
        if self.says:
            return self.says.pop(0)
        place, _, query = path.partition("?")
        judges: dict[str, Callable[[dict[str, Any]], Answer]] = {
            SLACK: slack,
            DISCORD: lambda told: discord(told, query),
            f"{BOT}/sendMessage": telegram,
            HOOK: lambda _: signed(headers, body),
        }
        if place not in judges:
            return 404, b'{"message": "Unknown Webhook"}', {}
        told = json.loads(body)
        said = judges[place](told)
        if said[0] < 300:
            self.got.append(told)
            self.at[place.removesuffix("/sendMessage")] = told
            self.headers.append(headers)
            self.bodies.append(body)
        return said


def slack(told: dict[str, Any]) -> Answer:
    """An incoming webhook: fields, types and lengths of blocks; no mention in any text that is read for marks."""
    bad = [name for name in told if name not in ("text", "mrkdwn", "blocks", "unfurl_links", "unfurl_media")]
    for block in told["blocks"]:
        text, limit = block["text"], {"header": 150, "section": 3000}[block["type"]]
        if not 1 <= units(text["text"]) <= limit:
            bad.append(f"{block['type']} has {units(text['text'])}")
        if block["type"] == "header" and text["type"] != "plain_text":
            bad.append("header")
        if text["type"] == "mrkdwn" and re.search(r"<[!@#]", text["text"]):
            bad.append("a mention")
    if not told["text"] or units(told["text"]) > 40_000 or re.search(r"[<>]", told["text"]):
        bad.append("text")
    return (400, f"invalid_blocks {bad}".encode(), {}) if bad else (200, b"ok", {})


def discord(told: dict[str, Any], query: str) -> Answer:
    """A webhook: lengths of content and embeds, nobody mentioned, and asked to wait until it is looked at."""
    embeds = told.get("embeds", [])
    lengths = [(told["content"], 2000)]
    lengths += [(one.get("title", "-"), 256) for one in embeds] + [
        (one.get("description", "-"), 4096) for one in embeds
    ]
    well = all(1 <= units(text) <= limit for text, limit in lengths) and sum(units(text) for text, _ in lengths) <= 6000
    well = well and told["allowed_mentions"] == {"parse": []} and "wait=true" in query and len(embeds) <= 10
    return (200, b'{"id": "1"}', {}) if well else (400, b'{"message": "Invalid Form Body", "code": 50035}', {})


class Marked(HTMLParser):
    """Reads Telegram's HTML: only its own tags, each closed; `text` is what is seen."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self._open = "", list[str]()
        self.feed(text)
        self.close()
        if self._open:
            raise ValueError("not closed")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("b", "a") or [name for name, _ in attrs] != (["href"] if tag == "a" else []):
            raise ValueError(tag)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise ValueError(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def telegram(told: dict[str, Any]) -> Answer:
    """A bot's sendMessage: HTML that can be read, 1 to 4,096 units of it seen."""
    try:
        seen = units(Marked(told["text"]).text)
    except ValueError as error:
        return 400, json.dumps({"ok": False, "description": f"Bad Request: can't parse entities {error}"}).encode(), {}
    if told["chat_id"] != "-100":
        return 400, b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}', {}
    if not 1 <= seen <= 4096 or told["parse_mode"] != "HTML":
        return 400, b'{"ok": false, "description": "Bad Request: message is too long"}', {}
    return 200, b'{"ok": true, "result": {"message_id": 1}}', {}


def signed(headers: dict[str, str], body: bytes) -> Answer:
    """A receiver of signed messages, as somebody would write it from the documentation."""
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers.get("x-newsgen-signature", ""))
    if not found:
        return 401, b"", {}
    right = hmac.new(SIGNING.encode(), found[1].encode() + b"." + body, sha256).hexdigest()
    return (204, b"", {}) if hmac.compare_digest(right, found[2]) else (401, b"", {})


@contextmanager
def running(certificate: tuple[str, str] | None = None) -> Iterator[Platform]:
    """The platforms on a free port, over TLS with a certificate and its key."""
    platform = Platform()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = platform.answer(self.path, headers, body)
            if said is None:
                self.close_connection = True
                return
            status, content, more = said
            self.send_response(status)
            for name, value in {**more, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that hangs up is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    platform.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
