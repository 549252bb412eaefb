"""The day's folder: whole or not at all, the same bytes each time, and facts that come back as they were."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen import archive
from newsgen.archive import folder as disk
from newsgen.errors import ArchiveError
from newsgen.model import (
    About,
    Event,
    Fact,
    Facts,
    Finding,
    Headline,
    Origin,
    Point,
    Printed,
    Quote,
    Series,
    Severity,
    Unit,
    Window,
)  # fmt: skip
from tests import handmade

TEXT = st.text(max_size=12)
TIME = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
VALUES = {
    Unit.DATE: st.dates(date(2010, 1, 1), date(2040, 1, 1)),
    Unit.TIME: TIME,
    Unit.COIN: TEXT,
    Unit.TEXT: TEXT,
    Unit.COUNT: st.integers(-(2**60), 2**60),
}
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
WINDOWS = TIME.map(lambda end: Window(end - timedelta(days=1), end))
ORIGINS = st.builds(Origin, TEXT, TEXT, st.integers(0, 9), TEXT, st.none() | TIME, TEXT)
POINTS = st.lists(st.builds(Point, TIME, st.tuples(st.none() | NUMBER)), max_size=3).map(tuple)
CURVES = st.builds(
    Series, TEXT, st.sampled_from(Unit), st.builds(About, TEXT), st.just(("close",)), POINTS, WINDOWS, TEXT,
    st.tuples(ORIGINS),
)  # fmt: skip


def _printed(fact: Fact) -> str:
    return f"printed {fact.id}"


@st.composite
def a_fact(draw: st.DrawFn) -> Fact:
    """Any fact: a value of the kind its unit wants."""
    unit = draw(st.sampled_from(Unit))
    about = draw(st.builds(About, TEXT, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT))
    value = draw(VALUES.get(unit, NUMBER))
    origins = tuple(draw(st.lists(ORIGINS, max_size=2)))
    return Fact(draw(TEXT), value, unit, about, draw(WINDOWS), draw(TIME), draw(TEXT), origins, draw(TEXT))


@given(
    st.lists(a_fact(), max_size=4),
    st.dictionaries(TEXT, TEXT, max_size=2),
    st.lists(st.builds(Quote, TEXT, TEXT, TEXT, said_at=st.none() | TIME), max_size=1),
    st.lists(st.builds(Event, TEXT, TEXT, VALUES[Unit.DATE], st.none() | TIME), max_size=1),
    st.lists(st.builds(Finding, TEXT, st.sampled_from(Severity), TEXT, TEXT), max_size=1),
    WINDOWS,
    st.booleans(),
    st.lists(CURVES, max_size=2),
)
def test_facts_come_back_from_the_file_as_they_were(
    tmp_path_factory, facts, missing, quotes, events, findings, window, sample, curves
):
    """Whatever goes into facts.json comes out again, to the last digit."""
    known, texts = {fact.id: fact for fact in facts}, (tuple(quotes), tuple(events), tuple(findings))
    before = Facts(window.end.date(), window, window.end, known, missing, *texts, sample)
    before = replace(before, series={curve.id: curve for curve in curves})
    file = tmp_path_factory.getbasetemp() / "facts.json"
    file.write_bytes(archive.facts_json(before, _printed))
    assert archive.read_facts(file) == before


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "not a facts.json"),
        ('{"facts": [], "surprise": 1}', "surprise"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_facts_json_is_one_sentence(tmp_path: Path, content: str | None, complaint: str):
    """A reader who names the wrong file is told so, with the way out."""
    file = tmp_path / "facts.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ArchiveError, match=complaint) as raised:
        archive.read_facts(file)
    assert str(raised.value).endswith(".")


def test_a_time_without_a_zone_is_refused(tmp_path: Path):
    """Naive times never enter, not even by way of a file."""
    file = tmp_path / "facts.json"
    text = archive.facts_json(handmade.facts(), _printed).decode()
    file.write_text(text.replace('"as_of": "2031-03-04T12:00:00Z"', '"as_of": "2031-03-04T12:00:00"'))
    with pytest.raises(ArchiveError, match="no zone"):
        archive.read_facts(file)


def test_facts_json_names_its_fields_as_the_design_does():
    """Other tools rely on these names."""
    found = json.loads(archive.facts_json(handmade.facts(), _printed))
    assert list(found)[:4] == ["facts", "quotes", "events", "missing"]
    first = found["facts"][0]
    assert {"id", "value", "unit", "text", "about", "working", "window", "as_of", "origins"} <= set(first)
    assert list(first["about"]) == ["measure", "coin", "side", "venues", "base"]
    assert first["text"] == "printed liq.total"
    assert first["as_of"] == "2031-03-04T12:00:00Z"
    assert found["missing"] == [{"id": "eth.price", "reason": "no candle of ETH ends in the window"}]


def test_article_json_names_its_fields_as_the_design_does():
    """The design's names come first and in its order; extras follow."""
    found = json.loads(archive.article_json(handmade.article()))
    design = """headline headlines dek key_points lead_angle angles dropped sections body_md words language style as_of
        window charts figures"""
    wanted = design.split()
    assert list(found)[: len(wanted)] == wanted
    assert list(found["angles"][0])[:3] == ["name", "role", "score"]
    assert list(found["figures"][0])[:5] == ["where", "start", "end", "text", "fact"]
    for figure in found["figures"]:
        if figure["where"] == "body_md":
            assert found["body_md"][figure["start"] : figure["end"]] == figure["text"]


