"""The Edit view in a browser: a wrong figure is marked where it stands, and nothing that is typed is lost."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from newsgen import archive
from newsgen.desk import editing
from newsgen.model import Manuscript
from tests.browser.kit import Watch, axe, shoot
from tests.desk_kit import DAY, Served, running

Desk = Callable[..., Served]
MARKED = "#edit .under mark"


def _words(served: Served) -> Manuscript:
    return archive.read_manuscript((served.folder / "article.md").read_bytes())


def _open(tab: Page, served: Served, query: str = "") -> None:
    tab.goto(served.url("edit") + query)
    expect(tab.locator("#count")).to_contain_text("found", ignore_case=True)


def _wrong(tab: Page, right: str = "$475 million", wrong: str = "$457 million") -> None:
    """Type a wrong figure in the place of a right one, as somebody does with the mouse and the keys."""
    tab.evaluate(
        """([box, right]) => {
            const field = document.getElementById(box), start = field.value.indexOf(right);
            field.focus();
            field.setSelectionRange(start, start + right.length);
        }""",
        ["body_md", right],
    )
    tab.keyboard.type(wrong)


def test_a_wrong_figure_is_marked_where_it_stands_with_the_right_one_and_put_right(desk: Desk, page: Page) -> None:
    """One click; the browser's own undo takes it back, and the sheet below shows the same text all the time."""
    served = desk()
    _open(page, served)
    expect(page.locator("#count")).to_contain_text("Nothing found")
    _wrong(page)
    mark = page.locator(MARKED)
    expect(mark).to_have_text("$457 million")
    expect(page.locator("#marks .finding")).to_contain_text("the facts say $475 million")
    expect(page.locator("#summary")).to_contain_text("1 block")
    page.get_by_role("button", name="Put $475 million").click()
    expect(mark).to_have_count(0)
    assert "$475 million of them shorts" in page.locator("#body_md").input_value()
    page.keyboard.press("Control+z")
    expect(mark).to_have_text("$457 million")
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#count")).to_contain_text("Nothing found")
    assert page.locator("#body_md").input_value() == _words(served).body_md


def test_the_marks_stand_exactly_below_the_words(desk: Desk, page: Page, phone: Page) -> None:
    """Whatever is typed: long words, spaces, signs of two units, lists, at a phone's width and at 200 %."""
    served = desk()
    text = (
        "A long " + "unbroken" * 30 + " word, 🙂 signs  with   spaces and\ttabs \n\n## A heading of many words\n\n"
        "* one\n* two, with **bold** and a [link](https://example.com/"
        + "a"
        * 90
        + ")\n\n> said\n\nIn bitcoin alone it "
        "was $493.6 million, $457 million of them shorts. \n\n\n" + "More words follow here. " * 80 + "\n"
    )
    for tab, zoom in ((page, "100%"), (page, "200%"), (phone, "100%")):
        _open(tab, served)
        tab.evaluate("zoom => { document.documentElement.style.fontSize = zoom; }", zoom)
        tab.locator("#body_md").fill(text)
        sizes = tab.evaluate(
            """() => [...document.querySelectorAll('.paper')].map(paper => {
                const [under, box] = paper.children;
                const height = box.clientHeight;
                return [under.clientWidth - box.clientWidth, under.scrollHeight - height, box.scrollHeight - height];
            })"""
        )
        assert all(abs(width) <= 0 and under <= 0 and over <= 0 for width, under, over in sizes), (zoom, sizes)


def test_what_is_typed_is_kept_within_a_second_and_can_be_gone_on_with(desk: Desk, page: Page) -> None:
    """The tab is closed without saving; whoever comes back finds it, and can discard it."""
    served = desk()
    _open(page, served)
    page.locator("#headline").fill("Bitcoin, in words of my own")
    expect(page.locator("#state")).to_contain_text("Kept as a draft", timeout=20_000)
    (draft,) = archive.drafts(served.folder)
    assert draft.manuscript.headline == "Bitcoin, in words of my own"
    assert draft.by == "Ann Lee"
    _open(page, served)
    expect(page.locator(".draft")).to_contain_text("You were writing at 07:30 UTC")
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("#headline")).to_have_value("Bitcoin, in words of my own")
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("Saved.", timeout=20_000)
    assert _words(served).headline == "Bitcoin, in words of my own"
    assert not archive.drafts(served.folder)


