"""The desk's past: templates kept day by day, days told again, and spans of them with today's templates and others."""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from newsgen import newsroom
from newsgen.archive import read_manuscript, read_state, snapshots, with_manuscript
from newsgen.history import import_folder, open_history
from newsgen.live import history_place
from newsgen.model import Wishes
from tests.desk_kit import NOW, Editor, Served, age_templates, editing
from tests.desk_kit import desk as desk
from tests.desk_kit import desk_settings as desk_settings
from tests.desk_kit import told_sample as told_sample

Desk = Callable[..., Served]
SINCE, UNTIL = "2024-03-01", "2024-03-10"
TWO_SIDED = ("2024-03-03", "2024-03-06")  # of these the days that two_sided leads
YESTERDAY = (NOW - timedelta(days=1)).date()


@pytest.fixture
def past(desk: Desk, shared: Path) -> Iterator[Editor]:
    """Somebody at a desk of the real history, where a headline was changed since yesterday."""
    served = desk(templates=True, tables=(shared / "market" / "history",))
    age_templates(served)
    _edit(served, "moves both ways", "swings both ways")
    with editing(served) as editor:
        yield editor


def _edit(served: Served, old: str, new: str) -> None:
    path = served.settings.templates[0] / "angles" / "two_sided" / "en.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _until(found: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not found():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def _url(editor: Editor, end: str = "") -> str:
    return f"/days/{editor.served.day}/past{end}"


def _sentence(page: str) -> str:
    found = re.search(r'id="past-trouble">([^<]*)<|<p>([^<]+)</p>\s*<p><a href="/">', page)
    assert found, page
    return found[1] or found[2]


def _span(editor: Editor, **fields: str) -> None:
    asked = {"since": SINCE, "until": UNTIL, "against": str(YESTERDAY), **fields}
    answer = editor.send(_url(editor, "/span"), **asked)
    assert answer.status_code == 200, answer.text


def _ended(editor: Editor) -> str:
    """The page of a span that came to its end."""
    _until(lambda: "data-running" not in editor.see(_url(editor)).text)
    return editor.page.text


def test_an_open_desk_keeps_the_templates_as_they_stand(desk: Desk) -> None:
    """At its start, and with every change; a desk of the next day finds them as yesterday's."""
    served = desk(templates=True)
    store, own = served.settings.out / newsroom.TEMPLATES, served.settings.templates[0]
    _until(lambda: snapshots(store))
    ((day, kept),) = snapshots(store)
    assert day == NOW.date()
    served.bench.sheet(served.day)
    _edit(served, "moves both ways", "swings both ways")
    served.bench.sheet(served.day)
    name = "angles/two_sided/en.md"
    _until(lambda: (kept / "0" / name).read_text("utf-8") == (own / name).read_text("utf-8"))


def test_any_past_day_is_told_and_filed_only_when_asked(past: Editor) -> None:
    """With its headline, text, lead, supports and findings; what is filed becomes a day of the desk."""
    page = past.see(_url(past, "?day=2024-03-06")).text
    assert "Any day from" in page
    assert "17 September 2014" in page
    assert "bitcoin swings both ways" in page
    assert '<div class="body" id="text"><p>' in page
    assert "<dd><b>Two-sided whipsaw</b></dd>" in page
    assert "; " in page.split("<dt>Supports</dt>")[1].split("</dd>")[0]
    folder = past.served.settings.out / "2024-03-06"
    assert not folder.exists()
    seen = re.search(r'name="print" value="(\w+)"', page)
    assert seen
    stale = past.send(_url(past, "/file"), past="2024-03-06", print="0" * 64)
    assert stale.status_code == 409
    assert not folder.exists()
    filed = past.send(_url(past, "/file"), past="2024-03-06", print=seen[1])
    assert "2024-03-06 is filed." in filed.text
    assert "swings both ways" in (folder / "article.md").read_text("utf-8")
    again = past.see(_url(past, "?day=2024-03-06")).text
    assert "from the facts it was filed with" in again
    assert "This is the filed text." in again


