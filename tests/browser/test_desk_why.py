"""The Why view in a browser: what became of every angle, and an editor's wishes taken at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import BrowserContext, Page, expect

from newsgen.archive import read_manuscript, with_manuscript
from tests.browser.kit import Watch, axe, shoot
from tests.desk_kit import Served

Desk = Callable[..., Served]
LEAD, OTHER = "ath_new", "milestone_broken"  # of the bundled day


def test_every_angle_has_its_score_its_evidence_and_why_it_is_not_told(desk: Desk, page: Page) -> None:
    """In four groups; an opened one shows its rule with the numbers that decided it."""
    served = desk()
    page.goto(served.url("why"))
    told = len(served.bench.sheet(served.day).edition.verdicts)
    assert page.locator(".angle").count() == told
    expect(page.locator("#group-told .angle").first).to_contain_text("leads")
    assert "excluded by" in page.locator("#group-true").inner_text()
    expect(page.locator("#group-unjudged")).to_contain_text("is missing")
    page.locator("#angle-short_squeeze > summary").click()
    inside = page.locator("#angle-short_squeeze")
    expect(inside.locator(".terms .yes").first).to_contain_text("btc.change_24h 2.9%")
    expect(inside.locator("tbody tr").first.locator("th")).to_have_text("btc.change_24h")
    axe(page)
    shoot(page, "desk-why", full=False)
    page.emulate_media(color_scheme="dark")
    axe(page)
    shoot(page, "desk-why", dark=True, full=False)


def test_an_angle_is_promoted_another_switched_off_and_all_undone(desk: Desk, page: Page) -> None:
    """Each choice says what it changed; together they stand beside what the rules say; the place is kept."""
    served = desk()
    page.goto(served.url("why"))
    page.locator("#angle-short_squeeze > summary").click()
    page.locator(f"#lead-{OTHER}").click()
    expect(page.locator("#said")).to_contain_text("Lead: Record price → Level broken")
    expect(page.locator("#group-told .angle").first).to_contain_text("promoted")
    expect(page.locator(f"#lead-{OTHER}")).to_have_text("Promote no more")
    expect(page.locator("#angle-short_squeeze")).to_have_attribute("open", "")
    changes = page.locator(".changes")
    expect(changes).to_contain_text("Lead Record price Level broken", use_inner_text=True)
    page.locator("#off-whale_order").click()
    expect(page.locator("#wishes .wished li")).to_have_count(2)
    expect(page.locator("#group-true #angle-whale_order")).to_contain_text("switched off at the desk")
    expect(changes).to_contain_text("Angles told")
    shoot(page, "desk-why-wishes", full=False)
    page.locator("#on-whale_order, #off-whale_order").click()
    expect(page.locator("#wishes .wished li")).to_have_count(1)
    page.locator("#undo").click()
    expect(page.locator("#said")).to_contain_text("Lead: Level broken → Record price")
    expect(page.locator("#wishes")).to_contain_text("told as the rules say")
    assert served.bench.sheet(served.day).state.wishes.off == ()


def test_shape_style_and_headline_are_chosen_and_only_what_holds_can_lead(desk: Desk, page: Page) -> None:
    """The shapes are those that the lead allows; what is not true today has nothing to press."""
    served = desk()
    page.goto(served.url("why"))
    page.locator("#shape-level_first_brisk").click()
    expect(page.locator("#said")).to_contain_text("Shape: Level first → Level first, without headings")
    page.locator("#style-lively").click()
    expect(page.locator("#said")).to_contain_text("Style: wire → lively", timeout=20_000)
    page.keyboard.press("2")
    expect(page.locator("#said")).to_contain_text("another headline", ignore_case=True)
    expect(page.locator("#wishes .wished li")).to_have_count(3)
    assert page.locator("#group-refused .angle button").count() == 0
    assert page.locator("#group-unjudged .angle button").count() == 0
    state = served.bench.sheet(served.day).state
    assert (state.wishes.skeleton, state.style) == ("level_first_brisk", "lively")


def test_a_wish_that_cannot_be_met_says_why(desk: Desk, page: Page) -> None:
    """The lead that is switched off afterwards leads no more, and the wish says so."""
    served = desk()
    page.goto(served.url("why"))
    page.locator(f"#lead-{OTHER}").click()
    expect(page.locator(f"#lead-{OTHER}")).to_have_text("Promote no more")
    page.locator(f"#off-{OTHER}").click()
    expect(page.locator("#said")).to_contain_text("does not lead as wished: it is switched off")
    expect(page.locator("#wishes .finding")).to_contain_text("Not met")


def test_an_editors_words_survive_another_lead(desk: Desk, page: Page) -> None:
    """A sentence of their own stands in the text that is planned anew."""
    served = desk()
    path, mine = served.folder / "article.md", "Nobody on the desk was surprised."
    words = read_manuscript(path.read_bytes())
    path.write_bytes(with_manuscript(path.read_bytes(), replace(words, body_md=f"{words.body_md}\n\n{mine}")))
    page.goto(served.url("why"))
    page.locator(f"#lead-{OTHER}").click()
    expect(page.locator("#said")).to_contain_text("Lead")
    page.goto(served.url("article"))
    expect(page.frame_locator("#page").locator(".body")).to_contain_text(mine)


def test_the_filter_answers_as_one_types_and_without_scripts(
    desk: Desk, page: Page, window: Callable[..., BrowserContext]
) -> None:
    """A word of a name, of a fact, or of a reason; keys alone."""
    served = desk()
    page.goto(served.url("why"))
    page.keyboard.press("/")
    page.keyboard.type("squeeze")
    expect(page.locator("#group-true .angle")).to_have_count(1)
    expect(page.locator("#group-true h2")).to_contain_text("1 of")
    assert "q=squeeze" in page.url
    page.locator("#q").fill("")
    expect(page.locator("#group-told .angle")).to_have_count(6)
    plain = window(java_script_enabled=False).new_page()
    plain.goto(served.url("why"))
    plain.locator("#q").fill("squeeze")
    plain.get_by_role("button", name="Filter").click()
    expect(plain.locator("#group-true .angle")).to_have_count(1)
    plain.goto(served.url("why"))
    plain.locator(f"#off-{LEAD}").click()
    expect(plain.locator("#said")).to_contain_text("Lead: Record price →")


def test_it_is_used_with_keys_alone_and_on_a_phone(desk: Desk, page: Page, phone: Page) -> None:
    """j to an angle, Enter opens it, Tab to its buttons; nothing is wider than the screen."""
    served = desk()
    page.goto(served.url("why"))
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#group-told .angle").nth(1).locator("details")).to_have_attribute("open", "")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next angle")
    page.keyboard.press("Escape")
    page.locator(f"#lead-{OTHER}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Level broken")
    phone.goto(served.url("why"))
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("#angle-short_squeeze > summary").tap()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe(phone)
    shoot(phone, "desk-why-phone", full=False)


def test_two_editors_never_undo_each_other_unseen(
    desk: Desk, window: Callable[..., BrowserContext], watch: Watch
) -> None:
    """A choice made on an older revision changes nothing and says so."""
    watch.allow("status of 409")
    served = desk()
    plain = window(java_script_enabled=False)
    one, other = plain.new_page(), plain.new_page()
    for tab in (one, other):
        tab.goto(served.url("why"))
    one.locator(f"#off-{LEAD}").click()
    expect(one.locator("#said")).to_contain_text("Lead")
    other.locator("#off-whale_order").click()
    expect(other.locator("main")).to_contain_text("somebody else changed the day")
    assert served.bench.sheet(served.day).state.wishes.off == (LEAD,)