def test_saving_says_beforehand_that_it_voids_an_approval(desk: Desk, page: Page) -> None:
    """The approval is of another text then, and everything in the folder says the new words."""
    served = desk()
    page.goto(served.url())
    page.get_by_role("button", name="Approve this text").click()
    expect(page.locator("#next")).to_contain_text("It may go out.")
    _open(page, served)
    expect(page.locator("#approved")).to_contain_text("Saving a change voids the approval")
    page.locator("#dek").fill("A dek of the editor’s own.")
    page.keyboard.press("Control+s")
    expect(page.locator("#said")).to_contain_text("Saved.", timeout=20_000)
    page.goto(served.url())
    expect(page.locator("#next")).to_contain_text("The approval is void")
    assert "A dek of the editor’s own." in (served.folder / "article.html").read_text("utf-8")


def test_two_tabs_never_overwrite_each_other(
    desk: Desk, page: Page, window: Callable[..., BrowserContext], watch: Watch
) -> None:
    """The second to save sees both texts side by side, and puts them together."""
    watch.allow("status of 409")
    served = desk()
    other = window().new_page()
    for tab in (page, other):
        _open(tab, served)
    page.locator("#headline").fill("Ann’s headline for the day")
    other.locator("#dek").fill("Bob’s dek for the day.")
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("Saved.", timeout=20_000)
    expect(other.locator("#state")).to_contain_text("Somebody else changed the text")
    other.locator("#save").click()
    expect(other.locator("#conflict")).to_contain_text("Ann’s headline for the day")
    expect(other.locator("#conflict")).to_contain_text("Bob’s dek for the day.")
    expect(other.locator("#count")).to_contain_text("Nothing found")
    axe(other)
    other.emulate_media(color_scheme="dark")
    axe(other)
    other.emulate_media(color_scheme="light")
    expect(other.locator("#dek")).to_have_value("Bob’s dek for the day.")  # his own words stay in the boxes
    expect(other.locator("#headline")).not_to_have_value("Ann’s headline for the day")
    shoot(other, "desk-edit-conflict")
    shoot(other, "desk-edit-conflict", dark=True)
    other.locator("#key_points").fill("Bob’s point")
    other.get_by_role("button", name="Put both together").click()
    expect(other.locator("#key_points")).to_have_value("Bob’s point")  # typed a moment before
    expect(other.locator("#headline")).to_have_value("Ann’s headline for the day")
    expect(other.locator("#dek")).to_have_value("Bob’s dek for the day.")
    assert _words(served).dek != "Bob’s dek for the day."
    other.locator("#save").click()
    expect(other.locator("#said")).to_contain_text("Saved.", timeout=20_000)
    assert (_words(served).headline, _words(served).dek) == ("Ann’s headline for the day", "Bob’s dek for the day.")
    expect(page.locator("#dek")).to_have_value("Bob’s dek for the day.")  # nothing was typed there: it follows


def test_a_desk_that_is_stopped_and_started_again_loses_nothing(desk: Desk, page: Page, watch: Watch) -> None:
    """It is said that nothing is kept, the words wait in the browser, and the new desk gets them."""
    watch.allow("ERR_|status of 403")
    served = desk()
    settings, port = served.settings, int(served.address.rpartition(":")[2])
    with running(settings) as first:
        port = int(first.address.rpartition(":")[2])
        watch.origins.add(first.address)
        _open(page, first)
        page.locator("#headline").fill("Typed before")
        expect(page.locator("#state")).to_contain_text("Kept as a draft")
        page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.locator("#headline").fill("Typed while the desk was away")
    expect(page.locator("#state")).to_contain_text("the desk does not answer", timeout=20_000)
    with running(settings, port=port) as second:
        expect(page.locator("#state")).to_contain_text("Kept as a draft", timeout=20_000)
        assert "Typed while the desk was away" in {one.manuscript.headline for one in archive.drafts(second.folder)}
        page.locator("#save").click()
        expect(page.locator("#said")).to_contain_text("Saved.", timeout=20_000)
        assert _words(second).headline == "Typed while the desk was away"
        page.goto("about:blank")


def test_a_browser_that_was_closed_while_the_desk_was_away_offers_what_it_kept(desk: Desk, page: Page) -> None:
    """What only the browser had is brought to the desk as soon as the page is opened again."""
    served = desk()
    _open(page, served)
    sha256 = served.bench.sheet(DAY).sha256
    page.evaluate(
        """([day, base]) => localStorage.setItem(`newsgen-draft:${day}:abc`, JSON.stringify({
            id: 'abc', base, when: '2025-07-15T07:00:00.000Z',
            words: {headline: 'Kept by the browser', dek: '', key_points: '', body_md: 'Words.'}}))""",
        [DAY.isoformat(), sha256],
    )
    _open(page, served)
    expect(page.locator(".draft")).to_contain_text("This browser kept what you were writing at 07:00 UTC")
    page.get_by_role("link", name="Go on with it").click()
    expect(page.locator("#headline")).to_have_value("Kept by the browser")


