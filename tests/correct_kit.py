"""A real day in a history, told and published, and what its sources restated afterwards."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from newsgen import archive, newsroom
from newsgen.delivery import correct, publish
from newsgen.delivery.revision import Revision
from newsgen.history import open_history
from newsgen.history.store import History
from newsgen.live.day import SHORT, history_place, remember
from newsgen.market import Market, read_market
from newsgen.measure import measure, prepare
from newsgen.model import Facts, Outcome, Stage, Status, Wish
from newsgen.settings import Settings
from tests.conftest import shared_folder
from tests.fake_cms import Cms, Time
from tests.real_days import house
from tests.release_kit import approve
from tests.shelf import put_up, tables

DAY = date(2025, 7, 14)
AS_OF = datetime(2025, 7, 14, 12, tzinfo=UTC)
TOLD = AS_OF + timedelta(minutes=30)
RESTATED = datetime(2025, 7, 15, 9, tzinfo=UTC)
NOW = datetime(2025, 7, 15, 14, 5, tzinfo=UTC)
LIVE = Wish(Stage.LIVE)


@lru_cache(maxsize=1)
def market() -> Market:
    """A year of the real history with the founding day's own tables, as they were known when it was told.

    Without earlier years, and smaller coins, it is measured in a tenth of the time.
    """
    folder = shared_folder() / "market"
    whole = read_market([folder / "history", folder / "seed"], now=TOLD)
    return replace(whole, tables={name: _late(frame) for name, frame in whole.tables.items()})


def _late(frame: pd.DataFrame) -> pd.DataFrame:
    when = next(name for name in ("end", "time", "date") if name in frame)
    late = frame[(frame[when] > pd.Timestamp(AS_OF - timedelta(days=380))) & (frame[when] <= pd.Timestamp(AS_OF))]
    return late[late["coin"].isin(["BTC", "ETH", "*"])] if "coin" in late else late


@lru_cache(maxsize=1)
def _filed() -> Path:
    """The founding day told from its history, filed, approved and remembered, in a folder that is copied."""
    place = Path(tempfile.mkdtemp(prefix="newsgen-told-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    settings = Settings(out=place, byline="Ann Lee")
    with open_history(history_place(settings)) as history:
        history.keep(market(), now=TOLD - timedelta(minutes=5))
        rows = history.market(until=AS_OF, short_since=AS_OF - SHORT)
        facts = measure(prepare(replace(rows, quotes=market().quotes, events=market().events)), DAY, AS_OF)
        made = newsroom.compose(facts, newsroom.verdicts_of(facts, house()), house())
        edition = newsroom.proofread(made)
        newsroom.file(edition, house(), settings, now=TOLD)
        remember(history, edition, house(), settings, TOLD)
    approve(folder_of(settings), when=TOLD + timedelta(minutes=5))
    return place


def told(tmp: Path, **more: Any) -> Settings:
    """Settings in whose output folder the founding day stands told from its history, filed, approved and remembered."""
    settings = Settings(out=tmp / "out", **{"byline": "Ann Lee", "stop_file": tmp / "STOP", **more})
    shutil.copytree(_filed(), settings.out)
    return settings


@dataclass
class Desk:
    """A newsroom whose day is out on sites in memory."""

    settings: Settings
    sites: dict[str, Cms]

    @property
    def time(self) -> Time:
        """Simulated time."""
        return next(iter(self.sites.values())).time

    @property
    def folder(self) -> Path:
        """The day's."""
        return folder_of(self.settings)

    def publish(self, wish: Wish = LIVE) -> tuple[Outcome, ...]:
        """Let the day out everywhere."""
        return publish(DAY, list(self.sites), self.settings, self.time, wish=wish, sleep=self.time.sleep)

    def propose(self, **more: Any) -> Revision:
        """What a correction would be."""
        return correct.propose(DAY, self.settings, self.time, **more)

    def correct(self, **more: Any) -> tuple[Outcome, ...]:
        """Correct it."""
        given = {"by": "Ann Lee", "reason": "CoinGlass restated", "sleep": self.time.sleep}
        return correct.correct(self.propose(), self.settings, self.time, **{**given, **more})

    def refile(self, **more: Any) -> tuple[Outcome, ...]:
        """Send slips again."""
        given = {"by": "Ann Lee", "reason": "a slip", "sleep": self.time.sleep}
        return correct.refile(self.propose(), self.settings, self.time, **{**given, **more})

    def edit(self, old: str, new: str, by: str = "Bo") -> None:
        """An editor changes words of article.md."""
        text = (self.folder / "article.md").read_bytes()
        assert old.encode() in text
        changed = text.replace(old.encode(), new.encode())
        archive.save_text(self.folder, archive.sha256(text), changed, archive.log_line("saved", when=NOW, by=by))

    def seen(self, name: str = "") -> str:
        """What readers see at a site; "" where it is no live post."""
        cms = self.sites[name or next(iter(self.sites))]
        return "\n".join(post.body for post in cms.posts.values() if post.stage is Stage.LIVE and not post.trashed)

    def status(self) -> Status:
        """Where the day stands."""
        return archive.read_state(self.folder).status


