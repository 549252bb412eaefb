"""The Article view in a browser: the page as readers see it, its proofs, its findings and its headlines."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from newsgen.archive import pretty, read_manuscript, with_manuscript
from newsgen.model import Finding, Manuscript, Severity
from tests.browser.kit import axe, shoot
from tests.desk_kit import Served

Desk = Callable[..., Served]
MARKED = """() => { const view = document.querySelector('#page').contentWindow;
  const [range] = view.CSS.highlights.get('found') ?? []; return range ? String(range) : '' }"""


def frame(page: Page) -> FrameLocator:
    """The page in its frame."""
    return page.frame_locator("#page")


def rewrite(served: Served, change: Callable[[Manuscript], Manuscript]) -> None:
    """Another text in article.md, as an editor's own program saves it."""
    path = served.folder / "article.md"
    path.write_bytes(with_manuscript(path.read_bytes(), change(read_manuscript(path.read_bytes()))))


def wrong(words: Manuscript) -> Manuscript:
    """A figure that no fact supports, in the opening line and twice in the text."""
    body = words.body_md.replace("$623.2 million", "$999.9 million").replace("$493.6 million", "$999.9 million")
    return replace(words, dek=words.dek.replace("$748.3 million", "$999.9 million"), body_md=body)


def test_a_figure_that_is_pointed_at_or_reached_shows_its_proof_beside_the_page(desk: Desk, page: Page) -> None:
    """Value, working, window, source, time and rounding; with the mouse, and with Tab."""
    page.goto(desk().url("article"))
    figure = frame(page).locator(".dek a.fig", has_text="83%")
    figure.hover()
    card = page.locator("#proof-card")
    expect(card.locator(".figure")).to_have_text("83%")
    for part in ("Exact value", "83.28", "Worked out", "Window", "Known at", "Source", "to the nearest 1%"):
        expect(card).to_contain_text(part)
    frame(page).locator("h1 a.fig").first.focus()
    expect(card.locator(".figure")).to_have_text("11 July")
    page.keyboard.press("Tab")
    expect(card.locator(".figure")).to_have_text("$123,218")
    card.get_by_role("link", name="the headline").click()
    expect(frame(page).locator("h1")).to_be_in_viewport()
    axe(page)


def test_the_page_in_the_frame_is_what_readers_get(desk: Desk, page: Page) -> None:
    """No finding, bench or slot of the desk stands on it, no script runs in it, and it opens alone as well."""
    served = desk()
    rewrite(served, wrong)
    answer = page.goto(served.url("page"))
    assert answer is not None
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    expect(page.locator(".desk")).to_have_count(0)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".chart svg").first).to_be_visible()


def test_findings_lead_to_their_places_by_keys(desk: Desk, page: Page) -> None:
    """j and k go through them, the figure is marked where it stands, and the right one is named."""
    served = desk()
    rewrite(served, wrong)
    page.goto(served.url("article"))
    frame(page).locator("h1").wait_for()
    findings = page.locator("#found .finding")
    assert findings.count() >= 3
    page.keyboard.press("j")
    expect(findings.first).to_be_focused()
    seen = {page.evaluate(MARKED)}
    for _ in range(findings.count() - 1):
        page.keyboard.press("j")
        seen.add(page.evaluate(MARKED))
    assert any("$999.9 million" in one for one in seen), seen
    body = page.locator("#found .finding[data-field=body_md][data-nth='1']")
    body.click()
    place = page.evaluate(
        """() => { const view = document.querySelector('#page').contentWindow;
        const [range] = view.CSS.highlights.get('found'); const box = range.getBoundingClientRect();
        return [range.startContainer.parentElement.closest('p').textContent, box.top, view.innerHeight] }"""
    )
    assert place[0].startswith("Bitcoin positions worth $999.9 million")
    assert 0 < place[1] < place[2]
    expect(page.locator("#found")).to_contain_text("Right would be")
    axe(page)
    shoot(page, "desk-article-finding")
    page.keyboard.press("k")
    expect(body).not_to_be_focused()


def test_a_finding_of_a_picture_a_field_or_a_fact_leads_there_too(desk: Desk, page: Page) -> None:
    """The picture, the line, or the first figure of the fact is marked."""
    served = desk()
    path = served.folder / "facts.json"
    facts = json.loads(path.read_text("utf-8"))
    found = [
        Finding("X1", Severity.WARN, "The picture is odd.", "charts.0.caption"),
        Finding("X2", Severity.WARN, "The line is odd.", "dek"),
        Finding("X3", Severity.WARN, "The source is odd.", "sources", ("liq.traders_most", "liq.side_share")),
    ]
    facts["findings"] = [json.loads(pretty(finding)) for finding in found]
    path.write_text(json.dumps(facts), "utf-8")
    page.goto(served.url("article"))
    frame(page).locator("h1").wait_for()
    marked = []
    for _ in found:
        page.keyboard.press("j")
        marked.append(" ".join(str(page.evaluate(MARKED)).split()))
    assert marked[0].startswith("Bitcoin rises above")
    assert marked[1].startswith("Bets on falling prices made up 83%")
    assert marked[2] == "83%"


