"""The markup of WordPress's blocks: what no server is needed for."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from newsgen.destinations.wordpress_blocks import MARKER, Medium, content, marker, notice, plain, words
from newsgen.model import Block, Correction, Form
from tests.release_kit import picture, release

MEDIA = {name: Medium(7, "https://blog.test/a.png?x=1&y=2") for name in ("daily-2024-03-05-en-bitcoin-price",)}


def test_a_marker_is_read_as_it_was_written() -> None:
    found = MARKER.search(marker("daily-2024-03-05-en", "ab12"))
    assert found
    assert found.groups() == ("daily-2024-03-05-en", "ab12")


def test_the_marker_of_a_longer_key_is_another() -> None:
    assert "newsgen:key=daily-1 " not in marker("daily-1-late", "ab")


def test_every_block_is_closed_and_nothing_stands_between() -> None:
    text = content(release(), "ab", MEDIA)
    names = re.findall(r"<!-- (/?)wp:([a-z-]+)", text)
    stack: list[str] = []
    for closing, name in names:
        if closing:
            assert stack.pop() == name
        else:
            stack.append(name)
    assert stack == []
    between = re.split(r"<!-- wp:(?:[a-z-]+)(?: \{.*?\})? -->.*?<!-- /wp:[a-z-]+ -->", text, flags=re.S)
    assert "newsgen:key=" not in "".join(between)


def test_figures_stand_to_the_right_and_names_to_the_left() -> None:
    rows = (("Bitcoin", "−1.5%", "down"), ("Ether", "–", "up"))
    block = Block(Form.TABLE, head=("Coin", "Change", "Way"), rows=rows)
    text = content(release(blocks=(block,)), "ab", {})
    assert '<th class="has-text-align-left" data-align="left" scope="row">Bitcoin</th>' in text
    assert '<td class="has-text-align-right" data-align="right">−1.5%</td>' in text
    assert '<td class="has-text-align-left" data-align="left">down</td>' in text


@pytest.mark.parametrize("text", ["a --> b", "[gallery ids=1]", "<script>alert(1)</script>", "a & b &lt; c"])
def test_words_are_never_markup(text: str) -> None:
    blocks = (Block(Form.TABLE, caption=text, head=(text, "x"), rows=((text, text),)),)
    made = content(release(blocks=blocks), "ab", {})
    assert "<script" not in made
    assert "[gallery" not in made
    assert made.count("<!--") == made.count("-->")


def test_alt_texts_and_addresses_stay_in_their_attributes() -> None:
    chart = picture("chart", alt='Line "up" & <more>', caption="5 < 6")
    one = release(charts=(chart,), blocks=(Block(Form.PICTURE, picture="chart", role="chart"),))
    text = content(one, "ab", {"chart": Medium(9, 'https://blog.test/a.png?"x')})
    assert 'alt="Line &quot;up&quot; &amp; &lt;more&gt;"' in text
    assert 'src="https://blog.test/a.png?&quot;x"' in text
    assert '"id":9' in text
    assert 'class="wp-image-9"' in text


def test_a_picture_that_is_not_there_leaves_no_hole() -> None:
    one = release(blocks=(Block(Form.PICTURE, picture="daily-2024-03-05-en-bitcoin-price"),))
    assert "wp:image" not in content(one, "ab", {})


def test_titles_keep_their_words_where_they_are_printed_as_html() -> None:
    assert plain("A & B <at worst>") == "A & B &lt;at worst&gt;"
    assert plain("AT&amp;T is &nbsp; no mark") == "AT&amp;amp;T is &amp;nbsp; no mark"


@pytest.mark.parametrize(
    ("caption", "credit", "under"),
    [("It fell", "Binance", "It fell. Binance"), ("It fell.", "", "It fell."), ("", "Binance", "Binance"),
     ("It fell. Source: Binance", "Source: Binance", "It fell. Source: Binance")],
)  # fmt: skip
def test_a_picture_says_where_it_is_from_once(caption: str, credit: str, under: str) -> None:
    assert words(picture("chart", caption=caption, credit=credit)) == under


def test_a_notice_has_its_kind_its_moment_and_the_marker() -> None:
    said = Correction(datetime(2024, 3, 6, 9, 5, tzinfo=UTC), "It was <wrong>.", "Withdrawal")
    text = notice(release(), said, "ab")
    assert "<strong>Withdrawal, 09:05 UTC, 6 March 2024:</strong> It was &lt;wrong&gt;." in text
    assert MARKER.search(text)
