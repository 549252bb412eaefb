"""The bundled day: made, marked as made, and coherent."""

from __future__ import annotations

from newsgen.market import read_market
from tests import make_sample


def test_the_sample_is_what_its_recipe_makes():
    """Nobody edits a figure by hand: the recipe writes the same bytes on every machine."""
    on_file = {file.name: file.read_text("utf-8") for file in make_sample.FOLDER.iterdir()}
    assert on_file == make_sample.files()


def test_the_sample_is_marked_as_made_and_reads_without_a_finding():
    """Its own guards find nothing wrong with it, and everything told from it is watermarked."""
    market = read_market([make_sample.FOLDER], now=make_sample.END)
    assert market.sample
    assert market.findings == ()


def test_the_told_windows_parts_do_not_exceed_their_total():
    """Coins and venues are parts of the whole, on each side."""
    rows = {(coin, venues): (longs, shorts) for coin, venues, longs, shorts, _ in make_sample.WINDOW}
    whole = rows.pop(("*", "*"))
    for side in (0, 1):
        assert sum(row[side] for (coin, _), row in rows.items() if coin != "*") < whole[side]
        assert sum(row[side] for (coin, _), row in rows.items() if coin == "*") < whole[side]
