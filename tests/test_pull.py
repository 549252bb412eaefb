"""What a person changed at a site comes home: that and nothing else, whatever form the site keeps texts in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgen import archive
from newsgen.delivery import pull
from newsgen.delivery.pieces import pieces_of
from newsgen.delivery.release import release_of
from newsgen.destinations import folder_text, ghost_cards, wordpress_blocks
from newsgen.model import Manuscript, Release, Stage, Standing
from newsgen.settings import Settings
from tests import correct_kit as kit
from tests.correct_kit import Desk, desk
from tests.release_kit import told_day

SENTENCE = "Ether fell to"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A real day, with pictures, tables and all its notes."""
    made: Settings = told_day(tmp_path_factory.mktemp("pull"))
    return release_of(next(made.out.iterdir()), made).release


def as_wordpress(release: Release) -> str:
    media = {one.name: wordpress_blocks.Medium(7, f"https://site.test/{one.name}.png") for one in release.pictures}
    return wordpress_blocks.content(release, "a1" * 32, media)


def as_ghost(release: Release) -> str:
    pictures = {one.name: one for one in release.pictures}
    return ghost_cards.html_of(
        release.blocks, pictures, {one.sha256: "https://site.test/a.png" for one in release.pictures}, ""
    )


def as_file(release: Release) -> str:
    pictures = {one.name: one for one in release.pictures}
    return folder_text.markdown(release.blocks, pictures, {name: f"{name}.png" for name in pictures})


FORMS: list[Callable[[Release], str]] = [as_wordpress, as_ghost, as_file]
forms = pytest.mark.parametrize("form", FORMS, ids=["WordPress", "Ghost", "Markdown"])


def sent(release: Release) -> Manuscript:
    return Manuscript(release.headline, release.dek, release.key_points, release.body_md)


def standing(body: str, title: str = "", excerpt: str = "") -> Standing:
    return Standing("1", "k", "s", "", Stage.LIVE, texts={"title": title, "body": body, "excerpt": excerpt})


def changed(release: Release, before: str, after: str) -> pull.Theirs:
    return pull.changed_there(sent(release), standing(before, release.headline), standing(after, release.headline))


@lru_cache(maxsize=8)
def paragraphs(body_md: str) -> list[str]:
    """Paragraphs without marks in them, which stand in every form letter by letter."""
    return [one for one in body_md.split("\n\n") if not set("*_#|[>-") & set(one[:2]) and not set("*_[|") & set(one)]


@forms
def test_an_untouched_text_brings_nothing_home(release: Release, form: Callable[[Release], str]) -> None:
    body = form(release)
    assert changed(release, body, body) == pull.Theirs(sent(release))


@forms
def test_every_paragraph_that_newsgen_wrote_is_known_again(release: Release, form: Callable[[Release], str]) -> None:
    """A change in any of them, and in no other place, comes home."""
    body = form(release)
    for text in paragraphs(release.body_md):
        word = next(word for word in text.split() if word.isalpha() and len(word) > 4)
        assert word in body
        place = body.index(_as_in(body, text, text.split()[-1]))
        after = body[:place] + body[place:].replace(word, "Tuesday", 1)
        found = changed(release, body, after)
        assert found.left == ()
        assert found.words.body_md == release.body_md.replace(text, text.replace(word, "Tuesday", 1), 1)


def _as_in(body: str, text: str, word: str) -> str:
    """The beginning of a paragraph as it stands in a body, up to the last place of the word."""
    head = text[: text.rindex(word) + len(word)]
    return next(form for form in (head, head.replace("&", "&amp;"), head.replace("~", "&#126;")) if form in body)


@forms
def test_a_new_paragraph_stands_where_it_was_put_and_one_taken_out_is_gone(
    release: Release, form: Callable[[Release], str]
) -> None:
    body, (first, second, *_) = form(release), paragraphs(release.body_md)
    new = "An analyst who was not asked said nothing."
    end = body.index(_as_in(body, first, first.split()[-1])) + len(first)
    put = f"\n\n{new}" if form is as_file else f"</p>\n<p>{new}"
    found = changed(release, body, body[:end] + put + body[end:])
    assert f"{first}\n\n{new}" in found.words.body_md
    assert found.words.body_md.replace(f"\n\n{new}", "") == release.body_md
    start = body.index(_as_in(body, second, second.split()[-1]))
    gone = body[:start] + body[start + len(second) :]
    assert second not in changed(release, body, gone).words.body_md


