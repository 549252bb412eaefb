"""Sentences of plain Markdown: every one is found, and nothing between them is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.sentences import blocks, join, sentences, split

MARKDOWN = st.lists(
    st.sampled_from([
        "Bitcoin fell.", " ", "\n", "\n\n", "## A heading", "- an item", "1. one", "| a | b |", "```", "\t", "U.S.",
        "3.5%", "<!-- note -->", "> said", "*Not all.*", "“So it is.”", "\r\n", "ether rose 2.0%", "...", "é", "#", "-",
    ])
).map("".join)  # fmt: skip


@given(MARKDOWN | st.text())
def test_nothing_of_a_text_is_lost(text: str):
    """Sentences and blocks joined again are the text, to the last space."""
    assert join(sentences(text)) == text
    assert join(blocks(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bitcoin fell 6.6%. Ether held.", ["Bitcoin fell 6.6%.", "Ether held."]),
        ("The U.S. Treasury sold at 4 p.m. today. It rose.", ["The U.S. Treasury sold at 4 p.m. today.", "It rose."]),
        ("Longs vs. Shorts is a game.", ["Longs vs. Shorts is a game."]),
        ("J. P. Morgan said so. S. Nakamoto did not.", ["J. P. Morgan said so.", "S. Nakamoto did not."]),
        ("It cost $3.5 million! Who paid? Nobody.", ["It cost $3.5 million!", "Who paid?", "Nobody."]),
        ("“It is over.” So he said.", ["“It is over.”", "So he said."]),
        ("*Not every order is public.* More later.", ["*Not every order is public.*", "More later."]),
        ("One line\nand another. Third.", ["One line\nand another.", "Third."]),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_hears_it_end(text: str, expected: list[str]):
    """Abbreviations, initials and decimals do not end one; closing marks belong to it."""
    assert split(text) == expected


def test_blocks_are_told_apart():
    """Headings, list items and tables stand for themselves."""
    text = "# H\nA line.\n\n- one. Two.\n- three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- note -->\n"
    kinds = [block.kind for block in blocks(text) if block.text]
    assert kinds == ["heading", "paragraph", "list item", "list item", "table", "other"]
