"""Labels are never clipped and never lie over each other or over a bar, whatever a day brings: measured in pixels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch

from newsgen.charts import Card
from newsgen.charts.canvas import BARS, WATERMARK, Box, Canvas
from newsgen.charts.draw import RATIOS, canvas_of, card_canvas
from newsgen.model import Chart, Line, Unit, Window
from tests.chart_kit import ALL, END, SOURCE, WORDS, amount, bars, chart, label, look, series

SLACK = 1.5  # pixels: a letter's edge is blurred over one
QUICK = settings(max_examples=40, deadline=None)
LOOK = look()
names = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ ", min_size=1, max_size=22).map(lambda text: text.strip() or "x")
titles = st.lists(st.text("abcdefghiklmnorst0123456789$,", min_size=1, max_size=12), max_size=14).map(" ".join)
dollars = st.floats(0, 11).map(lambda power: round(10**power, 2))
signed = st.builds(lambda size, sign: size * sign, dollars, st.sampled_from((1, -1)))


def extents(canvas: Canvas) -> dict[str, Box]:
    """The pixels of every text but the watermark, with a number that tells equal ones apart."""
    renderer = canvas.agg.get_renderer()
    found = {}
    for n, text in enumerate(canvas.figure.texts):
        if text.get_text() and not str(text.get_gid()).startswith(WATERMARK):
            found[f"{n} {text.get_text()}"] = Box(*text.get_window_extent(renderer).extents)
    return found


def drawn_bars(canvas: Canvas) -> Iterator[Box]:
    """The pixels of every bar."""
    for patch in canvas.figure.artists:
        if isinstance(patch, PathPatch) and patch.get_zorder() == BARS:
            for corners in patch.get_path().to_polygons():
                xs, ys = [x for x, _ in corners], [y for _, y in corners]
                yield Box(min(xs), min(ys), max(xs), max(ys))


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than the blur of an edge."""
    return (
        min(one.right, other.right) - max(one.left, other.left) > SLACK
        and min(one.top, other.top) - max(one.bottom, other.bottom) > SLACK
    )


def assert_clear(canvas: Canvas) -> None:
    """Every text inside the picture, clear of every other and of every bar."""
    texts, (width, height) = extents(canvas), canvas.size
    for words, box in texts.items():
        assert min(box.left, box.bottom, width - box.right, height - box.top) >= -SLACK, words
    for (words, box), (others, other) in combinations(texts.items(), 2):
        assert not overlap(box, other), f"{words!r} over {others!r}"
    for bar in drawn_bars(canvas):
        for words, box in texts.items():
            assert not overlap(box, bar), f"{words!r} over a bar"


def drawing(found: Chart) -> Canvas:
    return canvas_of(found, LOOK, WORDS)


@st.composite
def bar_charts(draw: st.DrawFn) -> Chart:
    """One to twelve bars, with sides or without, of a dollar and of a hundred billion."""
    sided = draw(st.booleans())
    groups = draw(st.lists(names, min_size=1, max_size=6 if sided else 12, unique=True))
    sides = draw(st.sampled_from((["long", "short"], ["short"]))) if sided else [""]
    rows = [(group, side, draw(dollars)) for group in groups for side in sides]
    return chart("sides" if sided else "venues", draw(titles), data=bars(rows), watermark=draw(titles))


@st.composite
def columns(draw: st.DrawFn) -> Chart:
    """One to ninety days with gaps, up to four of them marked, and up to two heights."""
    kind = draw(st.sampled_from(("days", "flows")))
    size = draw(st.integers(1, 90))
    each = st.none() | (signed if kind == "flows" else dollars)
    values = draw(st.lists(each, min_size=size, max_size=size))
    found = series(kind, values, timedelta(days=1))
    places = draw(st.lists(st.integers(0, size - 1), max_size=4, unique=True))
    marks = [Line(values[at] or 0.0, label(f"{amount(values[at] or 0.0, Unit.USD)} on {draw(names)}"), point.time)
             for at, point in enumerate(found.points) if at in places]  # fmt: skip
    heights = [Line(value, label(amount(value, Unit.USD))) for value in draw(st.lists(dollars, max_size=2))]
    return chart(kind, draw(titles), series=found, lines=(*marks, *heights), watermark=draw(titles))


