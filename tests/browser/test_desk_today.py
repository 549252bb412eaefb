"""The Today view in a browser: with a mouse, with keys alone, on a phone, in the dark, without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import BrowserContext, Page, Route, expect

from newsgen import archive
from newsgen.desk.logins import hashed
from newsgen.model import Finding, Severity
from tests.browser.kit import Watch, axe, shoot
from tests.desk_kit import Served

Desk = Callable[..., Served]
FOUND = (
    Finding("S2", Severity.HOLD, "Two sources differ by 3% on bitcoin's price.", "sources", ("btc.price",), "Look."),
    Finding("R1", Severity.WARN, "The opening is like that of 11 July.", "body_md", (), "Choose another headline."),
)


def _found(served: Served) -> None:
    """Findings on the day, as the input's guards leave them in facts.json."""
    path = served.folder / "facts.json"
    facts = json.loads(path.read_text("utf-8"))
    facts["findings"] = [json.loads(archive.pretty(finding)) for finding in FOUND]
    path.write_text(json.dumps(facts), "utf-8")


def test_today_has_no_grave_finding_and_is_kept_in_light_dark_and_on_a_phone(
    desk: Desk, page: Page, phone: Page
) -> None:
    """Axe on the view as it is used; nothing is wider than a phone."""
    served = desk()
    _found(served)
    page.goto(served.url())
    expect(page.locator(".finding")).to_have_count(2)
    axe(page)
    shoot(page, "desk-today")
    shoot(page, "desk-today", dark=True)
    phone.goto(served.url())
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(phone, "desk-today-phone")


def test_a_day_goes_out_by_keys_alone(desk: Desk, page: Page) -> None:
    """j to the hold, its reason, a to the button, Enter; ? lists the keys."""
    served = desk()
    _found(served)
    page.goto(served.url())
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next finding")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".finding.hold")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("j and k are read as letters here")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("let pass")
    expect(page.locator(".finding.passed")).to_contain_text("j and k are read as letters here")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.locator("#next")).to_contain_text("It may go out.")
    assert page.url == served.url()


def test_the_key_after_a_decision_never_takes_another(desk: Desk, page: Page) -> None:
    """Held by keys, back in review by keys, and what was typed in between stands in no other box."""
    served = desk()
    page.goto(served.url())
    page.keyboard.press("h")
    page.keyboard.type("The exchange confirms at noon.")
    page.keyboard.press("Enter")
    expect(page.locator(".status")).to_contain_text("Held: The exchange confirms at noon.")
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Back to review")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".status")).to_contain_text("In review")


def test_the_page_follows_what_changes_and_keeps_its_place(desk: Desk, page: Page) -> None:
    """A template that is saved, or another editor's decision, without a reload; `benchmarks live` tells how soon."""
    served = desk(templates=True)
    page.set_viewport_size({"width": 800, "height": 400})
    page.goto(served.url())
    page.evaluate("document.body.dataset.same = 'yes'; scrollTo(0, 120)")
    rule = served.settings.templates[0] / "house.toml"
    good = rule.read_text("utf-8")
    rule.write_text("broken = [", "utf-8")
    expect(page.get_by_role("alert")).to_contain_text("house.toml", timeout=20_000)
    rule.write_text(good, "utf-8")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=20_000)
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert page.evaluate("scrollY") > 0


def test_two_tabs_never_overwrite_each_other(desk: Desk, page: Page, window: Callable[..., BrowserContext]) -> None:
    """What one decides the other sees at once; what was decided on an older page is refused in a sentence."""
    served = desk()
    other = window().new_page()
    for tab in (page, other):
        tab.goto(served.url())
    page.get_by_role("button", name="Send to review").click()
    expect(other.locator(".status")).to_contain_text("In review")


def test_without_scripts_every_form_works(desk: Desk, window: Callable[..., BrowserContext], watch: Watch) -> None:
    """The page comes again and says what was done."""
    served = desk()
    tab = window(java_script_enabled=False).new_page()
    tab.goto(served.url())
    tab.get_by_role("button", name="Approve this text").click()
    expect(tab.locator("#said")).to_contain_text("The day is now approved.")
    assert not watch.complaints


def test_the_first_view_is_light(desk: Desk, page: Page) -> None:
    """Under 200 kB in all: page, style and scripts."""
    served = desk()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    page.goto(served.url())
    expect(page.locator("#next")).to_be_visible()
    assert 0 < sum(sizes) < 200_000


def test_what_somebody_types_stays_when_the_page_follows_a_change(desk: Desk, page: Page) -> None:
    """A reason half written, with the cursor in it, while somebody saves a template and another decides."""
    served = desk(templates=True)
    page.goto(served.url())
    reason = page.get_by_label("Reason")
    reason.fill("waits for")
    (served.settings.templates[0] / "house.toml").write_text("broken = [", "utf-8")
    expect(page.get_by_role("alert")).to_be_visible()
    archive.change_state(served.folder, 0, lambda state: state, b"{}\n")
    expect(page.locator("input[name=revision]").first).to_have_value("1")
    expect(reason).to_be_focused()
    page.keyboard.type(" a call")
    expect(reason).to_have_value("waits for a call")


def test_what_changes_before_the_page_listens_is_seen(
    desk: Desk, page: Page, window: Callable[..., BrowserContext]
) -> None:
    """Between the page and its line to the desk, while another tab is told of it already."""
    served = desk()
    other = window().new_page()
    other.goto(served.url())

    def hold(route: Route) -> None:
        archive.change_state(served.folder, None, lambda state: replace(state, reason="Decided meanwhile."), b"{}\n")
        expect(other.locator("input[name=revision]").first).to_have_value("1")
        route.continue_()

    page.route("**/live?*", hold, times=1)
    page.goto(served.url())
    expect(page.locator("#head")).to_contain_text("Decided meanwhile.")


def test_the_other_pages_of_the_desk_have_no_grave_finding(desk: Desk, page: Page, watch: Watch) -> None:
    """Help, a sentence of trouble, and the login where others can reach the desk."""
    watch.allow("status of 40")
    served = desk()
    for path in (served.url("help"), f"{served.address}/days/2020-01-01"):
        page.goto(path)
        axe(page)
    shut = desk(host="0.0.0.0", editors=(f"Ann:{hashed('opensesame')}",))
    watch.origins.add(shut.address)
    page.goto(shut.url())
    axe(page)
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Password").fill("opensesame")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def test_a_form_that_is_refused_says_why(desk: Desk, page: Page, watch: Watch) -> None:
    """An older page, and one whose session ended: a sentence, and what was typed is still there."""
    watch.allow("status of 40")
    served = desk()
    page.goto(served.url())
    page.get_by_label("Reason").fill("waits for a call")
    page.context.clear_cookies()
    page.get_by_role("button", name="Hold it").click()
    expect(page.locator("#said")).to_contain_text("out of date")
    expect(page.get_by_label("Reason")).to_have_value("waits for a call")
