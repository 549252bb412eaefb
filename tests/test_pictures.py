"""Pictures: chosen for what is told, worded by the house, held against the facts bar by bar and cell by cell."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsgen.check import check
from newsgen.errors import HouseError
from newsgen.house import House, load_house
from newsgen.market import read_market
from newsgen.measure import prepare
from newsgen.model import Article, Facts, Severity
from newsgen.newsroom import Edition, compose, proofread, tell
from newsgen.sample import folder
from tests.conftest import ROOT
from tests.picture_forgeries import forgeries
from tests.real_days import house, told

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAYS = [
    "seed", "2021-05-19", "2021-09-07", "2022-06-13", "2022-11-09", "2023-01-14", "2023-08-17", "2023-10-24",
    "2024-01-03", "2024-02-28", "2024-03-05", "2024-04-13", "2024-08-05", "2024-11-11", "2024-12-05", "2025-02-03",
    "2025-04-07", "2025-05-08", "2025-07-10", "2025-08-14", "2025-10-10", "2026-01-20",
    "case:2022-05-12-technext", "case:2024-05-01-newsbtc",  # with exchanges apart
]  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> Edition:
    return tell(prepare(read_market([folder()], now=NOW)), date(2025, 7, 14), house(), now=NOW)


def refused(article: Article, facts: Facts) -> list[str]:
    """Where the pictures are refused."""
    return [
        f"{finding.where} {finding.message}" for finding in check(article, facts)
        if finding.severity is Severity.BLOCK and finding.where.startswith("charts.")
    ]  # fmt: skip


def assert_forgeries_are_caught(edition: Edition, every: int = 1) -> int:
    """Every forgery of a true picture is a BLOCK; gives how many there were."""
    assert not refused(edition.article, edition.facts)
    pictures = replace(edition.article, headline="", headlines=(), dek="", key_points=(), body_md="", extra={})
    tried = list(forgeries(pictures, every))
    assert [what for what, article in tried if not refused(article, edition.facts)] == []
    return len(tried)


def test_every_forgery_of_the_sample_is_caught(sample: Edition) -> None:
    """A label, a bar, a side, a group, a point, a mark or a cell that is not the facts' is refused."""
    assert assert_forgeries_are_caught(sample) > 100


@pytest.mark.parametrize("day", DAYS)
def test_every_forgery_of_a_real_day_is_caught(day: str) -> None:
    """The same on real days of all kinds."""
    assert_forgeries_are_caught(told(day), every=1 if day in ("seed", "case:2022-05-12-technext") else 8)


CHART = """
title = "Longs and shorts again"
kind = "sides"
angles = ["ath_new"]
needs = ["btc.liq_long", "btc.liq_short"]
when = "btc.liq_total > 0"
score = 190
"""
WORDS = (ROOT / "templates" / "charts" / "liquidations-by-coin" / "en.md").read_text("utf-8")


def own(tmp_path: Path, chart: str = CHART, words: str = WORDS) -> House:
    """The shipped house with a newsroom's own picture."""
    made = tmp_path / "charts" / "own"
    made.mkdir(parents=True)
    (made / "chart.toml").write_text(chart, "utf-8")
    (made / "en.md").write_text(words, "utf-8")
    return load_house([tmp_path, ROOT / "templates"])


def test_a_picture_of_ones_own_needs_no_python(tmp_path: Path, sample: Edition) -> None:
    """A folder with a rule and words is chosen where its story leads, drawn, and found true."""
    edition = retold(sample, own(tmp_path))
    assert edition.article.charts[0].file == "own"
    assert not refused(edition.article, edition.facts)


