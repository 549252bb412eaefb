"""The Differences view in a browser: two texts by sentences, figures apart from words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Page, expect

from newsgen.desk import editing
from tests.browser.kit import axe, shoot
from tests.desk_kit import DAY, Served

Desk = Callable[..., Served]


def _edited(served: Served) -> None:
    """One sentence with another figure, one in other words, one more and one less."""
    sheet = served.bench.sheet(DAY)
    body = sheet.manuscript.body_md
    body = body.replace("$475 million of them shorts", "$457 million of them shorts")
    body = body.replace("In seven days bitcoin rose 12%; it is up 30% since the start of the year.\n\n", "")
    body = body.replace("Bitcoin was up 2.9% in 24 hours.", "In 24 hours bitcoin was up 2.9%.")
    body += "\n\nAn editor adds a sentence of words alone."
    editing.save(served.bench, DAY, replace(sheet.manuscript, body_md=body), sheet.sha256, by="Ann Lee")


def test_what_an_editor_changed_stands_by_sentences_with_figures_apart(desk: Desk, page: Page, phone: Page) -> None:
    """Counts above, signs and words beside the colours, the rest folded; keys go through it."""
    served = desk()
    _edited(served)
    page.goto(served.url("differences"))
    expect(page.locator(".tally")).to_contain_text("1 figure changed in place")
    expect(page.locator(".figures").first).to_contain_text("$475 million → $457 million")
    expect(page.locator("del.figure")).to_contain_text(["$475 million"])
    expect(page.locator(".pair.added")).to_contain_text("Added")
    expect(page.locator(".pair.removed")).to_contain_text("Removed")
    expect(page.locator("details.same").first).not_to_have_attribute("open", "")
    axe(page)
    shoot(page, "desk-differences")
    page.emulate_media(color_scheme="dark")
    axe(page)
    shoot(page, "desk-differences", dark=True)
    page.keyboard.press("j")
    expect(page.locator(".finding-row").first).to_be_focused()
    phone.goto(served.url("differences"))
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(phone, "desk-differences-phone")


def test_what_was_approved_is_compared_with_what_stands_now(desk: Desk, page: Page) -> None:
    """By the very text that the approval names."""
    served = desk()
    page.goto(f"{served.url('differences')}?what=approved")
    expect(page.locator("#differences")).to_contain_text("No text of this day was approved yet.")
    page.goto(served.url())
    page.get_by_role("button", name="Approve this text").click()
    expect(page.locator("#next")).to_contain_text("It may go out.")
    _edited(served)
    page.goto(f"{served.url('differences')}?what=approved")
    expect(page.locator(".figures").first).to_contain_text("$475 million → $457 million")


def test_the_day_before_and_any_two_versions(desk: Desk, page: Page) -> None:
    """Each text that was saved can be had again, with who saved it."""
    served = desk()
    _edited(served)
    shutil.copytree(served.folder, served.folder.with_name("2025-07-13"))
    page.goto(f"{served.url('differences')}?what=yesterday")
    expect(page.locator("#differences")).to_contain_text("the same, word for word")
    page.goto(f"{served.url('differences')}?what=versions")
    expect(page.locator("select[name=from] option")).to_have_count(2)
    expect(page.locator("select[name=to]")).to_contain_text("as it stands")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".figures").first).to_contain_text("million")
