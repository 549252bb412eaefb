"""What no article may say: words of the avoid list, causes nobody gave, advice, predictions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from newsgen.house import House, load_house
from newsgen.model import Remembered
from newsgen.newsroom import Edition, remembered, tell
from tests.conftest import ROOT
from tests.real_days import NOW, chronicle

YEAR, TENTH = (date(2024, 1, 1), 366), (date(2024, 7, 20), 37)  # the tenth holds calm weeks and the fall of August
PREDICTIONS = (
    "will", "shall", "could", "may", "might", "should", "would", "likely", "unlikely", "expected", "expects", "soon",
    "forecast", "forecasts", "outlook", "target", "targets", "poised", "set to", "going to", "tomorrow", "bound to",
)  # fmt: skip
ADVICE = (
    "buy", "sell", "investors should", "traders should", "opportunity", "bargain", "cheap", "undervalued", "overvalued",
    "oversold", "overbought", "bullish", "bearish", "safe haven", "you must", "beware", "watch out", "support level",
    "resistance",
)  # fmt: skip
CAUSES = (
    "because", "due to", "owing to", "thanks to", "driven by", "sparked", "triggered", "fuelled", "fueled", "caused",
    "prompted", "led to", "on the back of", "as a result", "in response to", "blamed", "boosted by", "weighed on",
)  # fmt: skip
SAID_OF_METHOD = ("the true totals may be larger",)  # of what exchanges keep to themselves, not of what comes


def _pattern(words: Iterator[str] | tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=4)
def stretch(style: str, first: date, days: int) -> tuple[Edition, ...]:
    """Days told one after another, each in the memory of those before it."""
    house: House = load_house([ROOT / "templates"], style=style, readers="general")
    memory: list[Remembered] = []
    editions = []
    for number in range(days):
        edition = tell(chronicle(), first + timedelta(number), house, now=NOW, memory=memory[:30])
        memory.insert(0, remembered(edition, house))
        editions.append(edition)
    return tuple(editions)


def texts(editions: tuple[Edition, ...]) -> Iterator[tuple[date, str]]:
    """Everything that a reader may see."""
    for edition in editions:
        article = edition.article
        seen = (article.headline, *article.headlines, article.dek, *article.key_points, article.body_md)
        for text in (*seen, *article.extra.values()):
            for said in SAID_OF_METHOD:
                text = text.replace(said, "")
            yield edition.facts.day, text


@pytest.fixture(params=["wire", "lively"])
def editions(request: pytest.FixtureRequest) -> tuple[Edition, ...]:
    """A tenth of the year; all of it with `-m campaign`."""
    whole = "campaign" in str(request.config.getoption("-m"))
    return stretch(str(request.param), *(YEAR if whole else TENTH))


def found(pattern: re.Pattern[str], editions: tuple[Edition, ...]) -> list[tuple[date, str, str]]:
    """Day, word and its surroundings."""
    hits = [(day, match, text) for day, text in texts(editions) for match in pattern.finditer(text)]
    return [(day, match[0], text[max(0, match.start() - 60) : match.end() + 60]) for day, match, text in hits]


@pytest.mark.campaign
def test_no_word_of_the_avoid_list_is_printed(shared: Path, editions: tuple[Edition, ...]) -> None:
    """The list that was made from what desks print and regret."""
    lexicon = json.loads((shared / "editorial" / "lexicon.json").read_text("utf-8"))
    words = tuple(word.partition(" (")[0] for word in lexicon["avoid"])
    assert len(words) >= 30
    assert found(_pattern(words), editions) == []


@pytest.mark.campaign
@pytest.mark.parametrize("words", [CAUSES, ADVICE, PREDICTIONS], ids=["cause", "advice", "prediction"])
def test_no_cause_no_advice_and_no_prediction_is_printed(words: tuple[str, ...], editions: tuple[Edition, ...]) -> None:
    """No event is on file for these days, so nothing can be a cause; the months of a year are not meant."""
    hits = [hit for hit in found(_pattern(words), editions) if not re.search(r"\d May|May \d|\bMay\b", hit[2])]
    assert hits == []


@pytest.mark.campaign
def test_every_article_says_who_counted_and_that_totals_are_a_floor(editions: tuple[Edition, ...]) -> None:
    """Wherever it prints a liquidation."""
    floor = re.compile(r"floor|at least|minimum|lower bound|only be larger|may be larger")
    for edition in editions:
        if any(printed.fact.startswith("liq.") for printed in edition.article.figures):
            assert "CoinGlass" in edition.article.body_md, edition.facts.day
            assert floor.search(edition.article.body_md), edition.facts.day
