"""CoinGlass' past, page by page: oldest first, at most a thousand buckets a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from newsgen.gather import coinglass_questions as questions
from newsgen.gather.coinglass_flows import FUNDS
from newsgen.gather.coinglass_questions import DAY, HOUR, LIMIT, TRACKED, Question
from newsgen.gather.shapes import floor
from newsgen.gather.source import Line
from newsgen.wire import SourceError, Trouble

# What a page asks: of a coin, from a time to a time, under a name.
Page = Callable[[str, datetime, datetime, str], Question]
PAGES: dict[str, tuple[timedelta, Page]] = {
    "liquidations": (DAY, lambda coin, *span: questions.history(coin, TRACKED, 24, *span)),
    "liquidations_4h": (4 * HOUR, lambda coin, *span: questions.history(coin, ("Binance",), 4, *span)),
    "open_interest": (DAY, lambda coin, *span: questions.interest_history(coin, 24, *span)),
    "funding": (DAY, lambda coin, *span: questions.funding_history(coin, 24, *span)),
}


async def walk_page(topic: str, coin: str, start: datetime, end: datetime, line: Line) -> datetime | None:
    """One page from `start`; gives the end of what it covered, None where there is nothing (more) to ask.

    Four-hour history reaches as far back as the plan does.  A page before a coin was listed is empty, which is no
    failure: later pages may hold it.  Fund flows and sentiment come whole, in one answer.
    """
    if start >= end:
        return None
    name = f"walk-{topic.replace('_', '-')}-{coin.lower() or 'all'}-{start:%Y%m%d}"
    if topic == "flows" and coin in FUNDS:
        await questions.fund_flows(coin, start, end, name).put(line)
        return end
    if topic == "sentiment":
        await questions.sentiment(start, end, name).put(line)
        return end
    if topic not in PAGES:
        return None
    step, page = PAGES[topic]
    begin = floor(start, step)
    stop = min(begin + LIMIT * step, end)
    try:
        await page(coin, begin, stop, name).put(line)
    except SourceError as error:
        if error.trouble is not Trouble.EMPTY:
            raise
    return stop
