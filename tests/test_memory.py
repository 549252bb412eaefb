"""What was told lately, and how it changes what is told today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from newsgen.history import open_history
from newsgen.house.mask import make_mask
from newsgen.house.stale import Staleness
from newsgen.live import keeps_history, recap_tables
from newsgen.model import Remembered
from newsgen.newsroom import Edition, remembered, tell
from newsgen.settings import Settings
from tests.house_days import END
from tests.real_days import NOW, chronicle, house, told

MASK = make_mask(["bitcoin", "ether", "bitcoin cash"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bitcoin rose 3.4% to $67,117.", "Ether rose 11% to $3,117.25."),
        ("Longs worth $475 million were closed on Monday 14 July.", "Longs worth $1.2 billion were closed on Friday."),
        ("Binance took 54% of it.", "OKX took 61% of it."),
        ("It was the third day in a row.", "It was the 21st day in a row."),
        ("Data for seven coins on Bybit.", "Data for 12 coins on Bybit."),
        ("Bitcoin cash fell most, 9%.", "SOL fell most, 0.5%."),
        ("At 12:00 UTC it stood at $1,000.", "At 16:00 UTC it stood at $9."),
    ],
)
def test_sentences_that_differ_in_figures_names_and_dates_alone_have_one_mask(one: str, other: str) -> None:
    """How it was said is the same."""
    assert MASK(one) == MASK(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bitcoin rose 3.4%.", "Bitcoin fell 3.4%."),
        ("In the 24 hours to 12:00 UTC bitcoin rose.", "In the week to 12:00 UTC bitcoin rose."),
        ("The S&P 500 rose.", "The Nasdaq 100 rose."),
    ],
)
def test_sentences_that_say_another_thing_have_another_mask(one: str, other: str) -> None:
    """Words stay, and so do the names of windows and indices."""
    assert MASK(one) != MASK(other)


def heard(*sentences: str) -> Remembered:
    """An article that said these."""
    return Remembered(END.date(), "brief", "", (), "brief", (), "", tuple(MASK(sentence) for sentence in sentences))


def test_what_was_said_longer_ago_is_fresher() -> None:
    """And what nobody said costs nothing; an empty memory knows nothing."""
    stale = Staleness([heard("Bitcoin rose 3%."), heard("Ether fell 2%.")], MASK, 12.0)
    yesterday, before = stale.of(["Ether rose 1.5%."]), stale.of(["Bitcoin fell 9%."])
    assert yesterday > before > 0 == stale.of(["Nothing moved."])
    assert Staleness([], MASK, 12.0).of(["Ether rose 1.5%."], opening=True) == 0


def test_to_open_as_before_is_worse_than_to_say_it_later_on() -> None:
    """An opening is what readers know again first."""
    stale = Staleness([heard("Bitcoin rose 3%.", "Ether fell 2%.")], MASK, 12.0)
    assert stale.of(["Bitcoin rose 8%."], opening=True) > stale.of(["Bitcoin rose 8%."])
    assert stale.of(["Ether fell 8%."], opening=True) == stale.of(["Ether fell 8%."])


def test_a_day_told_after_itself_opens_with_another_sentence() -> None:
    """With nothing changed but the memory, and the same way every time."""
    first = told("2024-04-12")
    again = [
        tell(chronicle(), first.facts.day, house(), now=NOW, memory=[remembered(first, house())]) for _ in range(2)
    ]
    assert again[0].article == again[1].article
    before, after = remembered(first, house()), remembered(again[0], house())
    assert before.sentences[0] != after.sentences[0]
    assert len(set(before.sentences) & set(after.sentences)) < len(set(before.sentences)) / 2


def test_what_is_remembered_holds_no_figure_and_no_date() -> None:
    """Only how things were said."""
    kept = remembered(told("2024-04-12"), house())
    assert not any(letter.isdigit() for sentence in kept.sentences for letter in _bare(sentence))
    assert kept.parts


def _bare(sentence: str) -> str:
    for constant in ("24 hours", "30 days", "s&p 500", "nasdaq 100", "12 months"):
        sentence = sentence.replace(constant, "")
    return sentence


def test_a_newsroom_with_a_history_words_its_days_apart_and_tells_each_again_alike(
    shared: Path, tmp_path: Path
) -> None:
    """Days of its own tables: the series remembers, another series does not, and the sample is never remembered."""
    settings = Settings(out=tmp_path / "output", history=str(tmp_path / "history.sqlite"))
    folders, days = [shared / "market" / "history"], (date(2024, 4, 10), date(2024, 4, 11))
    assert keeps_history(settings)

    def tell_day(day: date, **changes: str) -> tuple[Edition, str]:
        edition, folder, _ = recap_tables(folders, day, house(), replace(settings, **changes), now=NOW)
        return edition, (folder / "article.md").read_text("utf-8")

    first, second = (tell_day(day) for day in days)
    assert tell_day(days[1])[1] == second[1]
    assert tell_day(days[0])[1] == first[1], "days after it do not change a day"
    alone = tell_day(days[1], series="weekly")[1]
    assert alone != second[1]
    with open_history(settings.history) as history:
        kept = history.memory(date(2024, 4, 12), 30, language="en", series="daily")
    assert [one.day for one in kept] == [days[1], days[0]]
    assert kept[0] == remembered(second[0], house())
