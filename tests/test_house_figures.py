"""Figures: what is printed is true of the value, and never reads as nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.house import MissingFact
from newsgen.house.figures import LONG, SHORT, day, figure, half_up, level, money, percent, price, rate
from newsgen.house.filters import _FRACTIONS, fraction, multiple, rough
from newsgen.house.joint import GROUPS, Joint
from newsgen.house.words import article, ordinal, period
from tests.house_days import END, fact, shipped
from tests.house_days import day as a_day

HOUSE = shipped()
AMOUNTS = st.floats(1, 9e12, allow_nan=False).map(lambda value: round(value, 2))
NEAR_HALVES = st.builds(
    lambda n, d, e: float(f"{n}.{d}5") * 10**e, st.integers(0, 999), st.integers(0, 99), st.integers(0, 9)
)
SCALES = {"": 0, "K": 3, "M": 6, "B": 9, "T": 12, " million": 6, " billion": 9, " trillion": 12}
MONEY = re.compile(r"\$([\d,]+(?:\.\d+)?)(K|M|B|T| million| billion| trillion)?$")


def read_money(text: str) -> tuple[Decimal, Decimal]:
    """What a stranger reads in printed money: the amount and half a unit of its last digit."""
    match = MONEY.match(text)
    assert match, text
    number, scale = Decimal(match[1].replace(",", "")), SCALES[match[2] or ""]
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return number.scaleb(scale), Decimal("0.5").scaleb(exponent + scale)


@given(st.one_of(AMOUNTS, NEAR_HALVES.filter(lambda value: value >= 1)), st.sampled_from([LONG, SHORT]))
def test_printed_money_reads_back_to_within_its_rounding(value: float, form: str):
    """Whatever is printed parses back to the value, half a unit of the last digit aside."""
    amount, half = read_money(money(value, form))
    assert abs(amount - Decimal(repr(value))) <= half


@given(st.one_of(AMOUNTS, NEAR_HALVES.filter(lambda value: value >= 1)))
def test_money_is_rounded_half_up_in_decimal(value: float):
    """The quick way and the decimal way print the same."""
    exact = Decimal(repr(value))
    for scale, word, decimals in ((9, " billion", 2), (6, " million", 1)):
        if Decimal(10) ** scale <= exact < Decimal("999.5") * Decimal(10) ** scale:
            number = half_up(exact.scaleb(-scale), decimals)
            shown = f"{number:,f}".rstrip("0").rstrip(".")
            assert money(value) == f"${shown}{word}"


@pytest.mark.parametrize(
    ("value", "body", "headline"),
    [
        (623_204_527.0, "$623.2 million", "$623M"),
        (2_240_000_000.0, "$2.24 billion", "$2.24B"),
        (52_700_000.0, "$52.7 million", "$52.7M"),
        (475_000_000.0, "$475 million", "$475M"),
        (999_999_999.0, "$1 billion", "$1B"),
        (999_950_000.0, "$1 billion", "$1B"),
        (999_949_999.0, "$999.9 million", "$1B"),
        (999_999.6, "$1 million", "$1M"),
        (850_123.0, "$850,123", "$850K"),
        (5_756.3, "$5,756", "$5,756"),
        (3_770_000_000_000.0, "$3.77 trillion", "$3.77T"),
        (623_250_000.0, "$623.3 million", "$623M"),
        (-14_100_000.0, "$14.1 million", "$14.1M"),
    ],
)
def test_money_by_place(value: float, body: str, headline: str):
    """Words in running text, letters in headlines; a thousand millions is a billion."""
    assert (money(value), money(value, SHORT)) == (body, headline)


@given(st.floats(0.05, 999, allow_nan=False))
def test_printed_percent_reads_back_to_within_its_rounding(value: float):
    """One decimal under ten, none from ten up, half-up."""
    shown = percent(value)
    assert ("." in shown) == (half_up(value, 1) < 10)
    number = Decimal(shown[:-1])
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    assert abs(number - Decimal(repr(value))) <= Decimal("0.5").scaleb(exponent)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.95, "2.0%"), (4.25, "4.3%"), (-4.2, "4.2%"), (9.95, "10%"), (83.281275, "83%"), (0.05, "0.1%")],
)
def test_percent_is_rounded_as_a_reader_would(value: float, shown: str):
    """As decimals are written, not as floats are stored; the sign is carried by words."""
    assert percent(value) == shown


@pytest.mark.parametrize("value", [0.0, -0.04, 0.049])
def test_a_move_of_nothing_is_not_printed(value: float):
    """Never "0.0%": what needs it is left out."""
    with pytest.raises(MissingFact):
        percent(value)


def test_a_part_is_never_rounded_up_to_all():
    """99.6 % of a whole is not all of it."""
    assert percent(99.6, part=True) == "99.6%"
    assert percent(99.6) == "100%"
    with pytest.raises(MissingFact):
        percent(99.97, part=True)


def test_a_thousand_percent_is_not_a_percent():
    """Such a change is told as a multiple."""
    with pytest.raises(MissingFact):
        percent(1000.0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (121_467.42, "$121,467"), (1_000.0, "$1,000"), (999.996, "$1,000"), (163.4, "$163.40"), (2.9471, "$2.95"),
        (0.21344, "$0.2134"), (0.99999, "$1.00"), (0.000012344, "$0.00001234"),
    ],
)  # fmt: skip
def test_prices_print_by_size(value: float, shown: str):
    """Whole dollars from a thousand up, cents below, four digits under a dollar."""
    assert price(value) == shown


@given(st.floats(1e-5, 9e5, allow_nan=False))
def test_printed_prices_read_back_to_within_their_rounding(value: float):
    """At most half a unit of the last digit."""
    number = Decimal(price(value)[1:].replace(",", ""))
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    assert abs(number - Decimal(repr(value))) <= Decimal("0.5").scaleb(exponent)


def test_levels_print_bare():
    """A round price has no decimals that say nothing."""
    assert [level(value) for value in (120_000.0, 50.0, 0.5)] == ["$120,000", "$50", "$0.5000"]


def test_rates_keep_the_digits_that_say_something():
    """A funding rate is small."""
    assert [rate(value) for value in (0.01, -0.0123)] == ["0.01%", "0.0123%"]


def test_counts_are_words_up_to_nine_in_running_text():
    """And figures in headlines, and from ten up."""
    counts = fact("btc_etf.in_days", 7), fact("btc_etf.in_days", 12), fact("liq.traders", 130_000)
    assert [figure(one, LONG, 2031) for one in counts] == ["seven", "12", "130,000"]
    assert figure(counts[0], SHORT, 2031) == "7"


def test_dates_name_the_year_only_where_it_is_another():
    """And times say their zone."""
    assert day(END.date(), 2031) == "14 July"
    assert day(END.date(), 2032, weekday=True) == "Monday 14 July 2031"
    assert figure(fact("window.end", END), LONG, 2031) == "12:00 UTC on Monday 14 July"


def test_ordinals_and_articles_follow_the_sound():
    """Also where the word is a number or an abbreviation."""
    assert [ordinal(number) for number in (1, 3, 10, 11, 21, 112)] == [
        "first",
        "third",
        "10th",
        "11th",
        "21st",
        "112th",
    ]
    words = (
        "ether position",
        "83% share",
        "$8 million order",
        "11% loss",
        "XRP short",
        "US index",
        "bitcoin",
        "upward move",
    )
    assert [article(word) for word in words] == ["an", "an", "an", "an", "an", "a", "a", "an"]


def test_the_window_is_named_in_full_once():
    """Later it is "in 24 hours"; a UTC day is called by its name."""
    assert period(END, "Monday 14 July", whole_day=False, again=False, short=False) == (
        "in the 24 hours to 12:00 UTC on Monday 14 July"
    )
    assert period(END, "Monday 14 July", whole_day=False, again=True, short=False) == "in 24 hours"
    assert period(END, "Monday 14 July", whole_day=True, again=False, short=False) == "on Monday 14 July"


# Parts and wholes


@given(st.integers(10_000, 9_000_000_000), st.integers(10_000, 9_000_000_000))
def test_printed_parts_add_up_to_the_printed_total(long: int, short: int):
    """Long and short make the total as a reader adds them, or the smaller is not printed."""
    known = {
        "liq.total": fact("liq.total", float(long + short)),
        "liq.long": fact("liq.long", float(long)),
        "liq.short": fact("liq.short", float(short)),
    }
    joint = Joint(known)
    printed = {}
    for fact_id in known:
        try:
            text = joint.figure(known[fact_id], LONG)
        except MissingFact:
            assert known[fact_id].value == min(long, short)
            return
        assert text is not None
        printed[fact_id] = read_money(text)
    half = max(half for _, half in printed.values())
    parts = printed["liq.long"][0] + printed["liq.short"][0]
    assert abs(parts - printed["liq.total"][0]) <= half


def test_the_same_amount_prints_alike_under_another_name():
    """The side that lost more is rounded with its group, and so is the first of the ranking of coins."""
    known = {key: fact(key, value) for key, value in {
        "liq.total": 748_300_000.0, "liq.long": 125_050_000.0, "liq.short": 623_250_000.0,
        "liq.side_usd": 623_250_000.0, "top1.coin": "BTC", "top1.total": 494_050_000.0,
        "btc.liq_total": 494_050_000.0, "btc.liq_long": 19_020_000.0, "btc.liq_short": 475_030_000.0,
    }.items()}  # fmt: skip
    joint = Joint(known)
    assert joint.figure(known["liq.side_usd"], LONG) == joint.figure(known["liq.short"], LONG) == "$623.25 million"
    assert joint.figure(known["top1.total"], LONG) == joint.figure(known["btc.liq_total"], LONG)
    assert GROUPS["liq.minor_usd"][0] == "liq.total"


@given(st.floats(0.5, 99.5, allow_nan=False))
def test_printed_shares_of_both_sides_make_a_hundred(long: float):
    """82.5 % and 17.5 % are not printed as 83 and 18."""
    known = {
        "liq.long_share": fact("liq.long_share", long),
        "liq.short_share": fact("liq.short_share", 100 - long),
    }
    joint = Joint(known)
    shown = [joint.figure(known[key], LONG) for key in known]
    total = sum(Decimal(text[:-1]) for text in shown if text)
    assert abs(total - 100) < 1 if any("." in str(text) for text in shown) else total == 100


# Qualifiers


def true_of(before: str, value: float, printed: Decimal) -> bool:
    """Whether the words before a printed number are true of the value."""
    gap = (abs(Decimal(repr(value))) - printed) / printed * 100
    return {
        "": gap == 0,
        "more than": 0 < gap <= 5,
        "nearly": -3 <= gap < 0,
        "almost": -3 <= gap < 0,
        "just under": -3 <= gap < 0,
        "about": abs(gap) <= 2,
    }[before]


@given(st.floats(1e6, 9e10, allow_nan=False), st.integers(0, 99))
def test_a_rough_figure_has_a_true_qualifier(value: float, seed: int):
    """Chosen after rounding, within the house's limits, or the plain figure where none is true."""
    amount = fact("liq.total", value)
    spoken = rough(HOUSE.telling(a_day({"liq.total": value}), seed), amount)
    if spoken.text == money(value) and not spoken.before:
        return
    assert true_of(spoken.before.strip(), value, read_money(spoken.text)[0])
    assert spoken.qualifier == spoken.before.strip()


