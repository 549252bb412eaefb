"""The Past view in a browser: a day told again, a span followed and stopped, with keys, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.kit import Watch, axe, shoot
from tests.desk_kit import NOW, Served, age_templates

Desk = Callable[..., Served]
SINCE, UNTIL, DAY = "2024-03-01", "2024-03-10", "2024-03-06"
YESTERDAY = str((NOW - timedelta(days=1)).date())


@pytest.fixture
def served(desk: Desk, shared: Path) -> Served:
    """A desk of the real history, where a headline and the place of a story were changed since yesterday."""
    served = desk(templates=True, tables=(shared / "market" / "history",))
    age_templates(served)
    angles = served.settings.templates[0] / "angles"
    for name, old, new in (
        ("two_sided/en.md", "moves both ways", "swings both ways"),
        ("single_coin_event/rule.toml", "score =", "score = 20 #"),
        ("fear_greed_extreme/en.md", "index was at", "index stood at"),
    ):
        path = angles / name
        text = path.read_text("utf-8")
        path.write_text(text.replace(old, new), "utf-8")
    return served


def _compare(page: Page, since: str = SINCE, until: str = UNTIL) -> None:
    page.locator("#since").fill(since)
    page.locator("#until").fill(until)
    page.get_by_role("button", name="Compare").click()


def test_a_day_is_told_held_against_yesterdays_templates_and_filed(served: Served, page: Page, watch: Watch) -> None:
    """Found from the bar; a day outside the data is one sentence; what is filed is open on the desk."""
    watch.allow("status of 400")
    page.goto(served.url())
    page.get_by_role("navigation").get_by_role("link", name="Past").click()
    expect(page.locator("#reach")).to_contain_text("17 September 2014")
    page.locator("#day").fill(DAY)
    page.get_by_role("button", name="Tell it").click()
    expect(page.locator("#telling-title")).to_contain_text("swings both ways")
    expect(page.locator("#text p").first).to_be_visible()
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.emulate_media(color_scheme="light")
    shoot(page, "desk-past-day")
    page.get_by_label("Hold it against").select_option(YESTERDAY)
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#differences")).to_contain_text("sentences differ")
    expect(page.locator("#differences ins").first).to_have_text("swings")
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.emulate_media(color_scheme="light")
    shoot(page, "desk-past-differences", dark=True)
    page.get_by_role("button", name="File it").click()
    expect(page.locator("#said")).to_contain_text(f"{DAY} is filed.")
    assert f"/days/{DAY}?" in f"{page.url}?"
    page.goto(served.url(f"past?day={DAY}"))
    expect(page.locator("#telling")).to_contain_text("This is the filed text.")
    page.goto(served.url("past?day=1999-12-31"))
    expect(page.get_by_role("alert")).to_contain_text("outside the data")
    shoot(page, "desk-past-outside", full=False)


def test_a_span_is_followed_and_each_changed_day_leads_to_its_differences(served: Served, page: Page) -> None:
    """Progress without a reload; what is typed meanwhile stays; j goes to the first day that changed."""
    page.goto(served.url("past"))
    expect(page.locator("#against")).to_have_value(YESTERDAY)
    _compare(page)
    expect(page.locator("#said")).to_contain_text("10 days are being told")
    expect(page.locator("#span")).to_contain_text("of 10 days")
    page.locator("#day").fill("2024-01-02")
    page.goto(served.url())
    page.goto(served.url("past"))
    expect(page.locator("#span")).to_contain_text("10 of 10 days", timeout=60_000)
    expect(page.locator(".rows tbody tr")).to_have_count(10)
    expect(page.locator(".totals")).to_contain_text("Days changed")
    expect(page.locator(f"#row-{DAY}")).to_contain_text("swings both ways")
    axe(page)
    shoot(page, "desk-past-span")
    page.emulate_media(color_scheme="dark")
    axe(page)
    shoot(page, "desk-past-span", dark=True)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#differences")).to_contain_text("sentences differ")
    assert f"against={YESTERDAY}" in page.url


def test_a_span_is_stopped_with_a_key_and_starts_with_keys_alone(served: Served, page: Page) -> None:
    """x stops it; the days that were told stay; the list of keys says so."""
    page.goto(served.url("past"))
    page.locator("#since").fill("2024-01-01")
    page.locator("#until").fill("2024-02-28")
    page.locator("#against").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".rows tbody tr").first).to_be_visible(timeout=60_000)
    shoot(page, "desk-past-running", full=False)
    page.locator("body").press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Stop the span")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.locator("#span")).to_contain_text("then stopped")
    expect(page.locator("#stop")).to_have_count(0)


def test_it_works_without_scripts_and_on_a_phone(
    served: Served, phone: Page, window: Callable[..., BrowserContext]
) -> None:
    """The page comes again by itself while a span is told; nothing is wider than the screen."""
    plain = window(java_script_enabled=False).new_page()
    plain.goto(served.url("past"))
    _compare(plain, until="2024-03-05")
    expect(plain.locator("#span")).to_contain_text("5 of 5 days", timeout=60_000)
    phone.goto(served.url(f"past?day={DAY}&against={YESTERDAY}"))
    expect(phone.locator(".rows tbody tr")).to_have_count(5)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    expect(phone.locator("nav a[aria-current]")).to_be_in_viewport(ratio=0.9)
    axe(phone)
    shoot(phone, "desk-past-phone")
    phone.emulate_media(color_scheme="dark")
    axe(phone)