def test_article_json_carries_the_bench():
    """Every headline with its angle, its length and how like it is to recent ones."""
    bench = (Headline("Bitcoin climbs 4.2%", "short_squeeze", 19, 0.3),)
    found = json.loads(archive.article_json(replace(handmade.article(), bench=bench)))
    assert found["bench"] == [
        {"text": "Bitcoin climbs 4.2%", "angle": "short_squeeze", "length": 19, "similarity": 0.3}
    ]


def test_angles_json_holds_the_refused_rules_too():
    """Why a story was not told is part of the record."""
    found = json.loads(archive.angles_json(handmade.verdicts()))
    assert [row["holds"] for row in found] == [True, False, None]
    assert list(found[0])[:5] == ["name", "holds", "score", "because", "note"]


def test_front_matter_cannot_be_broken_by_a_headline():
    """A headline with a quotation mark, a colon and a line break stays one value."""
    title = 'He said: "no"\n---\nstatus: published'
    text = archive.front_matter({"title": title, "tags": ("a", "b"), "none": [], "window": {"end": handmade.END}})
    assert text.splitlines() == [
        "---",
        'title: "He said: \\"no\\"\\n---\\nstatus: published"',
        "tags:",
        '  - "a"',
        '  - "b"',
        "none: []",
        "window:",
        "  end: 2031-03-04T12:00:00Z",
        "---",
    ]


def test_a_slot_stands_in_a_comment_that_its_text_cannot_end():
    """What an editor is asked to add is seen in the draft and collapses on publish."""
    text = archive.article_md({"title": "x"}, handmade.article()).decode()
    assert text.count("-->") == 1
    assert "<!-- For the editor: Bitcoin rose 4.2%: add a sourced reason" in text


@pytest.mark.parametrize(
    ("name", "text", "qualifier", "expected"),
    [
        ("liq.short", "$300.5 million", "", "to the nearest $100,000, half up"),
        ("liq.short", "$301M", "", "to the nearest $1,000,000, half up"),
        ("liq.short", "more than $300 million", "more than", "in round figures"),
        ("liq.total", "$400.2 million", "", "exact"),
        ("btc.change_24h", "4.2%", "", "to the nearest 0.1%, half up"),
        ("btc.change_24h", "climbed", "word", "as a word"),
        ("btc.record_date", "3 March", "", "as it is"),
        ("liq.traders", "120,000", "", "exact"),
        ("liq.short", "three quarters", "", "in words"),
    ],
)
def test_the_receipt_says_how_a_figure_was_rounded(name: str, text: str, qualifier: str, expected: str):
    """From the printed text and the exact value a reader learns what happened in between."""
    printed = Printed("body_md", 0, len(text), text, name, qualifier)
    assert archive.rounding(printed, handmade.facts().known[name]) == expected


def test_the_receipt_proves_every_printed_figure():
    """For each figure: fact, exact value, rounding, working, window and origins."""
    article, facts = handmade.article(), handmade.facts()
    text = archive.article_md({"title": "x"}, article)
    found = json.loads(
        archive.receipt_json(article, facts, (), status="held", article_md=text, templates={}, version="1")
    )
    assert list(found)[:7] == ["status", "findings", "sources", "templates", "version", "seed", "sha256"]
    assert len(found["figures"]) == len(article.figures)
    proof = next(row for row in found["figures"] if row["text"] == "$88,123")
    assert proof["value"] == 88123.4
    assert proof["origins"][0]["file"] == "liquidations.csv"
    assert proof["working"] == "btc.price as read"
    assert found["sources"][0]["facts"] == ["liq.total", "liq.short", "btc.change_24h", "btc.price", "btc.record_date"]


