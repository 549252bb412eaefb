"""What a source is: it knows what to ask and how to read an answer, and nothing else.

Reading is pure: the same bytes give the same rows, tomorrow and on another machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Protocol

from newsgen.wire import Answer, Row

ROLLING = timedelta(minutes=15)  # a window that ended longer ago cannot be asked of an endpoint that ends now


@dataclass(frozen=True, slots=True)
class Need:
    """What a run wants to know.

    as_of   the end of the 24 hours to be told; every time asked for lies before it
    exact   whether the told window must end then, or may be the latest that is on file for the day
    now     the present moment, from the clock that the caller chose
    coins   tickers, the most important first
    since   by topic: up to when the history is filled, so that only what is new is asked for
    """

    day: date
    as_of: datetime
    now: datetime
    coins: tuple[str, ...]
    since: Mapping[str, datetime] = field(default_factory=dict)
    exact: bool = True
    feeds: tuple[str, ...] = ()  # names of `newsgen.gather.feeds.FEEDS`

    @property
    def live(self) -> bool:
        """Whether endpoints whose window ends now speak of this need's window."""
        return abs(self.now - self.as_of) <= ROLLING


class Line(Protocol):
    """One source's connection in one run: polite, with retries, and every answer kept.

    Raises SourceError when the source gave nothing that can be read.
    """

    key: str  # "" where the environment has none

    async def get(
        self,
        name: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        asked: Mapping[str, str] | None = None,
        hosts: Sequence[str] | None = None,
    ) -> Answer:
        """Ask `path` of the source's hosts in turn, a POST where `json` is given.

        name    see Answer.name; two answers of one run never share it
        params  the query; a key in it is taken out of everything that is kept (see `Source.secret_params`)
        asked   what reading will need to know (see Answer.asked); the params without secrets are always there too
        hosts   instead of the source's own
        """
        ...


class Source(Protocol):
    """One vendor.  `ask` and `walk` put questions; `read` and `refuse` understand answers."""

    name: ClassVar[str]  # safe in a file name and in NEWSGEN_<NAME>_BASE_URL: "coinglass"
    label: ClassVar[str]  # as the `source` column names it: "CoinGlass"
    hosts: ClassVar[tuple[str, ...]]  # "https://..." in order of preference
    key_names: ClassVar[tuple[str, ...]]  # the environment's names for its key, () where it needs none
    needs_key: ClassVar[bool]
    secret_params: ClassVar[tuple[str, ...]]  # query parameters that carry the key
    rate: ClassVar[tuple[int, float]]  # at most so many questions in so many seconds, per host
    topics: ClassVar[Mapping[str, str]]  # what it can be asked for, and what that gives in a few words

    async def ask(self, topic: str, need: Need, line: Line) -> None:
        """Put the questions of a topic; the line keeps the answers."""
        ...

    async def walk(self, topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
        """Put one page of questions about the past, oldest first; gives the end of what the page covered.

        None says that the source has nothing (more) in this span.
        """
        ...

    def refuse(self, answer: Answer, body: Any) -> None:
        """Raise SourceError where a decoded JSON body is the vendor's way of saying no."""
        ...

    def read(self, answer: Answer) -> Iterator[Row]:
        """The rows of one answer; raises SourceError (malformed, empty) where it holds none that can be trusted."""
        ...
