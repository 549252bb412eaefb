"""What the check says, where it says it and how: figures, fields, whole articles and strangers' texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from newsgen.check import check, check_text
from newsgen.check.figures import figure, rounds_to, shape
from newsgen.check.reader import read
from newsgen.model import Article, Chart, Event, Facts, Finding, Quote, Severity
from tests.check_days import FOUNDING, PERFUMO, TARIFFS

NOTE = "Liquidation totals are a floor: exchanges publish only part of the orders they close by force."
BODY = (
    "Traders betting on lower prices lost $623.2 million in the 24 hours to 12:00 UTC on Monday 14 July as bitcoin "
    "climbed past $123,000, according to CoinGlass. Shorts made up 83% of the $748.3 million liquidated.\n\n"
    f"### Bitcoin took most of it\n\nBitcoin shorts lost $475.0 million and ether shorts $52.7 million.\n\n*{NOTE}*"
)
ARTICLE = Article(
    headline="Shorts lose $623M as bitcoin climbs past $123,000",
    headlines=("Bitcoin passes $120,000 as $748M of positions are liquidated",),
    dek="Shorts made up 83% of the $748.3 million liquidated.",
    key_points=("Shorts liquidated: $623M, or 83% of $748M",),
    lead_angle="short_squeeze",
    angles=(),
    dropped=(),
    sections=(),
    body_md=BODY,
    words=70,
    language="en",
    style="wire",
    as_of=FOUNDING.as_of,
    window=FOUNDING.window,
    figures=(),
    extra={"seo_title": "Bitcoin passes $120,000", "slug": "bitcoin-short-squeeze-2025-07-14"},
)  # fmt: skip


def blocks(findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings that stop a text."""
    return [finding for finding in findings if finding.severity is Severity.BLOCK]


def test_a_true_article_passes_in_every_field() -> None:
    """An article whose every field is true has no finding that stops it."""
    assert blocks(check(ARTICLE, FOUNDING)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "Longs lose $623M as bitcoin climbs past $123,000"),
        ("headlines", ("Bitcoin passes $120,000 as $748B of positions are liquidated",)),
        ("dek", "Shorts made up 38% of the $748.3 million liquidated."),
        ("key_points", ("Shorts liquidated: $623M, or 83% of $749M",)),
        ("body_md", BODY.replace("### Bitcoin took", "### Ether took")),
        (
            "charts",
            (Chart("sides.svg", "Bar chart with $125.1 million of shorts beside $623.2 million of longs.", ""),),
        ),
        ("extra", {"seo_title": "Bitcoin passes $130,000"}),
        ("extra", {"slug": "bitcoin-short-squeeze-2024-07-14"}),
    ],
)
def test_a_lie_is_found_in_every_field(field: str, value: object) -> None:
    """The gate stands before every field that goes out, and the finding names the field."""
    found = blocks(check(replace(ARTICLE, **{field: value}), FOUNDING))
    assert found
    assert all(finding.where.startswith(field) for finding in found)


def test_the_sum_of_ether_is_told_when_it_is_wrong() -> None:
    """An ether total that is too high is refused with the right one and its two parts."""
    (finding,) = check_text("ETH liquidations were over $90 million.", FOUNDING)
    assert finding.severity is Severity.BLOCK
    assert "eth.liq_total" in finding.facts
    assert "$79.0 million ($26.3 million of longs and $52.7 million of shorts)" in finding.hint


def test_a_year_to_date_gain_is_not_that_of_twelve_months() -> None:
    """A twelve-month gain told as this year's is refused with both numbers."""
    (finding,) = check_text("Bitcoin is up more than 100% this year.", FOUNDING)
    assert finding.severity is Severity.BLOCK
    assert "btc.change_ytd is +29.8%" in finding.hint
    assert "btc.change_12m is +102.1%" in finding.hint


def test_a_fragment_skips_what_only_whole_articles_need() -> None:
    """A sentence alone needs no method note; as a whole article it does."""
    sentence = "Shorts lost $623.2 million."
    assert check_text(sentence, FOUNDING) == ()
    assert {finding.id for finding in check_text(sentence, FOUNDING, whole=True)} >= {"B1", "K2", "M3"}


def test_front_matter_makes_a_whole_article() -> None:
    """Text with front matter is read as an article, its title and dek too."""
    text = f"---\ntitle: Longs lose $623M\ndate: 2025-07-14\nkey_points:\n- Shorts lost $623M\n---\n\n{BODY}\n"
    found = blocks(check_text(text, FOUNDING))
    assert [finding.where.split(":")[0] for finding in found] == ["title"]