def test_a_day_is_held_against_what_is_filed_and_against_earlier_templates(past: Editor) -> None:
    """An editor's words are carried on when it is filed again."""
    past.see(_url(past, "?day=2024-03-06"))
    seen = re.search(r'name="print" value="(\w+)"', past.page.text)
    assert seen
    past.send(_url(past, "/file"), past="2024-03-06", print=seen[1])
    path, mine = past.served.settings.out / "2024-03-06" / "article.md", "Nobody on the desk was surprised."
    words = read_manuscript(path.read_bytes())
    own = type(words)(words.headline, words.dek, words.key_points, f"{words.body_md}\n\n{mine}")
    path.write_bytes(with_manuscript(path.read_bytes(), own))
    _edit(past.served, "swings both ways", "rocks both ways")
    page = past.see(_url(past, "?day=2024-03-06")).text
    assert "1 of" in page
    assert mine in page
    then = past.see(_url(past, f"?day=2024-03-06&against={YESTERDAY}")).text
    assert re.search(r"<del>moves</del>", then)
    assert re.search(r"<ins>rocks</ins>", then)
    past.see(_url(past, "?day=2024-03-06"))
    fresh = re.search(r'name="print" value="(\w+)"', past.page.text)
    assert fresh
    past.send(_url(past, "/file"), past="2024-03-06", print=fresh[1])
    assert mine in path.read_text("utf-8")
    assert "rocks both ways" in path.read_text("utf-8")


def test_a_span_shows_what_a_changed_template_changes_and_nothing_else(past: Editor) -> None:
    """Ten days of the real history: the days that the edited angle leads differ, and each leads to its differences."""
    _span(past)
    page = _ended(past)
    assert "10 of 10 days" in page
    rows = re.findall(r'<tr id="row-([0-9-]+)" class="(\w+)">(.*?)</tr>', page, re.DOTALL)
    assert len(rows) == 10
    assert tuple(day for day, kind, _ in rows if kind == "differs") == TWO_SIDED
    for _, kind, row in rows:
        then, now = (re.search(rf"<{tag}>(.*?)</{tag}>", row) for tag in ("del", "ins"))
        if kind == "differs":
            assert then
            assert now
            assert "moves both ways" in then[1]
            assert "swings both ways" in now[1]
        else:
            assert (then, now) == (None, None)
    assert f'href="{_url(past)}?day=2024-03-06&amp;against={YESTERDAY}#telling"' in page
    assert re.search(r"<dt>Headlines</dt><dd>2</dd>", page)
    _span(past, against="filed", since="2025-07-13", until="2025-07-14")
    page = _ended(past)
    assert "2025-07-13 is not filed, so there is nothing to hold it against." in page
    assert '<tr id="row-2025-07-14" class="same">' in page


def test_one_span_at_a_time_goes_on_without_its_page_and_can_be_stopped(past: Editor) -> None:
    """Other pages stay quick meanwhile; the day that is being told ends, nothing after it begins."""
    _span(past, since="2024-01-01", until="2024-02-28")
    second = past.send(_url(past, "/span"), since=SINCE, until=UNTIL, against="filed")
    assert second.status_code == 400
    assert "Another span is being told" in second.text
    _until(lambda: 'id="row-2024-01-01"' in past.see(_url(past)).text)
    assert 'http-equiv="refresh"' in past.page.text
    laps = []
    for _ in range(5):
        start = time.monotonic()
        past.see(f"/days/{past.served.day}")
        laps.append(time.monotonic() - start)
    assert sorted(laps)[2] < 1.0
    past.send(_url(past, "/stop"))
    stopped = past.see(_url(past)).text
    assert "days, then stopped" in stopped
    assert 'http-equiv="refresh"' not in stopped
    assert 'id="row-2024-02-28"' not in stopped
    time.sleep(0.5)
    assert past.see(_url(past)).text.count('id="row-') == stopped.count('id="row-')


def test_a_span_whose_worker_dies_says_so_and_the_next_one_is_told(past: Editor) -> None:
    """What was told stays; nothing else on the desk notices."""
    _span(past, since="2024-01-01", until="2024-02-28")
    _until(lambda: 'id="row-2024-01-01"' in past.see(_url(past)).text)
    for child in multiprocessing.active_children():
        child.kill()
    page = _ended(past)
    assert "then the worker failed" in page
    assert 'id="row-2024-01-01"' in page
    _span(past, since=UNTIL, until=UNTIL)
    assert "1 of 1 days" in _ended(past)


