"""An editor's words at the desk, without a script: saved over nobody's, and every one of them kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from newsgen import archive
from newsgen.desk import apart, editing
from newsgen.desk.editing import Words, words_in, words_of
from newsgen.errors import DeskError, StaleError
from newsgen.merge import differences
from newsgen.model import Manuscript
from tests.desk_kit import DAY, Editor, Served, desk, desk_settings, told_sample  # noqa: F401
from tests.desk_kit import editing as at_the_desk

EDIT = f"/days/{DAY}/edit"
Desk = Callable[..., Served]


@pytest.fixture
def ann(desk: Desk) -> Iterator[Editor]:  # noqa: F811
    with at_the_desk(desk()) as editor:
        yield editor


def _form(words: Manuscript, base: str, draft: str = "anns", **more: str) -> dict[str, str]:
    boxes = words_of(words)
    found = {name: str(getattr(boxes, name)) for name in editing.BOXES}
    return {**found, "base": base, "draft": draft, **more}


def _on_file(ann: Editor) -> Manuscript:
    return archive.read_manuscript((ann.served.folder / "article.md").read_bytes())


def _both(ann: Editor) -> httpx.Response:
    """Bob saved a dek while Ann was writing a headline; what Ann is shown."""
    sheet = ann.served.bench.sheet(DAY)
    ann.see(EDIT)
    editing.save(ann.served.bench, DAY, replace(sheet.manuscript, dek="Bob’s dek."), sheet.sha256, by="Bob")
    return ann.send(EDIT, **_form(replace(sheet.manuscript, headline="Ann’s headline"), sheet.sha256))


@pytest.mark.parametrize(
    ("take", "headline", "dek"),
    [("merged", "Ann’s headline", "Bob’s dek."), ("mine", "Ann’s headline", ""), ("theirs", "", "Bob’s dek.")],
)
def test_two_texts_are_settled_by_a_person_and_neither_is_lost(ann: Editor, take: str, headline: str, dek: str):
    """Side by side with a 409; together, mine alone, or as it stands; all of them stay among the versions."""
    before = ann.served.bench.sheet(DAY).manuscript
    page = _both(ann)
    assert page.status_code == 409
    assert "Two texts" in page.text
    assert _on_file(ann).dek == "Bob’s dek.", "nothing was overwritten"
    page = ann.send(f"{EDIT}/settle", draft="anns", take=take)
    if take != "theirs":
        (draft,) = archive.drafts(ann.served.folder)
        assert ann.send(EDIT, **_form(draft.manuscript, draft.base_sha256)).status_code == 200
    words = _on_file(ann)
    assert (words.headline, words.dek) == (headline or before.headline, dek or before.dek)
    kept = [archive.read_manuscript(path.read_bytes()) for path in (ann.served.folder / "versions").glob("*.md")]
    assert "Ann’s headline" in {one.headline for one in kept}
    assert "Bob’s dek." in {one.dek for one in kept}


def test_of_many_who_save_at_once_one_saves_and_the_others_are_told(ann: Editor):
    """Each has begun from the same text."""
    bench, sheet = ann.served.bench, ann.served.bench.sheet(DAY)

    def saved(number: int) -> bool:
        try:
            editing.save(bench, DAY, replace(sheet.manuscript, dek=f"Dek {number}."), sheet.sha256, by="Ann")
        except StaleError:
            return False
        return True

    editing.keep_base(sheet)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(saved, range(4))) == 1


def test_who_else_writes_in_the_text_is_told(ann: Editor):
    """With every draft that is kept; what two write are two drafts."""
    bench, sheet = ann.served.bench, ann.served.bench.sheet(DAY)
    bobs = archive.Draft("bobs", "Bob", bench.clock(), sheet.sha256, replace(sheet.manuscript, dek="Bob’s dek."))
    archive.save_draft(sheet.folder, bobs)
    headers = {"origin": ann.served.address, "x-csrf": ann.token}
    words = _form(replace(sheet.manuscript, dek="Ann’s dek."), sheet.sha256)
    answer = ann.client.post(f"{EDIT}/draft", json=words, headers=headers)
    assert answer.json() == {"when": "07:30:00 UTC", "others": ["Bob"]}
    assert {one.by for one in archive.drafts(sheet.folder)} == {"Ann Lee", "Bob"}
    assert "<b>Bob</b> was writing at" in " ".join(ann.see(EDIT).text.split())


def test_a_text_without_headline_or_body_is_not_saved_and_stays_in_the_boxes(ann: Editor):
    """In a sentence; so does one whose template is broken."""
    sheet = ann.served.bench.sheet(DAY)
    page = ann.send(EDIT, **_form(replace(sheet.manuscript, headline="", dek="Half a thought"), sheet.sha256))
    assert page.status_code == 400
    assert "needs a headline and a body" in page.text
    assert "Half a thought" in page.text
    assert _on_file(ann) == sheet.manuscript


def test_while_a_template_is_broken_words_are_kept_and_not_saved(desk: Desk):  # noqa: F811
    """They can be saved once it is mended."""
    with at_the_desk(desk(templates=True)) as ann:
        sheet = ann.served.bench.sheet(DAY)
        rule = ann.served.settings.templates[0] / "house.toml"
        good = rule.read_text("utf-8")
        rule.write_text("broken = [", "utf-8")
        form = _form(replace(sheet.manuscript, dek="Ann’s dek."), sheet.sha256)
        page = ann.send(EDIT, **form)
        assert page.status_code == 400
        assert "Ann’s dek." in page.text
        rule.write_text(good, "utf-8")
        assert ann.send(EDIT, **form).status_code == 200
        assert _on_file(ann).dek == "Ann’s dek."


def test_places_are_counted_as_browsers_count_and_in_the_lines_as_they_were_typed(ann: Editor):
    """Signs of two units, spaces before a key point, an empty line between two."""
    sheet = ann.served.bench.sheet(DAY)
    words = words_of(sheet.manuscript)
    typed = replace(
        words, key_points=f"🙂🙂 one\n\n   {words.key_points.splitlines()[1].replace('7 sessions', '9 sessions')}"
    )
    (mark,) = [one for one in editing.marks(typed, sheet, ann.served.bench) if one.box == "key_points"]
    units = typed.key_points.encode("utf-16-le")
    assert units[2 * mark.start : 2 * mark.end].decode("utf-16-le") == mark.text
    assert "9" in mark.text
    assert (mark.line, mark.kind) == (3, "block")


def test_boxes_hold_text_and_not_too_much_of_it():
    """Line ends of every system are one."""
    assert words_in({"headline": "a\r\nb", "body_md": "c\rd"}) == Words("a\nb", "", "", "c\nd")
    for form in ({"headline": 1}, {"body_md": "x" * (editing.LONGEST + 1)}):
        with pytest.raises(DeskError):
            words_in(form)


def test_figures_that_differ_are_told_apart_from_those_that_only_moved():
    """ "24" stands in both sentences; the amount does not."""
    before = Manuscript("H", "", (), "Bitcoin was up 2.9% in 24 hours. It cost $475 million.")
    after = Manuscript("H", "", (), "In 24 hours bitcoin was up 2.9%. It cost $457 million.")
    changes = differences(before, after)
    assert [row.figures for row in apart.rows(changes)] == [(), (("$475 million", "$457 million"),)]
    assert apart.counts(changes) == apart.Counts(changed=2, added=0, removed=0, same=1, figures=1)