def test_a_headline_is_chosen_by_its_number_and_taken_back(desk: Desk, page: Page) -> None:
    """Also while the focus stands in the page; the page says it at once, and the numbers stay where they were."""
    served = desk()
    page.goto(served.url("article"))
    first, third = (page.locator(f"#headline-{n} .text").inner_text() for n in (1, 3))
    expect(frame(page).locator("h1")).to_have_text(first)
    frame(page).locator("h1 a.fig").first.focus()
    page.keyboard.press("3")
    expect(frame(page).locator("h1")).to_have_text(third)
    expect(page.locator("#headlines [aria-pressed=true] .text")).to_have_text(third)
    for number in (2, 1, 5):
        wanted = page.locator(f"#headline-{number} .text").inner_text()
        page.keyboard.press(str(number))
        expect(frame(page).locator("h1")).to_have_text(wanted)
        expect(page.locator(f"#headline-{number}")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="The best one again").click()
    expect(frame(page).locator("h1")).to_have_text(first)
    assert served.bench.sheet(served.day).state.wishes.headline == ""


def test_keys_lead_on_to_the_decisions_and_the_other_views(desk: Desk, page: Page) -> None:
    """a and h stand before their buttons on Today; w and p go between the views; ? lists all of them."""
    served = desk()
    page.goto(served.url("article"))
    page.keyboard.press("?")
    for said in ("Next finding", "Headline 1 of the bench", "To “Approve” on Today", "Why this story"):
        expect(page.get_by_role("dialog")).to_contain_text(said)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.wait_for_url(served.url("why"))  # and until its scripts ran
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Approve")).to_be_focused()
    page.keyboard.press("p")
    page.wait_for_url(served.url("article"))
    page.keyboard.press("h")
    expect(page.locator("#next input[name=reason]").first).to_be_focused()


def test_four_ways_to_see_it(desk: Desk, page: Page) -> None:
    """A phone is 390 pixels wide; a search result is cut by width; a card has its picture and each post its length."""
    page.goto(desk().url("article"))
    page.get_by_role("link", name="Phone").click()
    assert frame(page).locator("html").evaluate("node => node.clientWidth") == 390
    page.get_by_role("link", name="Search result").click()
    expect(page.locator("#result-width")).to_contain_text("of 580 pixels")
    assert page.locator(".serp .title").evaluate("node => node.clientWidth") <= 580
    shoot(page, "desk-article-search")
    axe(page)
    page.get_by_role("link", name="Social card").click()
    expect(page.locator(".posts li")).to_have_count(7)
    expect(page.locator(".posts li").first).to_contain_text("of 280")
    for picture in page.locator(".cards img").all():
        expect(picture).to_have_js_property("naturalWidth", 1200)
    axe(page)
    shoot(page, "desk-article-social")
    shoot(page, "desk-article-social", dark=True)
    assert "as=social" in page.url


def test_it_has_no_grave_finding_in_light_and_dark_and_on_a_phone(desk: Desk, page: Page, phone: Page) -> None:
    """On a phone the proofs follow the page; nothing is wider than the screen."""
    served = desk()
    page.goto(served.url("article"))
    frame(page).locator(".dek a.fig").first.hover()
    axe(page)
    shoot(page, "desk-article", full=False)
    page.emulate_media(color_scheme="dark")
    axe(page)
    shoot(page, "desk-article", dark=True, full=False)
    phone.goto(served.url("article"))
    frame(phone).locator(".points a.fig").first.tap()
    expect(phone.locator("#proof-card .figure")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe(phone)
    shoot(phone, "desk-article-phone")


def test_it_can_be_used_without_scripts(desk: Desk, window: Callable[..., BrowserContext]) -> None:
    """The looks are links, the headlines are buttons of a form, the findings can be read."""
    served = desk()
    page = window(java_script_enabled=False).new_page()
    page.goto(served.url("article"))
    second = page.locator("#headline-2 .text").inner_text()
    page.locator("#headline-2").click()
    expect(page.locator("#headlines [aria-pressed=true] .text")).to_have_text(second)
    expect(frame(page).locator("h1")).to_have_text(second)
    page.get_by_role("link", name="Social card").click()
    expect(page.locator(".posts li").first).to_be_visible()


def test_hostile_words_stay_words(desk: Desk, page: Page) -> None:
    """A headline and a quote that carry scripts are read as they are, in the frame and beside it."""
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"
    served = desk()
    quote = f"\n\n> {evil} [a](javascript:alert(3))"
    rewrite(served, lambda words: replace(words, headline=evil, body_md=words.body_md + quote))
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    page.goto(served.url("article"))
    expect(frame(page).locator("h1")).to_contain_text("<script>alert(2)</script>{{ 7*7 }}")
    assert frame(page).locator("body img, body script").count() == 0
    for look in ("Search result", "Social card", "Desktop"):
        page.get_by_role("link", name=look).click()
    page.keyboard.press("j")
    expect(page.locator("#headlines")).to_contain_text("an editor’s own")
