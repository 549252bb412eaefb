"""A real day at a real Ghost: its page as a reader gets it, checked by newsgen's own check, and looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from playwright.sync_api import BrowserContext, Page

from newsgen.check import check_text
from newsgen.delivery import Opened, release_of
from newsgen.delivery.blocks import text_blocks, words_of
from newsgen.model import Block, Form, Severity, Standing
from tests.browser.kit import DESKTOP, PHONE, PICTURES
from tests.ghost_kit import LIVE, letters, linked, opened, read, sent, words_sent
from tests.release_kit import DAY, correction, told_day
from tests.services.ghost import Site

HEADS = (("h1", "title"), ("p", "excerpt"))
pytestmark = pytest.mark.xdist_group("ghost")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """A real day, told and approved, with a note of a correction."""
    settings = told_day(tmp_path_factory.mktemp("ghost"), approved=True)
    return release_of(settings.out / str(DAY), settings, corrections=(correction(),))


@pytest.fixture(scope="module")
def page_of(ghost: Site, day: Opened) -> Iterator[tuple[Standing, str]]:
    """It stands there live; and its page as a reader gets it."""
    with opened(ghost, authors=["markets-desk"]) as blog:
        standing = sent(blog, day.release, LIVE)
        yield standing, blog.page(standing)


def test_newsgens_own_check_finds_nothing_on_the_page(day: Opened, page_of: tuple[Standing, str]) -> None:
    _, page = page_of
    assert letters(read(page)) == words_sent(day.release)
    text = as_markdown(page)
    assert blocked(text, day) == []
    for true, false in (("$497.15 million", "$479.15 million"), ("$63,724", "$64,724"), ("$497M", "$794M")):
        assert text != text.replace(true, false)
        assert blocked(text.replace(true, false), day)


def test_the_data_under_the_charts_is_that_of_the_checked_article(day: Opened, page_of: tuple[Standing, str]) -> None:
    there = {one.caption: (one.head, one.rows) for one in blocks_on(page_of[1]) if one.form is Form.TABLE}
    checked = {one.caption: (one.head, one.rows) for chart in day.article.charts if (one := chart.table)}
    assert there.items() <= checked.items()
    assert len(there) == 2  # the third has a row for each of ninety days and stays with newsgen's own page
    assert [one for one in day.findings if one.severity is Severity.BLOCK] == []


def blocked(text: str, day: Opened) -> list[str]:
    """What newsgen's check says against a text."""
    return [one.message for one in check_text(text, day.facts) if one.severity is Severity.BLOCK]


def blocks_on(page: str) -> tuple[Block, ...]:
    """The text of a page in blocks, the data of charts as tables with their captions."""
    html = re.sub(r"<(/?)figcaption", r"<\1p", read(page))
    html = re.sub(r"<summary[^>]*>(.*?)</summary>(.*?<table[^>]*>)", r"\2<caption>\1</caption>", html, flags=re.S)
    return text_blocks(re.sub(r'<div class="kg-callout-text">(.*?)</div>', r"<p>\1</p>", html, flags=re.S))


def as_markdown(page: str) -> str:
    """What a reader reads on a page without the charts' data, notes of corrections, and what stands under the rule."""
    title, dek = (re.search(f'<{tag} class="gh-article-{name}[^>]*>(.*?)</', page, re.S) for tag, name in HEADS)
    assert title
    assert dek
    told = (block for block in blocks_on(page.partition("<hr>")[0] + "</section>") if block.form is not Form.TABLE)
    text = [written(block) for block in told if "An earlier version" not in block.html]
    return "\n\n".join((f"# {unescape(title[1])}", unescape(dek[1]), *text))


def written(block: Block) -> str:
    """A block as Markdown."""
    if block.form is Form.LIST:
        return "\n".join(f"- {words_of(Block(Form.PARAGRAPH, html=item)).strip()}" for item in block.items)
    return f"{'#' * block.level} {words_of(block)}".strip()


def test_the_pages_linked_data_says_what_newsgen_says(day: Opened, page_of: tuple[Standing, str]) -> None:
    (own,) = [data for data in linked(page_of[1]) if data["@type"] == "NewsArticle"]
    kept = {name: value for name, value in day.release.json_ld.items() if name != "image"}
    assert {name: own[name] for name in kept} == kept
    assert own["correction"][0]["text"] == correction().text
    assert len(own["image"]) == 3


@pytest.mark.parametrize(("name", "size"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_the_page_is_fit_to_be_seen(
    window: Callable[..., BrowserContext], page_of: tuple[Standing, str], name: str, size: dict[str, object]
) -> None:
    tab = window(**size).new_page()
    tab.goto(page_of[0].url)
    _all_seen(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    text = tab.locator("section.gh-content")
    assert text.locator("img").count() == 3
    assert text.evaluate("node => [...node.querySelectorAll('img')].every(one => one.naturalWidth > 0)")
    for summary in text.locator("summary").all():
        summary.click()
    for table in text.locator("table").all():
        assert table.is_visible()
        assert table.evaluate("node => node.getBoundingClientRect().right <= innerWidth")
    PICTURES.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=PICTURES / f"ghost-{name}.png", full_page=True)


def _all_seen(tab: Page) -> None:
    """Pictures below the fold are fetched too."""
    tab.evaluate("document.querySelectorAll('img').forEach(one => one.loading = 'eager')")
    tab.wait_for_load_state("networkidle")