FILES = {"article.md": b"one", "article.base.md": b"one", "charts/": b"", "facts.json": b"{}"}


def _names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def test_a_day_is_written_with_its_log(tmp_path: Path):
    """All files, the empty folder and one line of log; nothing hidden stays beside it."""
    archive.write_day(tmp_path / "day", FILES, b"told\n")
    assert _names(tmp_path) == ["day"]
    assert _names(tmp_path / "day") == ["article.base.md", "article.md", "charts", "facts.json", "log.jsonl"]


def test_a_retelling_replaces_the_files_and_keeps_the_log(tmp_path: Path):
    """What is no longer told is gone, what happened stays written."""
    day = tmp_path / "day"
    archive.write_day(day, FILES | {"old.json": b""}, b"first\n")
    archive.write_day(day, FILES | {"facts.json": b"[]"}, b"second\n")
    assert (day / "log.jsonl").read_bytes() == b"first\nsecond\n"
    assert (day / "facts.json").read_bytes() == b"[]"
    assert not (day / "old.json").exists()


def test_an_editors_words_survive_a_retelling(tmp_path: Path):
    """A changed article.md is kept as article.edited.md, and the caller is told."""
    day = tmp_path / "day"
    assert archive.write_day(day, FILES, b"") == ()
    (day / "article.md").write_bytes(b"edited")
    assert archive.write_day(day, FILES, b"") == ("article.edited.md",)
    assert (day / "article.edited.md").read_bytes() == b"edited"
    assert archive.write_day(day, FILES, b"") == ("article.edited.md",)


def _no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_exchange", lambda *_: False)


def test_a_failure_while_writing_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The disk fills up at the third file: the day that was there is untouched."""
    day = tmp_path / "day"
    archive.write_day(day, FILES, b"first\n")
    put, written = disk._put, []

    def fail(path: Path, name: str, content: bytes) -> None:
        written.append(name)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        put(path, name, content)

    monkeypatch.setattr(disk, "_put", fail)
    with pytest.raises(ArchiveError, match="No space left on device"):
        archive.write_day(day, FILES | {"facts.json": b"new"}, b"second\n")
    assert (day / "facts.json").read_bytes() == b"{}"
    assert (day / "log.jsonl").read_bytes() == b"first\n"
    assert _names(tmp_path) == ["day"]


def test_a_failure_between_two_moves_brings_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where names cannot be exchanged, the second move may fail: the first is undone."""
    day = tmp_path / "day"
    archive.write_day(day, FILES, b"first\n")
    _no_exchange(monkeypatch)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target == day and not self.name.endswith(".before"):
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(ArchiveError, match="Input/output error"):
        archive.write_day(day, FILES | {"facts.json": b"new"}, b"second\n")
    assert (day / "facts.json").read_bytes() == b"{}"
    assert _names(tmp_path) == ["day"]


def test_a_crash_between_two_moves_is_mended_by_the_next_telling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A machine that stopped at the worst moment loses neither the log nor the edits."""
    day = tmp_path / "day"
    archive.write_day(day, FILES, b"first\n")
    _no_exchange(monkeypatch)
    day.rename(tmp_path / ".day.before")
    archive.write_day(day, FILES, b"second\n")
    assert (day / "log.jsonl").read_bytes() == b"first\nsecond\n"
    assert _names(tmp_path) == ["day"]


def test_without_exchange_a_retelling_still_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The portable way ends in the same folder."""
    _no_exchange(monkeypatch)
    archive.write_day(tmp_path / "day", FILES, b"first\n")
    archive.write_day(tmp_path / "day", FILES | {"facts.json": b"new"}, b"second\n")
    assert (tmp_path / "day" / "facts.json").read_bytes() == b"new"
    assert _names(tmp_path) == ["day"]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    """A file where a folder should be: the way out is named."""
    (tmp_path / "out").write_text("")
    with pytest.raises(ArchiveError, match="--out"):
        archive.write_day(tmp_path / "out" / "day", FILES, b"")


def test_a_log_line_says_what_when_and_by_whom():
    """One JSON object on one line, in UTC."""
    line = archive.log_line("told", when=handmade.END, by="newsgen 1", status="draft")
    assert json.loads(line) == {"when": "2031-03-04T12:00:00Z", "by": "newsgen 1", "what": "told", "status": "draft"}
    assert line.endswith(b"\n")
