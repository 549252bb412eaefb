"""A line whose far end is a function of the test, and answers made by hand."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
from collections.abc import Callable, Coroutine, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from hypothesis import strategies as st

from newsgen.gather.line import WebLine
from newsgen.gather.source import Need
from newsgen.http import Reply, WebError, redacted
from newsgen.wire import Answer, Row, SourceError

NOON = datetime(2025, 7, 14, 12, tzinfo=UTC)  # 1752494400 seconds
EIGHT = ("BTC", "ETH", "SOL", "XRP", "DOGE", "BNB", "ADA", "LINK")


def at(day: int, hour: int = 0, minute: int = 0, *, month: int = 7, year: int = 2025) -> datetime:
    """A time in UTC, in July 2025 unless told."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def need(as_of: datetime = NOON, **changes: Any) -> Need:
    """A live need of eight coins at noon."""
    given = {"day": as_of.date(), "as_of": as_of, "now": as_of, "coins": EIGHT, **changes}
    return Need(**given)


class FarEnd:
    """What answers in the vendor's place: `reply(path, params)` gives a body, or a status and a body, or raises."""

    def __init__(self, reply: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self.reply = reply
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.hosts: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.posted: list[Any] = []

    async def ask(self, url: str, *, params: Any, headers: Any, json: Any, secret_params: Any, **_: Any) -> Reply:
        parts = urlsplit(url)
        self.hosts.append(f"{parts.scheme}://{parts.netloc}")
        self.asked.append((parts.path, dict(params or {})))
        self.headers.append(dict(headers or {}))
        self.posted.append(json)
        await asyncio.sleep(0)
        status, body, kind = _reply(self.reply(parts.path, {**(params or {}), "host": self.hosts[-1]}))
        return Reply(redacted(f"{url}?{urlencode(params or {})}", secret_params), status, body, kind, None)


def _reply(found: Any) -> tuple[int, bytes, str]:
    status, body = found if isinstance(found, tuple) else (200, found)
    if isinstance(body, bytes):
        return status, body, "text/html" if body[:1] == b"<" else "text/csv"
    return status, json.dumps(body).encode(), "application/json"


def line_to(source: Any, reply: Callable[[str, Mapping[str, Any]], Any], *, key: str = "", now: datetime = NOON) -> Any:
    """A real line to such a far end, which is its `web`."""
    return WebLine(source, FarEnd(reply), lambda: now, key)  # type: ignore[arg-type]


def run(question: Coroutine[Any, Any, Any]) -> Any:
    """Wait for it."""
    return asyncio.run(question)


def asked_by(source: Any, topic: str, wanted: Need, reply: Any = None, *, key: str = "") -> Any:
    """The line after a topic was asked of a far end, which answers nothing but `[]` unless told."""
    line = line_to(source, reply or (lambda _path, _params: []), key=key, now=wanted.now)
    run(source.ask(topic, wanted, line))
    return line


def answer(source: Any, body: Any, *, status: int = 200, fetched_at: datetime = NOON, **asked: str) -> Answer:
    """An answer as a line keeps it."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    digest = hashlib.sha256(data).hexdigest()
    return Answer(source.label, "question", asked, "https://example.test/", "raw/x", fetched_at, status, digest, data)


def rows(source: Any, body: Any, *, fetched_at: datetime = NOON, **asked: str) -> list[dict[str, Any]]:
    """The cells of an answer's rows."""
    return [dict(row.cells) for row in source.read(answer(source, body, fetched_at=fetched_at, **asked))]


def trouble(doing: Callable[[], Any]) -> str:
    """The word for how it failed."""
    try:
        found = doing()
        list(found if isinstance(found, Iterator) else ())
    except SourceError as error:
        return error.trouble.value
    return "none"


def refusal(source: Any, body: Any, status: int = 200) -> str:
    """What a whole line makes of an answer."""
    line = line_to(source, lambda _path, _params: (status, body))
    return trouble(lambda: run(line.get("question", "/")))


def unreachable(*_: Any) -> Any:
    """A far end that is not there."""
    raise WebError("no connection")


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["NaN", "1e999", "-1", "0", ".", "", 10**400, -1, 1e308, [], {}, [[]], 1752451200]),
)  # fmt: skip


@st.composite
def spoiled(draw: Any, body: Any) -> Any:
    """A JSON body with up to three of its members changed, taken out or doubled."""
    body = json.loads(json.dumps(body))
    for _ in range(draw(st.integers(1, 3))):
        node, place, parent = body, None, None
        for _ in range(draw(st.integers(1, 5))):
            if not isinstance(node, list | dict) or not node:
                break
            parent = node
            place = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
            node = node[place]
        if parent is None:
            return draw(VALUES)
        match draw(st.sampled_from(["change", "remove", "double"])):
            case "change":
                parent[place] = json.loads(json.dumps(draw(VALUES)))  # its own: it may be changed once more
            case "remove":
                del parent[place]
            case "double" if isinstance(parent, list):
                parent.append(node)
    return body


def sound(source: Any, kept: Answer) -> None:
    """Reading gives rows with finite figures, or the one error."""
    try:
        found: list[Row] = list(source.read(kept))
    except SourceError:
        return
    assert found
    assert all(math.isfinite(cell) for row in found for cell in row.cells.values() if isinstance(cell, float))
    assert all(cell is not None for row in found for cell in row.cells.values())
