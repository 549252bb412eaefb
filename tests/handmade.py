"""A small day made by hand, for tests that need an article and no market."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from newsgen.model import (
    About,
    Article,
    Dropped,
    Event,
    Fact,
    Facts,
    Finding,
    Origin,
    Printed,
    Quote,
    Section,
    Severity,
    Told,
    Unit,
    Value,
    Verdict,
    Window,
)

END = datetime(2031, 3, 4, 12, tzinfo=UTC)
WINDOW = Window(END - timedelta(days=1), END)
ORIGIN = Origin("CoinGlass", "liquidations.csv", 1)
SUM = "400,200,000 = 300,512,345 + 99,687,655"
HEADLINE = "Crypto liquidations reach $400M as bitcoin climbs"
DEK = "Shorts made up $300.5 million of it."
POINTS = ("Liquidations in 24 hours: $400.2 million", "Bitcoin rose 4.2%")
BODY = """Positions worth $400.2 million were closed by force, $300.5 million of them *shorts* & the rest longs.

### Ether <script>alert(1)</script> followed

Bitcoin climbed 4.2% to $88,123. The record was set on 3 March.
"""


def fact(name: str, value: Value, unit: Unit, about: About, working: str = "") -> Fact:
    """A fact of the handmade day."""
    return Fact(name, value, unit, about, WINDOW, END, working or f"{name} as read", (ORIGIN,))


def facts() -> Facts:
    """Five facts, one missing, one quote, one event, one finding."""
    known = (
        fact("liq.total", 400_200_000.0, Unit.USD, About("liquidated", venues="*", base="window"), SUM),
        fact("liq.short", 300_512_345.0, Unit.USD, About("liquidated", side="short", venues="*", base="window")),
        fact("btc.price", 88123.4, Unit.PRICE, About("price", coin="BTC", venues="Binance", base="now")),
        fact("btc.change_24h", 4.2137, Unit.PERCENT, About("change", coin="BTC", base="window")),
        fact("btc.record_date", date(2031, 3, 3), Unit.DATE, About("record_date", coin="BTC", base="record")),
        fact("window.end", END, Unit.TIME, About("calendar", base="window")),
        fact("liq.traders", 120_000, Unit.COUNT, About("traders", venues="*", base="window")),
    )
    return Facts(
        day=date(2031, 3, 4),
        window=WINDOW,
        as_of=END,
        known={item.id: item for item in known},
        missing={"eth.price": "no candle of ETH ends in the window"},
        quotes=(Quote("Ann Example", "bitcoin’s run is “orderly”", "interview", said_at=END, topics=("BTC",)),),
        events=(Event("a rate decision", "Reuters", date(2031, 3, 3), coins=("BTC",)),),
        findings=(Finding("S2", Severity.HOLD, "Two venues differ.", "prices.csv:4:close", hint="Name the venue."),),
    )


def article() -> Article:
    """An article about that day, with its figures found by their text."""
    plain = Article(
        headline=HEADLINE,
        headlines=("Bitcoin climbs 4.2%", "Shorts lose $301M as bitcoin climbs"),
        dek=DEK,
        key_points=POINTS,
        lead_angle="short_squeeze",
        angles=(Told("short_squeeze", "lead", 84.0, "btc"), Told("ath_new", "support", 60.5)),
        dropped=(Dropped("quiet_day", "excluded by short_squeeze"),),
        sections=(
            Section("", "short_squeeze", BODY.split("\n\n")[0]),
            Section("Ether", "ath_new", "Bitcoin climbed 4.2% to $88,123."),
        ),
        body_md=BODY,
        words=30,
        language="en",
        style="wire",
        as_of=END,
        window=WINDOW,
        figures=(),
        extra={"seo_title": "Crypto liquidations reach $400M", "slug": "crypto-liquidations-2031-03-04"},
        slots=("Bitcoin rose 4.2%: add a sourced reason --> or leave this out.",),
        seed=7,
    )
    places = {"headline": HEADLINE, "dek": DEK, "key_points.0": POINTS[0], "key_points.1": POINTS[1], "body_md": BODY}
    figures = (
        ("headline", "$400M", "liq.total", ""),
        ("dek", "$300.5 million", "liq.short", ""),
        ("key_points.0", "$400.2 million", "liq.total", ""),
        ("key_points.1", "4.2%", "btc.change_24h", ""),
        ("body_md", "$400.2 million", "liq.total", ""),
        ("body_md", "$300.5 million", "liq.short", ""),
        ("body_md", "climbed", "btc.change_24h", "word"),
        ("body_md", "4.2%", "btc.change_24h", ""),
        ("body_md", "$88,123", "btc.price", ""),
        ("body_md", "3 March", "btc.record_date", ""),
    )
    found = (
        Printed(where, places[where].index(text), places[where].index(text) + len(text), text, name, qualifier)
        for where, text, name, qualifier in figures
    )
    return replace(plain, figures=tuple(found))


def verdicts() -> tuple[Verdict, ...]:
    """One of each kind."""
    return (
        Verdict("short_squeeze", True, 84.0, ("liq.short", "btc.change_24h"), subject="btc"),
        Verdict("quiet_day", False, 0.0, ("liq.total",)),
        Verdict("etf_inflow_streak", None, 0.0, (), "btc_etf.flow is not known"),
    )