def test_a_day_told_anew_keeps_the_edited_sentence(desk: Desk, page: Page) -> None:
    """Another editor's wish plans the day anew under an open page, and the editor's words stand in it."""
    served = desk()
    _open(page, served)
    own = "Bitcoin positions worth $493.6 million were wiped out in a single day, in the editor’s words."
    body = page.locator("#body_md")
    text = body.input_value()
    old = next(line for line in text.split("\n") if line.startswith("Bitcoin positions"))
    body.fill(text.replace(old, own))
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("Saved.", timeout=20_000)
    _open(page, served)
    before = page.locator("input[name=base]").input_value()
    archive.change_state(served.folder, None, lambda state: replace(state, style="lively"), b"{}\n")
    expect(page.locator("input[name=base]")).not_to_have_value(before)
    expect(body).to_have_value(served.bench.sheet(DAY).manuscript.body_md)
    assert own in body.input_value()
    assert served.bench.sheet(DAY).filed != served.bench.sheet(DAY).sha256
    page.locator("#dek").fill("Another dek of the editor’s.")
    page.locator("#save").click()
    expect(page.locator("#said")).to_contain_text("Saved.", timeout=20_000)  # every picture is drawn anew
    assert own in _words(served).body_md


def _facts(served: Served, change: Callable[[list[dict[str, object]]], object]) -> None:
    """Other facts of the day, as a later measuring leaves them."""
    path = served.folder / "facts.json"
    facts = json.loads(path.read_text("utf-8"))
    change(facts["facts"])
    path.write_text(json.dumps(facts), "utf-8")


def test_an_edited_sentence_stays_and_its_figure_is_renewed(desk: Desk, page: Page) -> None:
    """The facts change under an open page: the editor's words with the new number, within a second."""
    served = desk()
    sheet = served.bench.sheet(DAY)
    old = "Bitcoin positions worth $493.6 million were closed by force"
    own = "Positions in bitcoin worth $493.6 million went up in smoke"
    words = replace(sheet.manuscript, body_md=sheet.manuscript.body_md.replace(old, own))
    editing.save(served.bench, DAY, words, sheet.sha256, by="Ann Lee")
    _open(page, served)

    def renewed(facts: list[dict[str, object]]) -> None:
        for fact in facts:
            if fact["value"] == 493600000.0:
                fact["value"] = 501200000.0

    _facts(served, renewed)
    expect(page.locator("#body")).to_contain_text("Positions in bitcoin worth $501.2 million went up in smoke")


@pytest.mark.parametrize("take", ["mine", "new"])
def test_a_sentence_that_clashes_with_the_facts_is_kept_or_taken_out(desk: Desk, page: Page, take: str) -> None:
    """Both are shown side by side; whoever keeps his own has his name with it."""
    served = desk()
    sheet = served.bench.sheet(DAY)
    own = "In only 24 hours bitcoin was up 2.9%, says this editor."
    body = sheet.manuscript.body_md.replace("Bitcoin was up 2.9% in 24 hours.", own)
    editing.save(served.bench, DAY, replace(sheet.manuscript, body_md=body), sheet.sha256, by="Ann Lee")
    _facts(served, lambda facts: facts.remove(next(one for one in facts if one["id"] == "btc.change_24h")))
    _open(page, served)
    clash = page.locator(".clash")
    expect(clash).to_contain_text(own)
    if take == "mine":
        axe(page)
        page.emulate_media(color_scheme="dark")
        axe(page)
        page.emulate_media(color_scheme="light")
        shoot(page, "desk-edit-clash", full=False)
        clash.get_by_role("button", name="Keep mine").click()
        expect(page.locator("#said")).to_contain_text("Your sentence stays")
        (override,) = archive.read_state(served.folder).overrides
        assert override.by == "Ann Lee"
    else:
        clash.get_by_role("button", name="Take it out").click()
        expect(page.locator("#said")).to_contain_text("The new sentence stands")
    expect(clash).to_have_count(0)
    served.bench.file(DAY)
    assert (own in _words(served).body_md) is (take == "mine")


