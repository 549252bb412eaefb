"""alternative.me: the Crypto Fear & Greed Index, by the UTC day.  Keyless; its name must be told with the figure.

https://alternative.me/crypto/fear-and-greed-index/#api: {"data": [{"value": "40", "value_classification": "Fear",
"timestamp": "1551157200"}], "metadata": {"error": null}}, all text, newest first, times in seconds.  A day's value
comes out shortly after midnight UTC: until then the newest row is the day's before, and is given as what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from newsgen.gather.candles import DAY
from newsgen.gather.numbers import Epoch, decoded, empty, field, moment, number, stamp
from newsgen.gather.shapes import listed, once, reading, said, until
from newsgen.gather.source import Line, Need
from newsgen.wire import Answer, Cell, Row, SourceError, Trouble

DAYS_BACK = 400
ROOM = 10  # days beyond what is new: for a week's change, and in case the newest was missed
LABELS = ("Extreme Fear", "Fear", "Neutral", "Greed", "Extreme Greed")


class Alternative:
    """The mood of the market in one figure."""

    name: ClassVar[str] = "alternative"
    label: ClassVar[str] = "alternative.me"
    hosts: ClassVar[tuple[str, ...]] = ("https://api.alternative.me",)
    key_names: ClassVar[tuple[str, ...]] = ()
    needs_key: ClassVar[bool] = False
    secret_params: ClassVar[tuple[str, ...]] = ()
    rate: ClassVar[tuple[int, float]] = (10, 10.0)
    topics: ClassVar[Mapping[str, str]] = MappingProxyType({"sentiment": "the Fear & Greed Index"})

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """See `Source.ask`."""
        since = min(need.since.get(topic, need.as_of - DAYS_BACK * DAY), need.as_of)
        await self._get((need.now - since) // DAY + ROOM, need.as_of, line)

    async def _get(self, limit: int, end: datetime, line: Line) -> None:
        asked = {"kind": "sentiment", "end": stamp(end)}
        await line.get("sentiment", "/fng/", params={"limit": limit, "format": "json"}, asked=asked)

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:  # noqa: ARG002
        """See `Source.walk`: one question tells everything since 2018."""
        if start >= end:
            return None
        await self._get(0, end, line)
        return end

    def refuse(self, answer: Answer, body: Any) -> None:
        """{"metadata": {"error": ...}} where it is not null."""
        metadata = body.get("metadata") if isinstance(body, Mapping) else None
        error = metadata.get("error") if isinstance(metadata, Mapping) else None
        if error is not None:
            words = said(error)
            busy = answer.status == 429 or "too many" in words.lower()
            broken = answer.status >= 500 or "internal" in words.lower()
            trouble = Trouble.BUSY if busy else Trouble.BROKEN if broken else Trouble.REFUSED
            raise SourceError(self.label, trouble, f"{words} ({answer.name})")

    def read(self, answer: Answer) -> Iterator[Row]:
        """See `Source.read`."""
        with reading(answer):
            found = (_row(answer, one) for one in listed(field(decoded(answer), "data")))
            rows = once(answer, (row for row in found if row is not None), "date")
            if not rows:
                raise empty(answer)
            return iter(rows)


def _row(answer: Answer, one: object) -> Row | None:
    at, value = moment(field(one, "timestamp"), Epoch.SECONDS), number(field(one, "value"))
    if value is None or at > until(answer):
        return None
    cells: dict[str, Cell] = {"index": "fear_greed", "date": at.date(), "value": value, "source": answer.source}
    label = field(one, "value_classification")
    return Row("sentiment", {**cells, "label": label} if isinstance(label, str) and label in LABELS else cells)
