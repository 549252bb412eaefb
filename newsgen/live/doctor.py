"""What every source is worth today: does it answer, what does its key open, how fresh is it, what hangs on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from newsgen.gather import CHAINS, Chain, Clock, Need, Source, key_of, readers, sheaves
from newsgen.gather.coinglass import CoinGlass
from newsgen.gather.line import WebLine
from newsgen.http import Web
from newsgen.market import known_from
from newsgen.settings import Settings
from newsgen.wire import Row, SourceError, Trouble

from .setup import checked

PATIENCE = 20.0  # seconds for one source


@dataclass(frozen=True, slots=True)
class Examined:
    """One source: `trouble` is "" where it answered, else why not; `reason` says more of it.

    key      "none", "set", or "missing"
    key_name the variable that holds the key, "" where none is needed
    plan     what the key was bought as, "" where the source does not tell
    skew     how far the server's clock is ahead of this one, None where it did not say
    newest   the time its newest row speaks of; `age` is how long ago that is
    loses    what nobody else who answered gives: an article is without it when this source is
    gives    all that it is asked for
    """

    source: str
    label: str
    key: str
    key_name: str
    gives: tuple[str, ...]
    trouble: str = ""
    reason: str = ""
    plan: str = ""
    skew: timedelta | None = None
    newest: datetime | None = None
    age: timedelta | None = None
    loses: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether it answered."""
        return not self.trouble


def examine(settings: Settings, clock: Clock, *, only: tuple[str, ...] = ()) -> tuple[Examined, ...]:
    """Ask every source one cheap thing, all at once; nothing is kept."""
    sources = [source for source in readers(checked(settings).without) if not only or source.name in only]
    return asyncio.run(_examine_all(sources, clock))


async def _examine_all(sources: list[Source], clock: Clock) -> tuple[Examined, ...]:
    async with Web(patience=PATIENCE) as web:
        found = await asyncio.gather(*(_examine(source, clock, web) for source in sources))
    well = {one.source for one in found if one.well}
    return tuple(_with_losses(one, well) for one in found)


async def _examine(source: Source, clock: Clock, web: Web) -> Examined:
    key = key_of(source)
    words = "set" if key else "missing" if source.needs_key else "none"
    name = source.key_names[0] if source.needs_key else ""
    bare = Examined(source.name, source.label, words, name, _gives(source.name))
    if source.needs_key and not key:
        return _but(bare, trouble="no key", reason="it is not asked without its key")
    line, now = WebLine(source, web, clock, key), clock()
    need = Need(now.date(), now.replace(second=0, microsecond=0), now, ("BTC",), _lately(source, now))
    trouble = reason = plan = ""
    try:
        async with asyncio.timeout(PATIENCE):
            plan = await _plan(source, line)
            await source.ask(next(iter(source.topics)), need, line)
    except SourceError as error:
        if error.trouble is not Trouble.EMPTY:
            trouble, reason = str(error.trouble), error.reason
    except TimeoutError:
        trouble, reason = str(Trouble.SLOW), f"no answer in {PATIENCE:.0f} seconds"
    rows = [row for sheaf in sheaves(line.answers, (source,))[0] for row in sheaf.rows]
    newest = max(map(_moment, rows), default=None) if not trouble else None
    age = max(now - newest, timedelta(0)) if newest else None
    return _but(bare, trouble=trouble, reason=reason, plan=plan, skew=_skew(line), newest=newest, age=age)


def _but(one: Examined, **changes: object) -> Examined:
    return replace(one, **changes)  # type: ignore[arg-type]


def _lately(source: Source, now: datetime) -> dict[str, datetime]:
    """As if the history were filled up to yesterday: the cheapest questions."""
    return dict.fromkeys(source.topics, now - timedelta(days=2))


def _skew(line: WebLine) -> timedelta | None:
    return next((answer.sent - answer.fetched_at for answer in line.answers if answer.sent), None)


async def _plan(source: Source, line: WebLine) -> str:
    """What the key was bought as, where the source tells."""
    return (await source.plan(line)).name.capitalize() if isinstance(source, CoinGlass) else ""


def _moment(row: Row) -> datetime:
    value = row.cells[known_from(row.table)[0]]
    if isinstance(value, datetime):
        return value
    return (
        datetime.combine(value, datetime.min.time(), UTC)
        if isinstance(value, date)
        else datetime.min.replace(tzinfo=UTC)
    )


def _gives(name: str) -> tuple[str, ...]:
    return tuple(chain.what for chain in CHAINS if name in chain.sources)


def _with_losses(one: Examined, well: set[str]) -> Examined:
    """What hangs on this source alone: chains in which nobody else that answered could step in."""
    alone = [chain for chain in CHAINS if one.source in chain.sources and not _others(chain, one.source, well)]
    return _but(one, loses=tuple(chain.what for chain in alone))


def _others(chain: Chain, name: str, well: set[str]) -> bool:
    return any(other in well for other in chain.sources if other != name)
