"""One forgery at a time in the pictures of a true article: what a checker of pictures must notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from newsgen.model import Article, Chart, Label, Point, Table

Forged = tuple[str, Article]


def forgeries(article: Article, every: int = 1) -> Iterator[Forged]:
    """What was done, and the article with it; of the cells of tables one in `every` rows is changed."""
    for place, chart in enumerate(article.charts):
        for what, forged in (*_bars(chart), *_lines(chart), *_curves(chart), *_tables(chart, every), *_frames(chart)):
            charts = (*article.charts[:place], forged, *article.charts[place + 1 :])
            yield f"{chart.file}: {what}", replace(article, charts=charts)


def other(text: str) -> str:
    """The text with its last digit that is not after a colon changed to the next."""
    at = max(place for place, letter in enumerate(text) if letter.isdigit())
    return f"{text[:at]}{(int(text[at]) + 1) % 10 or 1}{text[at + 1 :]}"


def _labels(label: Label) -> Iterator[tuple[str, Label]]:
    wrong = other(label.text)
    yield "label", replace(label, text=wrong)
    yield "label and sentence", replace(label, text=wrong, reads=label.reads.replace(label.text, wrong))
    yield "sentence", replace(label, reads=label.reads.replace(label.text, wrong))


def _bars(chart: Chart) -> Iterator[tuple[str, Chart]]:
    for place, datum in enumerate(chart.data):
        before, after = chart.data[:place], chart.data[place + 1 :]
        for what, label in _labels(datum.label):
            yield f"{what} of bar {place}", replace(chart, data=(*before, replace(datum, label=label), *after))
        for what, forged in (
            ("value", replace(datum, value=datum.value * 1.5 + 1)),
            ("side", replace(datum, side={"long": "short", "short": "long", "": "long"}[datum.side])),
            ("group", replace(datum, group=next(one.group for one in chart.data if one.group != datum.group))),
            ("fact", replace(datum, label=replace(datum.label, fact="liq.total"))),
        ):
            yield f"{what} of bar {place}", replace(chart, data=(*before, forged, *after))
    if chart.kind == "sides":
        swapped = tuple(replace(one, side="short" if one.side == "long" else "long") for one in chart.data)
        yield "all sides swapped", replace(chart, data=swapped)
        pairs = zip(chart.data[::2], chart.data[1::2], strict=True)
        turned = [(replace(long, value=short.value), replace(short, value=long.value)) for long, short in pairs]
        yield "values of the sides swapped", replace(chart, data=tuple(one for pair in turned for one in pair))
    if chart.data:
        names = list(dict.fromkeys(one.group for one in chart.data))
        turn = dict(zip(names, [*names[1:], names[0]], strict=True))
        yield "groups turned", replace(chart, data=tuple(replace(one, group=turn[one.group]) for one in chart.data))
        yield "a bar left out", replace(chart, data=chart.data[1:])


def _lines(chart: Chart) -> Iterator[tuple[str, Chart]]:
    for place, line in enumerate(chart.lines):
        before, after = chart.lines[:place], chart.lines[place + 1 :]
        for what, label in _labels(line.label):
            yield f"{what} of line {place}", replace(chart, lines=(*before, replace(line, label=label), *after))
        time = line.time - timedelta(days=1) if line.time else chart.series.points[-1].time
        for what, forged in (("value", replace(line, value=line.value * 1.01 + 1)), ("time", replace(line, time=time))):
            yield f"{what} of line {place}", replace(chart, lines=(*before, forged, *after))


def _curves(chart: Chart) -> Iterator[tuple[str, Chart]]:
    if chart.series is None:
        return
    points = chart.series.points
    middle = len(points) // 2
    point = points[middle]
    for what, forged in (
        ("value of a point", (*points[:middle], Point(point.time, (1.0, *point.values[1:])), *points[middle + 1 :])),
        (
            "a point shifted",
            (*points[:middle], Point(point.time + timedelta(hours=1), point.values), *points[middle + 1 :]),
        ),
        ("a point left out", (*points[:middle], *points[middle + 1 :])),
        ("the last left out", points[:-1]),
    ):
        yield what, replace(chart, series=replace(chart.series, points=forged))
    if len(chart.series.columns) > 1:
        yield "columns swapped", replace(chart, series=replace(chart.series, columns=chart.series.columns[::-1]))


def _tables(chart: Chart, every: int) -> Iterator[tuple[str, Chart]]:
    table = chart.table
    assert table is not None
    for number, row in list(enumerate(table.rows))[::every]:
        for column in range(1, len(row)):
            if any(letter.isdigit() for letter in row[column]):
                wrong = (*row[:column], other(row[column]), *row[column + 1 :])
                yield f"cell {number}.{column}", _with(chart, table, number, wrong)
    first, second = table.rows[0], table.rows[1]
    yield "row headers swapped", _rows(chart, table, (second[:1] + first[1:], first[:1] + second[1:], *table.rows[2:]))
    yield "a row left out", _rows(chart, table, (*table.rows[:1], *table.rows[2:]))
    yield "the last row left out", _rows(chart, table, table.rows[:-1])
    if len(table.head) > 2:
        yield "heads swapped", replace(chart, table=replace(table, head=(table.head[0], table.head[2], table.head[1])))
        yield "sides of a row swapped", _with(chart, table, 0, (first[0], first[2], first[1]))
    yield "no table", replace(chart, table=None)


def _with(chart: Chart, table: Table, number: int, row: tuple[str, ...]) -> Chart:
    return _rows(chart, table, (*table.rows[:number], row, *table.rows[number + 1 :]))


def _rows(chart: Chart, table: Table, rows: tuple[tuple[str, ...], ...]) -> Chart:
    return replace(chart, table=replace(table, rows=rows))


def _frames(chart: Chart) -> Iterator[tuple[str, Chart]]:
    yield "source", replace(chart, source=chart.source.replace("Source: ", "Source: Nobody, not ").replace("2", "3"))
    yield "watermark", replace(chart, watermark="" if chart.watermark else "Reconstruction")
    if chart.span:
        yield "span", replace(chart, span=replace(chart.span, start=chart.span.start - timedelta(hours=4)))
    for field in ("title", "alt", "caption"):
        text = getattr(chart, field)
        if any(letter.isdigit() for letter in text.replace("24 hours", "")):
            figures = other(text.replace("24 hours", "many hours")).replace("many hours", "24 hours")
            yield field, replace(chart, **{field: figures})