@forms
def test_an_embedded_post_is_named_and_the_words_around_it_stay(
    release: Release, form: Callable[[Release], str]
) -> None:
    body = form(release)
    first = paragraphs(release.body_md)[0]
    end = body.index(_as_in(body, first, first.split()[-1])) + len(first)
    embed = '<figure class="wp-block-embed"><iframe src="https://video.test/1"></iframe></figure>'
    put = f"\n\n{embed}\n" if form is as_file else f"</p>\n{embed}\n<p>"
    found = changed(release, body, body[:end] + put + body[end:])
    assert found.words == sent(release)
    assert any("embedded" in one for one in found.left)


def test_what_newsgen_puts_around_the_text_is_not_article_text(release: Release) -> None:
    """A changed disclosure is named; it is made from the settings each time."""
    body = as_wordpress(release)
    assert release.disclosure in body
    found = changed(release, body, body.replace(release.disclosure, release.disclosure.replace("newsgen", "people")))
    assert found.words == sent(release)
    assert len(found.left) == 1
    assert "people" in found.left[0]


def test_title_excerpt_and_key_points_come_home(release: Release) -> None:
    body, point = as_wordpress(release), release.key_points[0]
    before = standing(body, release.headline, release.dek)
    after = standing(body.replace(point, f"{point} &amp; more"), "Another headline &amp; its end", "Another line")
    found = pull.changed_there(sent(release), before, after)
    assert (found.words.headline, found.words.dek) == ("Another headline & its end", "Another line")
    assert found.words.key_points == (f"{point} & more", *release.key_points[1:])
    described = pull.changed_there(sent(release), replace(before, texts={**before.texts, "excerpt": "A."}), after)
    assert described.description == "Another line"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/!-pbh2ilu&;\"'= an\n*_[]()#|", max_size=80))
def test_no_text_that_stands_anywhere_breaks_the_reader(text: str) -> None:
    """Half tags, open comments, signs of Markdown: pieces come out, and none is a script."""
    for piece in pieces_of(text):
        assert piece.words == " ".join(piece.words.split())
    assert all("alert" not in piece.words for piece in pieces_of(f"<p>{text}</p><script>alert(1)</script>"))


# ---- with a site -----------------------------------------------------------------------------------------------------


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(tmp_path, monkeypatch)


def by_hand(out: Desk, old: str, new: str) -> None:
    """A person edits at the site."""
    (post,) = out.sites["blog"].posts.values()
    assert old in post.body
    post.body = post.body.replace(old, new)
    out.time.sleep(60)
    post.touched = out.time()


def brought(out: Desk, *, dry: bool = False) -> pull.Pulled:
    return pull.pull(kit.DAY, "blog", out.settings, out.time, by="Ann Lee", dry=dry)


def test_a_change_at_the_site_is_brought_home_checked_and_may_be_replaced_from_then_on(out: Desk) -> None:
    before = archive.standing(out.folder)
    assert not brought(out).changed
    by_hand(out, "Ether moved almost in step", "Ether hardly lagged behind")
    kit.shorts_of_bitcoin(out.settings)
    (refused,) = out.correct()
    assert refused.what == "refused"
    assert "newsgen pull 2025-07-14 --from blog" in refused.sentence
    shown = brought(out, dry=True)
    assert shown.changed
    assert "Ether moved almost in step" in (out.folder / "article.md").read_text("utf-8")
    found = brought(out)
    assert [(one.before[:20], one.after[:20]) for one in found.changes] == [
        ("Ether moved almost i", "Ether hardly lagged ")
    ]
    text = (out.folder / "article.md").read_text("utf-8")
    assert "Ether hardly lagged behind: up 2.9%" in text
    assert "$470 million of them shorts" in text  # what was corrected at home meanwhile stays
    assert archive.read_version(out.folder, before)
    assert not brought(out).changed


def test_a_figure_that_a_person_changed_at_the_site_is_found_at_once(out: Desk) -> None:
    by_hand(out, "it was at $3,052", "it was at $3,520")
    found = brought(out)
    assert any("$3,520" in one.message for one in found.findings if one.severity == "BLOCK")


def test_what_has_no_place_at_home_is_kept_as_a_file_and_not_overwritten(out: Desk) -> None:
    by_hand(out, "<p>Time</p>", '<figure><iframe src="https://video.test/1"></iframe></figure><p>Time</p>')
    found = brought(out)
    assert any("video.test" in one for one in found.left)
    (name,) = found.kept
    assert "video.test" in (out.folder / name).read_text("utf-8")
    kit.shorts_of_bitcoin(out.settings)
    assert [one.what for one in out.correct()] == ["refused"]
