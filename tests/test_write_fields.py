"""Short texts: a bench of headlines, key points, and posts that stand alone within the limits of their channels."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.check import check, check_text
from newsgen.model import Article, Remembered, Severity
from newsgen.newsroom import Edition, remembered, tell
from newsgen.sample import MARK
from newsgen.write.channels import CHANNELS, LINK
from newsgen.write.extras import slug
from newsgen.write.headlines import bag, shared
from tests import real_days
from tests.house_days import SQUEEZE, shipped, told
from tests.real_days import NOW, chronicle, house

FIRST, LAST = date(2021, 3, 1), date(2026, 3, 1)
DAYS = 60
TITLES = ("seo_title", "og_title", "push_title", "subject")
LENGTHS = {
    "seo_title": (15, 60), "og_title": (15, 70), "push_title": (12, 50), "push_body": (15, 120), "subject": (12, 60),
    "preheader": (15, 90), "description": (120, 160), "og_description": (15, 200), "slug": (12, 60), "alt": (15, 150),
}  # fmt: skip


@lru_cache(maxsize=1)
def _seeded() -> list[tuple[str, Article]]:
    """Days of five years, the same in every run."""
    draw = random.Random(4)
    days = [FIRST + timedelta(draw.randrange((LAST - FIRST).days)) for _ in range(DAYS)]
    return [(day.isoformat(), real_days.told(day.isoformat()).article) for day in days]


@pytest.fixture
def seeded(shared: Path) -> list[tuple[str, Article]]:
    """The same, where the real history is."""
    assert shared.is_dir()
    return _seeded()


def _posts(article: Article) -> Iterator[tuple[str, str]]:
    for name in CHANNELS:
        yield name, article.extra[f"social_{name}"]


def _too_long(article: Article) -> Iterator[str]:
    """What does not fit where it goes."""
    for key, (least, most) in LENGTHS.items():
        if key in article.extra and not least <= len(article.extra[key]) <= most:
            yield f"{key}: {article.extra[key]}"
    for name, post in _posts(article):
        channel = CHANNELS[name]
        if not 0 < channel.count(post) <= channel.most - channel.link:
            yield f"{name}: {post}"
    if not 60 <= len(article.extra["newsletter"].split()) <= 90:
        yield article.extra["newsletter"]


def test_every_short_text_of_real_days_fits_where_it_goes(seeded: list[tuple[str, Article]]):
    """Characters, words, and what each channel counts, with room for the link."""
    assert {day: long for day, article in seeded if (long := list(_too_long(article)))} == {}


def test_headlines_of_real_days_keep_to_length_and_figures(seeded: list[tuple[str, Article]]):
    """All on the bench: 40 to 90 characters, each once, and as long as the bench says; five but on the barest days."""
    assert sum(len(article.bench) == 5 for _, article in seeded) >= 0.9 * DAYS
    for day, article in seeded:
        texts = [headline.text for headline in article.bench]
        assert texts == [article.headline, *article.headlines], day
        assert 3 <= len(set(texts)) == len(texts) <= 5, day
        assert all(40 <= headline.length == len(headline.text) <= 90 for headline in article.bench), day
        places = ["headline", *(f"headlines.{number}" for number in range(len(article.headlines)))]
        shown = Counter(printed.where for printed in article.figures if printed.qualifier != "word")
        assert all(shown[place] <= 2 for place in places), day


def test_a_bench_tells_more_than_one_story(seeded: list[tuple[str, Article]]):
    """An editor has other angles to choose from."""
    assert all(len({headline.angle for headline in article.bench}) >= 2 for _, article in seeded)


def test_nothing_is_cut_within_a_sentence(seeded: list[tuple[str, Article]]):
    """Every paragraph of a post is a headline, a point or whole sentences; so is what stands under a title."""
    for day, article in seeded:
        lines = {*(headline.text for headline in article.bench), *article.key_points}
        for name, post in _posts(article):
            for line in filter(None, post.split("\n")):
                assert line in lines or line.startswith("• ") or line.endswith((".", ".*")), (day, name, line)
        for key in ("description", "og_description", "push_body", "newsletter"):
            assert article.extra[key].endswith("."), (day, key)


def test_no_post_says_the_headline_alone(seeded: list[tuple[str, Article]]):
    """A post tells more; what stands beside a headline is not the headline."""
    for day, article in seeded:
        for name, post in _posts(article):
            assert post.rstrip(".") != article.headline, (day, name)
        for key in ("description", "og_description", "push_body", "newsletter", "preheader"):
            assert article.extra[key].rstrip(".") not in (article.headline, article.extra["push_title"]), (day, key)


def test_x_and_telegram_open_differently(seeded: list[tuple[str, Article]]):
    """Who follows both does not read the same first line twice."""
    same = [
        day
        for day, article in seeded
        if article.extra["social_x"].split("\n")[0] == article.extra["social_telegram"].split("\n")[0]
    ]
    assert same == []


def test_key_points_tell_three_things_and_no_figure_twice(seeded: list[tuple[str, Article]]):
    """Three different facts, where the day has them."""
    for day, article in seeded:
        assert len(article.key_points) == 3, day
        figures = [
            (printed.fact, printed.where)
            for printed in article.figures
            if printed.where.startswith("key_points") and printed.qualifier != "word"
        ]
        assert len({fact for fact, _ in figures}) == len(set(figures)), day
        assert len(set(article.key_points)) == 3, day


def test_most_days_have_key_points_of_one_form(seeded: list[tuple[str, Article]]):
    """A label with its figure, or a clause, not a mixture."""
    alike = sum(len({": " in point for point in article.key_points}) == 1 for _, article in seeded)
    assert alike >= 0.5 * DAYS, alike


def _memory(days: int) -> Iterator[tuple[tuple[Remembered, ...], Edition]]:
    memory: tuple[Remembered, ...] = ()
    for number in range(days):
        edition = tell(chronicle(), date(2024, 3, 1) + timedelta(number), house(), now=NOW, memory=memory)
        yield memory, edition
        memory = (remembered(edition, house()), *memory)


@pytest.mark.usefixtures("shared")
def test_no_headline_is_built_like_one_of_the_last_five():
    """A reader who follows the recaps sees another build every day."""
    for memory, edition in _memory(20):
        article = edition.article
        skeleton = house().mask(article.headline)
        assert skeleton not in [one.headline for one in memory[:5]], article.headline
        closest = max((shared_words(skeleton, one.headline) for one in memory[:10]), default=0.0)
        assert article.bench[0].similarity == round(closest, 2)


def shared_words(one: str, other: str) -> float:
    """As the bench counts it."""
    return shared(bag(one), bag(other))


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("day", "opens"), [("2024-08-05", r"\$643M|Crypto liq"), ("2024-03-05", r"\$497M|Crypto liq")])
def test_a_fall_is_told_by_what_it_cost(day: str, opens: str):
    """Down days lead with the total."""
    assert re.match(opens, real_days.told(day).article.headline)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("day", ["2024-02-28", "2024-11-11", "seed"])
def test_a_rise_is_told_by_its_level_or_its_side(day: str):
    """Up days lead with a price that was reached, or with what shorts lost."""
    article = real_days.told(day).article
    first = next(printed for printed in article.figures if printed.where == "headline" and printed.qualifier != "word")
    fact = real_days.told(day).facts.known[first.fact]
    assert fact.about.side == "short" or fact.about.measure in ("price", "level", "record_date"), article.headline


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ("# liquidated as @ falls #", "# liquidated as @ falls #", 1.0),
        ("# liquidated as @ falls #", "as @ falls # liquidated", 1.0),  # the order does not matter
        ("@ falls", "@ rises", 0.0),  # names and figures are no words
        ("shorts lose # as @ rises", "longs lose # as @ falls", 0.5),
        ("#", "#", 0.0),
    ],
)
def test_likeness_is_the_part_of_the_words_in_common(one: str, other: str, part: float):
    """Of masked headlines, whatever their figures and coins."""
    assert shared_words(one, other) == part


@given(
    st.lists(st.sampled_from(["as", "of", "lose", "rise", "fall", "shorts", "longs"])),
    st.lists(st.sampled_from(["as", "of", "lose"])),
)
def test_likeness_has_two_ends_and_no_direction(one: list[str], other: list[str]):
    """Nothing in common is 0, the same words are 1."""
    likeness = shared(Counter(one), Counter(other))
    assert 0 <= likeness <= 1
    assert likeness == shared(Counter(other), Counter(one))
    assert (likeness == 1) == (bool(one) and sorted(one) == sorted(other))


def test_a_reconstruction_says_so_at_the_head_of_every_text():
    """And still fits, in every channel."""
    article = told(replace(SQUEEZE, sample=True))
    assert article.sample
    for key, text in article.extra.items():
        assert key in ("slug", "alt") or text.startswith(MARK), key
    assert list(_too_long(article)) == []


def test_a_post_carries_no_hashtag_unless_the_house_wants_one():
    """None by default; where they are wanted they stand at the end, if there is room."""
    assert not any("#" in post for _, post in _posts(told(SQUEEZE)))
    social = {**shipped().settings["social"], "hashtags": ["#bitcoin", "#crypto"]}
    tagging = replace(shipped(), settings={**shipped().settings, "social": social})
    for name, post in _posts(told(SQUEEZE, tagging)):
        assert "#" not in post or post.endswith("\n\n#bitcoin #crypto")
        assert CHANNELS[name].count(post) <= CHANNELS[name].most
    assert dict(_posts(told(SQUEEZE, tagging)))["linkedin"].endswith("#crypto")


def test_room_is_left_for_the_link_where_it_counts():
    """X and Mastodon count a link and the space before it."""
    for name, post in _posts(told(SQUEEZE)):
        channel = CHANNELS[name]
        if channel.link:
            assert channel.link == LINK + 1
            assert channel.count(f"{post} https://example.com/{'a' * 99}") <= channel.most


def test_every_short_text_is_read_by_the_checker():
    """A false figure in any field of prose blocks the article, and names the field; an address holds no prose."""
    article = told(SQUEEZE)
    for key in {*article.extra} - {"slug"}:
        false = replace(article, extra={**article.extra, key: "Bitcoin fell 71.4% to $9,999."})
        assert any(
            finding.severity is Severity.BLOCK and finding.where.startswith(f"extra.{key}")
            for finding in check(false, SQUEEZE)
        ), key


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("rose", "found"), [(18, []), (19, ["N1"])])
def test_a_point_of_a_post_is_read_by_itself(rose: int, found: list[str]):
    """What the point before it speaks of is not what it speaks of; a false one is found all the same."""
    index = "• Fear & Greed index: 54, against 31 seven days earlier"
    facts = real_days.told("2024-08-24").facts
    findings = check_text(f"{index}\n• Across the market: {rose} of 27 coins rose", facts)
    assert [finding.id for finding in findings if finding.severity is Severity.BLOCK] == found


@given(st.text(max_size=120))
def test_a_slug_is_latin_short_and_ends_with_its_day(title: str):
    """Whatever the title, the slug is safe in an address."""
    made = slug(title, "2031-03-04", 60)
    assert re.fullmatch(r"([a-z0-9]+-)*2031-03-04", made)
    assert len(made) <= 60