@st.composite
def prices(draw: st.DrawFn) -> Chart:
    """One to a hundred closes with gaps, up to three levels, a moment, and the last price."""
    start = draw(st.floats(-6, 6).map(lambda power: 10**power))
    moves = draw(st.lists(st.none() | st.floats(0.9, 1.1), max_size=99))
    values = [start, *[move and start * move for move in moves]]
    found = series("price.btc", values, draw(st.sampled_from((timedelta(hours=1), timedelta(days=1)))), Unit.PRICE)
    levels = [Line(start * part, label(f"{amount(start, Unit.PRICE)} {draw(names)}"))
              for part in draw(st.lists(st.floats(0.8, 1.2), max_size=3))]  # fmt: skip
    last = [Line(values[-1] or start, label(amount(values[-1] or start, Unit.PRICE)), END)]
    moment = [Line(start, label(draw(names)), found.points[len(values) // 2].time)] if len(values) > 2 else []
    span = Window(END - timedelta(hours=24), END)
    return chart("price", draw(titles), unit=Unit.PRICE, series=found, lines=(*levels, *moment, *last), span=span)


@QUICK
@given(bar_charts())
@example(chart("sides", "One", data=bars([("Bitcoin", "short", 475e6)])))
@example(chart("venues", "Huge and tiny", data=bars([("Bybit", "", 1.6e10), ("Gate", "", 3.0)])))
def test_bars_leave_their_words_room(found: Chart):
    """From one bar to twelve, of any names and sizes side by side."""
    assert_clear(drawing(found))


@QUICK
@given(columns())
@example(chart("flows", "Out", series=series("flows.btc", [-1e8, -2e8, -5e6], timedelta(days=1))))
@example(chart("days", "None known", series=series("days", [None, None], timedelta(days=1))))
@example(chart("days", "One day", series=series("days", [3e8], timedelta(days=1))))
def test_days_and_sessions_leave_their_words_room(found: Chart):
    """From one day to ninety, with days that are not known, and where money only left."""
    assert_clear(drawing(found))


@QUICK
@given(prices())
def test_prices_leave_their_words_room(found: Chart):
    """Closes of a millionth of a dollar or a million, broken or but one, with levels on top of each other."""
    assert_clear(drawing(found))


@QUICK
@given(st.one_of(bar_charts(), columns(), prices()), st.sampled_from(sorted(RATIOS)), titles)
def test_cards_leave_their_words_room(found: Chart, ratio: str, headline: str):
    """Any chart, headline and ratio."""
    card = Card(headline or "Headline", "$475 million", "newsgen", SOURCE)
    assert_clear(card_canvas(card, found, LOOK, WORDS, size=RATIOS[ratio]))


@pytest.mark.parametrize("kind", ALL)
def test_a_phone_shows_readable_letters(kind: str):
    """Labels are at least 26 pixels high of 1200 across: eight on a phone 360 wide."""
    assert min(text.get_fontsize() for text in drawing(ALL[kind]()).figure.texts) >= 26


def test_bars_are_as_long_as_their_values():
    """Half the money is half the bar, and the longest takes what its figure leaves."""
    rows = [("Bybit", "", 4e8), ("Binance", "", 2e8), ("Gate", "", 1e8)]
    lengths = [bar.width for bar in drawn_bars(drawing(chart("venues", "Venues", data=bars(rows))))]
    assert [longer / shorter for longer, shorter in pairwise(lengths)] == pytest.approx([2, 2])


def test_a_gap_is_drawn_as_a_gap():
    """A day that is not known has no bar, and a close that is not known breaks the line."""
    days = chart("days", "Days", series=series("days", [1e8, None, 3e8], timedelta(days=1)))
    assert len(list(drawn_bars(drawing(days)))) == 2
    closes = series("price.btc", [1.0, None, 2.0], timedelta(hours=1), Unit.PRICE)
    canvas = drawing(chart("price", "Closes", unit=Unit.PRICE, series=closes))
    lines = [one.get_ydata() for one in canvas.figure.artists if isinstance(one, Line2D) and len(one.get_ydata()) == 3]
    assert [[value != value for value in ys] for ys in lines] == [[False, True, False]]


def test_the_measuring_sees_what_is_wrong():
    """A word over another, one over a bar, and one that leaves the picture are each reported."""
    for x, y in ((40, 600), (300, 200), (1100, 5)):
        canvas = drawing(chart("venues", "A title over it", data=bars([("Bybit", "", 4e8), ("Gate", "", 3e8)])))
        canvas.bars([Box(300, 190, 400, 240)], "#000000")
        canvas.write(x, y, "a few words too many", 40)
        with pytest.raises(AssertionError):
            assert_clear(canvas)