def desk(tmp: Path, monkeypatch: pytest.MonkeyPatch, *names: str, wish: Wish | None = LIVE) -> Desk:
    """A newsroom with sites of these names ("blog" where none is named), where the day went a day ago."""
    named = names or ("blog",)
    made = Desk(told(tmp, destinations=tables(*named)), put_up(monkeypatch, TOLD + timedelta(hours=1), *named))
    if wish is not None:
        assert all(outcome.well for outcome in made.publish(wish))
        made.time.now = NOW if wish.stage is Stage.LIVE else made.time.now
    return made


def folder_of(settings: Settings) -> Path:
    """The day's folder."""
    return settings.out / DAY.isoformat()


def restate(
    settings: Settings, table: str, column: str, value: float, *, now: datetime = RESTATED, **key: object
) -> None:
    """A source says something else of one real row, chosen by `key`; the row must be there."""
    with open_history(history_place(settings)) as history:
        _restate(history, table, {column: value}, key, now)


def restate_row(
    settings: Settings, table: str, cells: dict[str, float], *, now: datetime = RESTATED, **key: object
) -> None:
    """As `restate`, several cells of a row at once."""
    with open_history(history_place(settings)) as history:
        _restate(history, table, cells, key, now)


def _restate(history: History, table: str, cells: dict[str, float], key: dict[str, object], now: datetime) -> None:
    frame = market().tables[table]
    for name, value in key.items():
        frame = frame[frame[name] == (pd.Timestamp(value) if isinstance(value, datetime) else value)]
    assert len(frame) == 1, f"{len(frame)} rows of {table} fit {key}"
    row = frame.assign(**cells)
    everything = {name: (row if name == table else one.iloc[:0]) for name, one in market().tables.items()}
    assert history.keep(replace(market(), tables=everything), now=now).new == 0


def shorts_of_bitcoin(settings: Settings, millions: float = 470.0, *, now: datetime = RESTATED) -> None:
    """CoinGlass restates bitcoin's short liquidations of the day from $475 million."""
    cells = {"short_usd": millions * 1e6, "total_usd": millions * 1e6 + 18_640_220.0}
    restate_row(
        settings, "liquidations", cells, now=now, coin="BTC", venues="*", source="CoinGlass", end=AS_OF,
        start=AS_OF - timedelta(days=1),
    )  # fmt: skip


def whole_market(settings: Settings, long: float, short: float, *, now: datetime = RESTATED) -> None:
    """CoinGlass restates both sides of all liquidations of the day."""
    cells = {"long_usd": long, "short_usd": short, "total_usd": long + short}
    restate_row(
        settings, "liquidations", cells, now=now, coin="*", venues="*", source="CoinGlass", end=AS_OF,
        start=AS_OF - timedelta(days=1),
    )  # fmt: skip


def facts_of(settings: Settings) -> Facts:
    """The facts that the day is filed with."""
    return archive.read_facts(folder_of(settings) / "facts.json")
