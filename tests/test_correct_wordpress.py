"""A day on a real WordPress, corrected, edited there by a person, and taken back: as a reader finds its page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from newsgen import archive
from newsgen.check import check_text
from newsgen.delivery import correct, halt, publish, pull, remains
from newsgen.model import Severity, Status
from tests import correct_kit as kit
from tests.correct_kit import LIVE, folder_of, told
from tests.services.wordpress import Site
from tests.wordpress_kit import by_hand, opened

WRONG, RIGHT = "$475 million of them shorts", "$470 million of them shorts"


def now() -> datetime:
    return datetime.now(UTC)


def page_of(blog: Site, id: str) -> str:
    """The words of the page that anybody gets, without a login."""
    with opened(blog) as place:
        (line,) = place.find("daily-2025-07-14-en", "", id)
        html = place.page(line)
    main = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<!--.*?-->", " ", html)
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", main)).replace("’", "'").split())


def test_a_corrected_page_shows_the_note_and_the_right_figure_and_a_withdrawn_one_only_why(
    blog: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = blog.people["editor"]
    monkeypatch.setenv("NEWSGEN_SITE_PASSWORD", person.password)
    table = {"site": {"kind": "wordpress", "url": blog.url, "user": person.user}}
    settings = told(tmp_path, destinations=table)
    folder = folder_of(settings)
    (made,) = publish(kit.DAY, ["site"], settings, now, wish=LIVE)
    assert made.what == "created", made.sentence
    assert made.standing
    post = made.standing.id
    assert WRONG in page_of(blog, post)

    kit.shorts_of_bitcoin(settings)
    found = correct.propose(kit.DAY, settings, now)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (would,) = correct.correct(found, settings, now, by="Ann Lee", reason="CoinGlass restated", dry=True)
    assert (would.what, bool(would.requests)) == ("would", True)
    assert any("An earlier version of this article" in one.body for one in would.requests)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert WRONG in page_of(blog, post)
    (done,) = correct.correct(found, settings, now, by="Ann Lee", reason="CoinGlass restated")
    assert done.what == "updated", done.sentence
    seen = page_of(blog, post)
    assert RIGHT in seen
    assert WRONG not in seen
    (note,) = archive.corrections(folder)
    assert len(re.findall(r"Correction, \d\d:\d\d UTC, \d+ \w+ 20\d\d: An earlier version", seen)) == 1
    assert note.text in seen
    body = archive.read_manuscript((folder / "article.md").read_bytes()).body_md
    assert not [one for one in check_text(body, found.facts, whole=False) if one.severity is Severity.BLOCK]

    raw = by_hand(blog, f"posts/{post}?context=edit")["content"]["raw"]
    by_hand(blog, f"posts/{post}", {"content": raw.replace("Ether moved almost in step", "Ether hardly lagged")})
    pulled = pull.pull(kit.DAY, "site", settings, now, by="Ann Lee")
    assert (pulled.changed, pulled.left) == (True, ())
    assert "Ether hardly lagged: up 2.9%" in (folder / "article.md").read_text("utf-8")
    again = correct.propose(kit.DAY, settings, now)
    assert again.slips  # no slip: readers are told
    (sent,) = correct.correct(again, settings, now, by="Ann Lee", reason="the comparison was too kind")
    assert sent.what == "updated", sent.sentence
    assert page_of(blog, post).count("Ether hardly lagged") == 2  # in the text and in the note

    (gone,) = halt.withdraw(kit.DAY, settings, now, by="Ann Lee", reason="The figures were those of another day.")
    assert gone.what == "withdrawn", gone.sentence
    last = page_of(blog, post)
    assert "This article has been withdrawn because the figures were those of another day." in last
    assert "470 million" not in last
    assert archive.read_state(folder).status is Status.WITHDRAWN
    (line,) = remains(kit.DAY, settings)
    assert (line.state, line.version, blog.copies(line.key)) == ("withdrawn", 4, 1)
