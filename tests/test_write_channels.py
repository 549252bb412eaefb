"""Lengths as the channels count them: what their documents say of links, emoji, accents and wide scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.write.channels import CHANNELS, LINK, clusters, graphemes, heavy_emoji, linked, units, weighted

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
WAVE = "\N{WAVING HAND SIGN}\U0001f3fd"
FLAG = "\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}"
HEART = "\N{HEAVY BLACK HEART}\ufe0f"
KEYCAP = "1\ufe0f\u20e3"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Bitcoin falls 7.1%", 18),
        ("caf\u00e9", 4),
        ("cafe\u0301", 4),  # accents are put together first
        ("“It’s” – so", 11),  # quotation marks and dashes weigh one
        ("• Bitcoin", 10),  # a bullet weighs two
        ("…", 2),
        ("€", 2),
        ("日本", 4),
        ("\N{ROCKET}", 2),
        (FAMILY, 2),
        (WAVE, 2),
        (FLAG, 2),
        (HEART, 2),
        (KEYCAP, 2),
        ("https://example.com/" + "a" * 200, LINK),
        ("see http://a.io now", 4 + LINK + 4),
        ("a" * 280, 280),
        ("日" * 140, 280),
    ],
)
def test_x_weighs_a_text_as_its_documents_say(text: str, length: int):
    """Two for an emoji however it is joined, and for wide scripts; 23 for a link of any length."""
    assert weighted(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [("", 0), ("e\u0301", 1), (FAMILY, 1), (WAVE, 1), (FLAG, 1), (FLAG * 2, 2), (HEART, 1), (KEYCAP, 1), ("日本", 2),
     ("\r\n", 1), ("\n\u0301", 2), ("\N{ROCKET}\N{ROCKET}", 2)],
)  # fmt: skip
def test_bluesky_counts_what_a_reader_sees(text: str, length: int):
    """One for a letter with its accent, a family, a flag."""
    assert graphemes(text) == length


def test_the_other_channels_have_their_own_counts():
    """Mastodon shortens links, Threads weighs emoji by bytes, Telegram counts units of UTF-16."""
    assert linked(f"{FAMILY} https://example.com/{'a' * 99}") == 2 + LINK
    assert heavy_emoji("ab\N{ROCKET}") == 2 + 4
    assert heavy_emoji("e\u0301") == 2
    assert units("ab\N{ROCKET}") == 4
    assert {name: channel.most for name, channel in CHANNELS.items()} == {
        "x": 280, "bluesky": 300, "mastodon": 500, "threads": 500, "linkedin": 3000, "telegram": 4096,
        "telegram_caption": 1024,
    }  # fmt: skip


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_nothing_is_lost_in_counting(text: str):
    """What a reader sees as characters makes up the text, and no channel counts less than it shows."""
    assert "".join(clusters(text)) == text
    assert graphemes(text) <= len(text) <= units(text)
    assert heavy_emoji(text) >= graphemes(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_categories=["C", "M"]), max_size=60))
def test_plain_latin_text_is_as_long_everywhere(text: str):
    """Our own articles are counted alike by all who count characters."""
    text = text.replace("://", "")
    assert weighted(text) == graphemes(text) == linked(text) == heavy_emoji(text) == units(text) == len(text)