def test_a_wrong_figure_is_put_right_from_today(desk: Desk, page: Page) -> None:
    """One click on the preflight card; the finding is gone and so is the figure."""
    served = desk()
    article = served.folder / "article.md"
    article.write_bytes(article.read_bytes().replace(b"$475 million of them", b"$457 million of them"))
    page.goto(served.url())
    expect(page.locator(".finding.block")).to_contain_text("$457 million")
    page.get_by_role("button", name="Put $475 million in its place").click()
    expect(page.locator("#said")).to_contain_text("The right figure stands in the text.")
    expect(page.locator(".finding.block")).to_have_count(0)
    assert b"$475 million of them" in article.read_bytes()


def test_by_keys_alone(desk: Desk, page: Page) -> None:
    """F8 to a finding while typing, Alt+Enter puts it right; j, f and Enter from the list; Control+S saves."""
    served = desk()
    _open(page, served)
    _wrong(page)
    _wrong(page, "$98.1 million", "$89.1 million")
    expect(page.locator(MARKED)).to_have_count(2)
    page.locator("#headline").focus()
    page.keyboard.press("F8")
    assert page.evaluate("getSelection().toString()") == "$89.1 million"
    page.keyboard.press("Alt+Enter")
    expect(page.locator(MARKED)).to_have_count(1)
    page.locator("#count").focus()
    page.keyboard.press("j")
    expect(page.locator("#marks .finding").first).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("getSelection().toString()") == "$457 million"
    page.locator("#count").focus()
    page.keyboard.press("j")
    page.keyboard.press("f")
    expect(page.locator(MARKED)).to_have_count(0)


def test_edit_has_no_grave_finding_and_is_kept_in_light_dark_and_on_a_phone(
    desk: Desk, page: Page, phone: Page
) -> None:
    """Axe on the view as it is used; nothing is wider than a phone."""
    served = desk()
    _open(page, served)
    _wrong(page)
    expect(page.locator(MARKED)).to_have_count(1)
    page.evaluate("scrollTo(0, 0)")
    axe(page)
    shoot(page, "desk-edit", full=False)
    page.locator("#marks .finding").get_by_role("button", name="Show it").click()
    shoot(page, "desk-edit-at", full=False)
    page.emulate_media(color_scheme="dark")
    axe(page)
    shoot(page, "desk-edit", dark=True, full=False)
    _open(phone, served)
    phone.locator("#dek").fill("Shorts bore $623.3 million of the $748.3 million closed by force.")
    expect(phone.locator(MARKED)).to_have_count(1)
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(phone, "desk-edit-phone")
    phone.locator("#looks summary").click()
    expect(phone.locator("#reads .dek")).to_contain_text("$623.3 million")


def test_without_scripts_the_form_comes_back_with_what_was_found(
    desk: Desk, window: Callable[..., BrowserContext]
) -> None:
    """With box, line and words; then it is saved."""
    served = desk()
    tab = window(java_script_enabled=False).new_page()
    tab.goto(served.url("edit"))
    text = tab.locator("#body_md").input_value()
    tab.locator("#body_md").fill(text.replace("$475 million", "$457 million"))
    tab.get_by_role("button", name="Look it over").click()
    expect(tab.locator("#marks .finding")).to_contain_text("Body, line 9: “$457 million”; the facts say $475 million")
    tab.locator("#body_md").fill(text.replace("Bitcoin positions worth", "Positions in bitcoin worth"))
    tab.get_by_role("button", name="Save").click()
    expect(tab.locator("#said")).to_contain_text("Saved.", timeout=20_000)
    assert "Positions in bitcoin worth" in _words(served).body_md


def test_from_a_key_to_its_marks(desk: Desk, page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    """The quarter of a second that is waited for the next key, and little more."""
    served = desk()
    _open(page, served)
    _wrong(page)
    expect(page.locator(MARKED)).to_have_count(1)
    page.evaluate(
        """() => {
            window.took = [];
            const field = document.getElementById('body_md');
            field.addEventListener('input', () => { window.from = performance.now(); });
            addEventListener('desk:checked', () => window.took.push(performance.now() - window.from));
        }"""
    )
    for number in range(15):
        page.keyboard.type("x")
        page.wait_for_function("n => window.took.length > n", arg=number)
    median = statistics.median(page.evaluate("window.took"))
    with capsys.disabled():
        print(f"\nkey to marks: median {median:.0f} ms")
    assert median < 500


def test_words_and_boxes_are_the_same_text() -> None:
    """From a manuscript to the boxes and back."""
    words = Manuscript("A headline", "A dek.", ("One", "Two"), "Body.\n\n## More\n\nWords.")
    assert editing.words_of(words).manuscript == words