def test_a_reconstruction_must_say_so() -> None:
    """Facts that were made by the project let nothing out without its label."""
    sample = replace(FOUNDING, sample=True)
    assert "T1" in {finding.id for finding in check(ARTICLE, sample)}
    labelled = replace(ARTICLE, body_md=BODY + "\n\nA reconstruction.")
    assert "T1" not in {finding.id for finding in check(labelled, sample)}


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("Shorts lost {{ liq.short }}.", "M2"),
        ("Shorts lost None.", "M2"),
        ("Bitcoin fell 0.0% in 24 hours.", "N7"),
        ("It was carnage.", "V2"),
        ("Bitcoin rose because of ETF inflows.", "C2"),
        ("Time to buy the dip.", "C3"),
        ("“We are all rich,” a trader said.", "Q1"),
        ("TODO write the rest.", "T1"),
        ("Shorts lost $623.2 million, Glassnode data show.", "B1"),
        ("Bitcoin rose 2.9% to $121,467 in 2023.", "F1"),
        ("Shorts lost $623.2 million on Tuesday 14 July.", "K3"),
        ("Shorts lost $623.2 billion.", "U2"),
        ("Bitcoin jumped 2.9%.", "V1"),
        ("Bitcoin fell 2.9%.", "N2"),
        ("Shorts lost more than $623.3 million.", "N3"),
    ],
)
def test_each_guard_has_its_own_name(text: str, guard: str) -> None:
    """A finding carries the id of the guard that saw it."""
    assert guard in {finding.id for finding in check_text(text, FOUNDING)}


SAID = f"Thomas Perfumo, Chief Economist at Kraken, said that {PERFUMO.text}."


def test_words_on_file_are_not_read_as_claims() -> None:
    """A paraphrase that stands as it was given passes, figures and causes included."""
    assert check_text(SAID, FOUNDING) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [("$110,000", "$120,000"), ("bitcoin's", "ether's"), ("inflows", "outflows"), ("Kraken", "Binance"),
     ("Thomas", "Peter"), ("strength", "weakness")],
)  # fmt: skip
def test_nothing_inside_a_quote_may_change(old: str, new: str) -> None:
    """A quote is told in the words on file, by the speaker on file."""
    assert "Q1" in {finding.id for finding in check_text(SAID.replace(old, new), FOUNDING)}


def test_a_paraphrase_is_not_a_quotation_and_expires() -> None:
    """Quotation marks are for direct quotes, and no quote outlives its time."""
    assert "Q1" in {f.id for f in check_text(f"Thomas Perfumo said: “{PERFUMO.text}”", FOUNDING)}
    direct = replace(FOUNDING, quotes=(replace(PERFUMO, kind="direct"),))
    assert check_text(f"Thomas Perfumo of Kraken said: “{PERFUMO.text}”", direct) == ()
    old = replace(FOUNDING, quotes=(replace(PERFUMO, expires_at=FOUNDING.window.start),))
    assert "Q1" in {finding.id for finding in check_text(SAID, old)}


def with_event(facts: Facts) -> Facts:
    """The day with an event on file."""
    return replace(facts, events=(Event("US tariffs on Canada, Mexico and China", "Reuters", date(2025, 2, 1)),))


def test_a_cause_needs_an_event_on_file() -> None:
    """News is told in the words on file with its source; a causal word without an event is refused."""
    facts = with_event(TARIFFS)
    told = "The move came after news reported by Reuters: US tariffs on Canada, Mexico and China."
    assert check_text(told, facts) == ()
    assert "Q1" in {finding.id for finding in check_text(told.replace("Mexico", "Peru"), facts)}
    assert "Q1" in {finding.id for finding in check_text(told.replace("Reuters", "Bloomberg"), facts)}
    assert "C2" in {finding.id for finding in check_text("Bitcoin fell because of tariffs.", TARIFFS)}


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [("$748.3 million", 748.3e6, "M"), ("$2.24B", 2.24e9, "M"), ("$121,467", 121467, "P"), ("4.2%", 4.2, "%"),
     ("130,000", 130000, "n"), ("$120K", 120000, "P")],
)  # fmt: skip
def test_figures_are_cut_out_whole(text: str, value: float, mark: str) -> None:
    """A figure is one piece with its sign, scale and commas; sentence marks stay outside."""
    shaped, figures = shape(f"It was {text}, they said.")
    assert [found.text for found in figures] == [text]
    assert figures[0].value == pytest.approx(value)
    assert shaped.endswith(", they said.")
    assert mark


def test_american_dates_are_dates() -> None:
    """July 26, 2021 and 26 July 2021 are one day."""
    for text in ("July 26, 2021", "26 July 2021"):
        (found,) = shape(f"Since {text}.")[1]
        assert (found.year, found.month, found.day) == (2021, 7, 26)


def test_rounding_is_half_up_at_the_printed_place() -> None:
    """A half is rounded up, and only the printed place counts."""
    assert rounds_to(2.25, figure("2.3%"))
    assert not rounds_to(2.25, figure("2.2%"))
    assert rounds_to(-2.9, figure("2.9%"))
    assert not rounds_to(999_999_999, figure("$999.9 million"))


def test_a_reading_knows_no_figure() -> None:
    """Two sentences that differ in figures alone have one reading."""
    first, second = shape("Shorts lost $623.2 million.")[0], shape("Shorts lost $5.1 million.")[0]
    assert read(first) is read(second)


def test_facts_of_no_use_never_change_the_verdict() -> None:
    """A quote by somebody the text does not name changes nothing."""
    other = replace(FOUNDING, quotes=(*FOUNDING.quotes, Quote("Ada Byron", "the engine weaves patterns", "letter")))
    assert check(ARTICLE, other) == check(ARTICLE, FOUNDING)