def retold(edition: Edition, house: House) -> Edition:
    """The same facts in another house."""
    return proofread(compose(edition.facts, edition.verdicts, house))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('kind = "sides"', 'kind = "side"', "`side` is not a kind of chart; did you mean `sides`?"),
        ('["ath_new"]', '["ath_nw"]', "`ath_nw` is not an angle; did you mean `ath_new`?"),
        ("angles =", "angels =", "`angels` is not a key of a chart; did you mean `angles`?"),
        ('"btc.liq_long"', '"btc.liq_lng"', "`btc.liq_lng` is not a fact; did you mean `btc.liq_long`?"),
        ('kind = "sides"', 'kind = "price"\ncoin = "doge"', "`doge` is not a coin with such a series"),
        ("score = 190", "", "there is no `score`"),
        ("angles =", 'topics = ["price"]\nangles =', "`price` is not a topic; did you mean `prices`?"),
    ],
)
def test_a_picture_that_does_not_fit_is_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    """What a chart.toml names is held against the catalogue, the angles and the kinds when it is read."""
    with pytest.raises(HouseError, match=re.escape(complaint)):
        own(tmp_path, CHART.replace(old, new))


def test_an_unknown_block_and_a_bare_digit_are_refused(tmp_path: Path) -> None:
    """Words of a picture keep to the rules of all words; a block that is missing is a warning."""
    with pytest.raises(HouseError, match="there is no block `titel`; did you mean `title`"):
        load_house([own_words(tmp_path / "a", WORDS.replace("block title", "block titel")), ROOT / "templates"])
    with pytest.raises(HouseError, match="digits"):
        load_house([own_words(tmp_path / "b", WORDS.replace("Longs lost", "5 longs lost")), ROOT / "templates"])
    short = own(tmp_path / "c", words=WORDS.partition("{% block short %}")[0])
    assert [finding.message for finding in short.lint()] == ["there is no block `short`"]


def own_words(folder: Path, words: str) -> Path:
    """A newsroom's folder with other words for a picture that ships."""
    file = folder / "charts" / "liquidations-by-coin" / "en.md"
    file.parent.mkdir(parents=True)
    file.write_text(words, "utf-8")
    return folder


def test_a_picture_with_too_little_to_show_is_not_drawn(sample: Edition) -> None:
    """One coin, one venue or a few points make no picture."""
    facts, told = sample.facts, house()
    one = {name: fact for name, fact in facts.known.items() if not name.startswith(("eth.liq", "venue2"))}
    few = {name: replace(curve, points=curve.points[-9:]) for name, curve in facts.series.items()}
    thin = replace(facts, known=one, series=few)
    assert compose(thin, sample.verdicts, told).article.charts == ()


def test_the_words_of_pictures_have_their_lengths_and_marks(sample: Edition) -> None:
    """Alt text up to 150 characters with its type, data and reason; a mark across what is made up."""
    assert len(sample.article.charts) == 3
    for chart in sample.article.charts:
        assert re.fullmatch(r"(Bar|Line) chart of .+ where .+", chart.alt)
        assert len(chart.alt) <= 150
        assert len(chart.title) <= 60
        assert chart.caption.endswith(".")
        assert chart.watermark
        assert chart.source.endswith("Data as of 12:00 UTC, 14 July 2025.")
        assert chart.table is not None
        assert len(chart.table.rows) <= 25 or chart.kind != "price"
        assert {len(row) for row in chart.table.rows} == {len(chart.table.head)}


def test_a_label_says_its_own_figure_where_a_text_could_not_add_it_up() -> None:
    """No coin is left out of a picture because its printed sides do not sum to its printed total."""
    charts = {chart.file: chart for chart in told("2025-09-17").article.charts}
    assert charts["liquidations-by-coin"].data[0].group == "Ether"


@pytest.mark.parametrize(
    ("day", "reads"),
    [("2024-03-05", "Bitcoin briefly fell below $60,000"), ("2024-11-12", "Bitcoin came close to $90,000")],
)
def test_the_level_in_a_picture_is_the_one_that_the_text_tells(day: str, reads: str) -> None:
    """Of several round prices on the way of a price, the picture marks the one that readers are told of."""
    edition = told(day)
    level = next(chart for chart in edition.article.charts if chart.file == "bitcoin-price").lines[0]
    assert level.label.reads == reads
    assert level.label.text in edition.article.body_md
    assert not refused(edition.article, edition.facts)
