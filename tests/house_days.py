"""Days made by hand from the catalogue, and small houses, for the tests of rules, prose, plan and writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from newsgen.angles import judge, load_angles
from newsgen.catalogue import CATALOGUE
from newsgen.house import House, load_house
from newsgen.model import Article, Event, Fact, Facts, Quote, Value, Window
from newsgen.plan import arrange
from newsgen.write import write

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
END = datetime(2031, 7, 14, 12, tzinfo=UTC)
WINDOW = Window(END - timedelta(days=1), END)

ALWAYS: Mapping[str, Value] = {
    "day.date": END.date(),
    "day.year": "2031",
    "day.weekend": 0,
    "window.start": WINDOW.start,
    "window.end": WINDOW.end,
    "window.hours": 24,
    "window.is_day": 0,
    "btc.name": "BTC",
    "eth.name": "ETH",
}
MONEY: Mapping[str, Value] = {
    "liq.total": 748_312_904.0,
    "liq.long": 125_108_377.0,
    "liq.short": 623_204_527.0,
    "liq.long_share": 16.718725,
    "liq.short_share": 83.281275,
    "liq.side": "short",
    "liq.side_usd": 623_204_527.0,
    "liq.side_share": 83.281275,
    "liq.minor_usd": 125_108_377.0,
    "liq.tracked": 0,
    "liq.source": "CoinGlass",
    "liq.traders": 130_000,
    "btc.liq_total": 494_000_000.0,
    "btc.liq_short": 475_000_000.0,
    "btc.liq_long": 19_000_000.0,
    "eth.liq_total": 79_000_000.0,
    "eth.liq_short": 52_700_000.0,
    "eth.liq_long": 26_300_000.0,
    "order.usd": 98_100_000.0,
    "order.coin": "BTC",
    "order.side": "short",
    "order.venue": "Binance",
    "order.share": 13.109489,
}
PRICES: Mapping[str, Value] = {
    "btc.price": 121_467.42,
    "btc.open": 118_044.1,
    "btc.high": 123_218.0,
    "btc.low": 117_902.3,
    "btc.venue": "Binance",
    "btc.change_24h": 2.900034,
    "btc.change_7d": 12.1937,
    "btc.change_ytd": 29.80553,
    "btc.change_12m": 101.7,
    "btc.level_passed": 123_000.0,
    "eth.price": 3_052.21,
    "eth.open": 2_965.9,
    "eth.high": 3_082.5,
    "eth.low": 2_950.0,
    "eth.change_24h": 2.910078,
    "series.ratio": 2.36,
    "series.median30": 190_000_000.0,
}


def fact(fact_id: str, value: Value) -> Fact:
    """A fact of the catalogue with a value."""
    declared = CATALOGUE[fact_id]
    return Fact(fact_id, value, declared.unit, declared.about, WINDOW, END, "by hand")


def day(*tables: Mapping[str, Value], quotes: Sequence[Quote] = (), events: Sequence[Event] = ()) -> Facts:
    """A day on which the values in `tables` are known, the later ones winning."""
    values: dict[str, Value] = dict(ALWAYS)
    for table in tables:
        values.update(table)
    return Facts(
        day=date(2031, 7, 14),
        window=WINDOW,
        as_of=END,
        known={fact_id: fact(fact_id, value) for fact_id, value in values.items()},
        missing={},
        quotes=tuple(quotes),
        events=tuple(events),
    )


def without(facts: Facts, *fact_ids: str) -> Facts:
    """The same day with some facts missing."""
    return replace(facts, known={key: value for key, value in facts.known.items() if key not in fact_ids})


SQUEEZE = day(MONEY, PRICES)


@lru_cache(maxsize=4)
def shipped(style: str = "wire") -> House:
    """The house that ships with newsgen."""
    return load_house([TEMPLATES], style=style)


def angle(folder: Path, name: str, rule: str, prose: str) -> Path:
    """Writes one angle into a folder of templates; gives the folder."""
    home = folder / "angles" / name
    home.mkdir(parents=True, exist_ok=True)
    (home / "rule.toml").write_text(rule, "utf-8")
    (home / "en.md").write_text(prose, "utf-8")
    return folder


BARE = '[brief]\nmoves = ["lead", "support"]\nwords = [1, 300]\nheadings = 0\n'


def house_of(tmp_path: Path, prose: str, rule: str = "", style: str = "wire") -> House:
    """The shipped house.toml with a single angle, called "mine"."""
    rule = rule or 'title = "Mine"\nsubjects = ["btc"]\nwhen = "liq.total > 0"\nscore = 99\nskeletons = ["brief"]\n'
    angle(tmp_path, "mine", rule, prose)
    (tmp_path / "article").mkdir(exist_ok=True)
    (tmp_path / "article" / "skeletons.toml").write_text(BARE, "utf-8")
    (tmp_path / "house.toml").write_bytes((TEMPLATES / "house.toml").read_bytes())
    return load_house([tmp_path], style=style)


def spoken(
    tmp_path: Path, text: str, facts: Facts, *, place: str = "body", seed: int = 1, style: str = "wire"
) -> str | None:
    """What one passage says of a day, without marks."""
    from newsgen.house.marks import plain

    house = house_of(tmp_path, "{% block lead %}" + text + "{% endblock %}", style=style)
    said = house.telling(facts, seed).render(house.passage("angle:mine", "lead"), place=place, subject="btc")
    return None if said is None else " ".join(plain(said).split())


def told(facts: Facts, house: House | None = None, seed: int = 7) -> Article:
    """The article of a day."""
    house = house or shipped()
    return write(arrange(judge(load_angles(house), facts, house), facts, house, seed=seed), facts, house)