def test_what_cannot_be_told_is_said_in_one_sentence(past: Editor) -> None:
    """Days that no calendar has, days outside the data, spans that are none, names that are paths."""
    for day, sentence in {
        "2024-02-30": "“2024-02-30” is no day of the calendar; write it as 2024-03-05.",
        "0000-00-00": "“0000-00-00” is no day of the calendar; write it as 2024-03-05.",
        "../../etc": "“../../etc” is no day of the calendar; write it as 2024-03-05.",
        "<script>x": "“&lt;script&gt;x” is no day of the calendar; write it as 2024-03-05.",
        "2024-W01-1": "“2024-W01-1” is no day of the calendar; write it as 2024-03-05.",
        "0001-01-01": "0001-01-01 is outside the data: the tables reach from 2014-09-17 to 2025-07-14.",
        "9999-12-31": "9999-12-31 is outside the data: the tables reach from 2014-09-17 to 2025-07-14.",
    }.items():
        answer = past.see(_url(past, f"?{urlencode({'day': day})}"))
        assert (answer.status_code, _sentence(answer.text)) == (400, sentence)
    kept = "No templates are kept under that day; choose one of the list."
    for against in ("../2025-07-14", "..%2f", "2025-07-13", "/etc", "", "filed/.."):
        answer = past.send(_url(past, "/span"), since=SINCE, until=UNTIL, against=against)
        assert (answer.status_code, _sentence(answer.text)) == (400, kept)
    assert _sentence(past.see(_url(past, "?day=2024-03-06&against=../2025-07-14")).text) == kept
    for since, until, sentence in (
        ("2024-03-02", "2024-03-01", "2024-03-02 is after 2024-03-01; give the earlier day first."),
        ("2024-01-01", "2024-03-01", "That is 61 days; a span has at most 60."),
        ("0001-01-01", "9999-12-31", "That is 3652059 days; a span has at most 60."),
        ("2024-02-30", "2024-03-01", "“2024-02-30” is no day of the calendar; write it as 2024-03-05."),
    ):
        answer = past.send(_url(past, "/span"), since=since, until=until, against="filed")
        assert (answer.status_code, _sentence(answer.text)) == (400, sentence)
    assert 'id="row-' not in past.see(_url(past)).text


def test_a_page_elsewhere_can_neither_file_nor_start_nor_stop(past: Editor) -> None:
    """Each form carries this session's token, and comes from the desk's own pages."""
    fields = {"since": SINCE, "until": UNTIL, "against": "filed", "past": "2024-03-06", "print": "0" * 64}
    for path in ("/span", "/stop", "/file"):
        for base in ("/past", _url(past)):
            assert past.client.post(base + path, data=fields).status_code == 403
            assert past.send(base + path, headers={"origin": "http://evil.example"}, **fields).status_code == 403
    assert 'id="row-' not in past.see(_url(past)).text


def test_a_filed_day_is_told_as_it_was_wished(past: Editor) -> None:
    """Its own wishes and style count on both sides, so that they are no difference."""
    day = past.served.day
    revision = read_state(past.served.folder).revision
    past.send(f"/days/{day}/wish", view="why", revision=revision, lead="milestone_broken")
    assert read_state(past.served.folder).wishes == Wishes(lead="milestone_broken")
    page = past.see(_url(past, f"?day={day}&against={YESTERDAY}")).text
    title = past.served.bench.house().angles["milestone_broken"].title
    assert f"<dd><b>{title}</b></dd>" in page
    assert "0 of" in page


def test_a_desk_with_a_history_tells_its_days(desk: Desk, shared: Path) -> None:
    """Without tables, the history says which days there are; it is read once, and again when it grew."""
    served = desk(templates=True)
    with open_history(history_place(served.settings)) as history:
        import_folder(history, shared / "market" / "history", NOW)
    age_templates(served)
    _edit(served, "moves both ways", "swings both ways")
    with editing(served) as editor:
        page = editor.see(_url(editor, "?day=2024-03-06")).text
        assert "told from the history" in page
        assert "swings both ways" in page
        assert "reach from 2014-09-17 to 2025-07-14" in editor.see(_url(editor, "?day=2000-01-01")).text
        _span(editor, since="2024-03-05", until="2024-03-06")
        assert '<tr id="row-2024-03-06" class="differs">' in _ended(editor)


def test_without_tables_and_history_the_bundled_days_can_be_told(desk: Desk) -> None:
    """And say that they are a reconstruction; a template's broken line is told in one sentence."""
    with editing(desk(templates=True)) as editor:
        page = editor.see("/past?day=2025-07-12").text
        assert "the bundled day’s tables" in page
        assert "Reconstruction" in page
        _edit(editor.served, "moves both ways", "{{ broken")
        broken = editor.see("/past?day=2025-07-11")
        assert broken.status_code == 400
        assert "two_sided/en.md" in _sentence(broken.text)