@given(st.floats(1, 99, allow_nan=False), st.integers(0, 99))
def test_a_fraction_has_a_true_qualifier(value: float, seed: int):
    """ "more than a quarter" is more than a quarter."""
    share = fact("liq.short_share", value)
    spoken = fraction(HOUSE.telling(a_day({"liq.short_share": value}), seed), share)
    fractions = {name: Decimal(top) / Decimal(bottom) for top, bottom, name in _FRACTIONS}
    if spoken.text in fractions:
        assert true_of(spoken.before.strip() or "", value / 100, fractions[spoken.text])
    else:
        assert spoken.text == percent(value, part=True)


@given(st.floats(1.05, 60, allow_nan=False), st.integers(0, 99))
def test_a_multiple_has_a_true_qualifier(value: float, seed: int):
    """ "more than twice" is more than twice."""
    ratio = fact("series.ratio", value)
    spoken = multiple(HOUSE.telling(a_day({"series.ratio": value}), seed), ratio)
    words = ["zero", "one", "twice", "three", "four", "five", "six", "seven", "eight", "nine"]
    first = spoken.text.split()[0]
    printed = Decimal(words.index(first) if first in words else first)
    assert true_of(spoken.before.strip(), value, printed)


def test_no_multiple_is_told_of_less_than_the_usual():
    """That is a fraction."""
    with pytest.raises(MissingFact):
        multiple(HOUSE.telling(a_day(), 1), fact("series.ratio", 0.4))


def test_a_fact_by_itself_has_its_house_form():
    """For the proof beside the article."""
    assert HOUSE.figure(fact("liq.total", 748_312_904.0)) == "$748.3 million"
    assert HOUSE.figure(fact("liq.total", 748_312_904.0), "headline") == "$748M"
    assert HOUSE.figure(fact("btc.name", "BTC")) == "bitcoin"
    assert HOUSE.figure(fact("series.venues", "Binance+Bybit+OKX")) == "Binance, Bybit and OKX"
    assert HOUSE.figure(fact("day.weekend", 1)) == "yes"
    assert HOUSE.figure(replace(fact("event.what", "A\x00 \ue000thing\n happened"), note="")) == "A thing happened"
