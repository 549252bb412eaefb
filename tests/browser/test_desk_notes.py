"""The Notes view in a browser: what the day asks, what is put on file, and remarks among editors."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from newsgen import archive
from tests.browser.kit import Watch, axe, shoot
from tests.desk_kit import Served

Desk = Callable[..., Served]


def _moved(served: Served) -> None:
    """A day on which bitcoin fell far, with nothing on file that says why; told so."""
    path = served.folder / "facts.json"
    facts = json.loads(path.read_text("utf-8"))
    fact = next(one for one in facts["facts"] if one["id"] == "btc.change_24h")
    fact["value"], fact["text"] = -6.1, "-6.1%"
    path.write_text(json.dumps(facts), "utf-8")
    served.bench.file(served.day)


def test_a_question_is_answered_with_its_source_and_the_day_told_again(
    desk: Desk, page: Page, phone: Page, watch: Watch
) -> None:
    """What happened stands among the events, the question is gone; what was typed wrong stays in the form."""
    watch.allow("status of 400")
    served = desk()
    _moved(served)
    page.goto(served.url("notes"))
    asked = page.locator(".asked")
    expect(asked).to_contain_text("no event is on file")
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.emulate_media(color_scheme="light")
    shoot(page, "desk-notes-asked")
    shoot(page, "desk-notes-asked", dark=True)
    phone.goto(served.url("notes"))
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    shoot(phone, "desk-notes-phone")
    asked.get_by_label("What happened").fill("the Federal Reserve raised rates")
    asked.get_by_label("Source").fill("Federal Reserve")
    asked.get_by_label("Address").fill("https://www.federalreserve.gov/news")
    asked.get_by_label("Date").fill("2025-07-18")
    asked.get_by_role("button", name="Put it on file").click()
    expect(page.get_by_role("alert")).to_contain_text("later than now")
    expect(asked.get_by_label("What happened")).to_have_value("the Federal Reserve raised rates")
    asked.get_by_label("Date").fill("2025-07-14")
    asked.get_by_label("Time in UTC").fill("09:00")
    asked.get_by_role("button", name="Put it on file").click()
    expect(page.locator("#said")).to_contain_text("The day was told again with it.")
    expect(page.locator("#events")).to_contain_text("the Federal Reserve raised rates")
    expect(page.locator("#events a")).to_have_attribute("href", "https://www.federalreserve.gov/news")
    expect(asked).to_have_count(0)
    (event,) = served.bench.sheet(served.day).edition.facts.events
    assert event.what == "the Federal Reserve raised rates"


def test_a_question_can_be_left_out(desk: Desk, page: Page) -> None:
    """The comment goes from article.md and stays away when the day is written again."""
    served = desk()
    _moved(served)
    article = served.folder / "article.md"
    assert b"For the editor" in article.read_bytes()
    page.goto(served.url("notes"))
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".asked")).to_contain_text("It is left out of the text.")
    assert b"For the editor" not in article.read_bytes()
    served.bench.file(served.day)
    assert b"For the editor" not in article.read_bytes()


def test_a_quote_is_put_on_file_word_for_word(desk: Desk, page: Page) -> None:
    """With speaker, role, source and time."""
    served = desk()
    page.goto(served.url("notes"))
    page.locator("#add-quote summary").click()
    form = page.locator("#add-quote form")
    form.get_by_label("Speaker").fill("Ada Byron")
    form.get_by_label("Role").fill("analyst")
    form.get_by_label("The words, exactly").fill("it “rose”, and that's it")
    form.get_by_label("Source").fill("an interview")
    form.get_by_label("At, in UTC").fill("09:00")
    form.get_by_label("They are").select_option("direct")
    form.get_by_role("button", name="Put it on file").click()
    expect(page.locator("#quotes")).to_contain_text("it “rose”, and that's it")
    expect(page.locator("#quotes")).to_contain_text("Ada Byron, analyst")


def test_notes_are_seen_by_all_and_removed_by_their_own(
    desk: Desk, page: Page, window: Callable[..., BrowserContext]
) -> None:
    """An open page of somebody else shows a new note at once; only who wrote it can remove it."""
    served = desk()
    bob = window().new_page()
    bob.goto(served.url())
    bob.locator(".who summary").click()
    bob.get_by_label("Your name").fill("Bob")
    bob.get_by_role("button", name="Save").click()
    bob.goto(served.url("notes"))
    page.goto(served.url("notes"))
    page.get_by_label("A note for whoever works on this day").fill("Call the exchange.\nBefore noon.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#notes")).to_contain_text("Ann Lee")
    expect(bob.locator("#notes")).to_contain_text("Call the exchange.")
    expect(bob.get_by_role("button", name="Remove")).to_have_count(0)
    shoot(page, "desk-notes")
    axe(page)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#notes")).to_contain_text("None yet.")
    expect(bob.locator("#notes")).to_contain_text("None yet.")
    assert not archive.read_state(served.folder).notes
