"""The Publish view in a browser: sent by keys, corrected, without scripts, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from newsgen import archive
from newsgen.model import Status
from tests import correct_kit as kit
from tests.browser.kit import axe, shoot
from tests.desk_kit import Served, running
from tests.fake_cms import Cms
from tests.shelf import put_up, tables

SLOW = 60_000  # milliseconds: a correction measures the day twice


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> dict[str, Cms]:
    """Two sites in memory."""
    return put_up(monkeypatch, kit.TOLD + timedelta(hours=1), "site", "blog")


@pytest.fixture
def served(tmp_path: Path, sites: dict[str, Cms]) -> Iterator[Served]:
    """The desk of a day that is approved and went nowhere yet."""
    job = {"cron": "0 7 * * 1-5", "zone": "Europe/Berlin", "series": "daily", "to": ["site"], "status": "live"}
    settings = kit.told(tmp_path, destinations=tables("site", "blog"), schedule={"morning": job})
    with running(settings, clock=sites["site"].time) as served:
        yield served


def _look(page: Page, name: str) -> None:
    """Axe in light and dark, and both kept."""
    axe(page)
    shoot(page, name)
    page.emulate_media(color_scheme="dark")
    axe(page)
    page.emulate_media(color_scheme="light")
    shoot(page, name, dark=True)


def test_a_day_is_published_by_keys_and_corrected_when_a_source_restates(
    served: Served, page: Page, phone: Page, sites: dict[str, Cms]
) -> None:
    """3 for live, s to the button, Enter; what is on its way is followed; c to the correction with its note."""
    page.goto(served.url("out"))
    expect(page.locator("#went")).to_contain_text("nothing yet")
    expect(page.locator("#plan")).to_contain_text("Tuesday 07:00")
    _look(page, "desk-publish")
    with sites["site"].lock:
        page.keyboard.press("3")
        page.keyboard.press("s")
        expect(page.locator("#send-it")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#way progress")).to_be_visible()
        expect(page.locator("#send-it")).to_be_disabled()
        axe(page)
        shoot(page, "desk-publish-on-its-way")
    expect(page.locator("#place-site")).to_contain_text("live", timeout=SLOW)
    expect(page.locator("#place-blog a[rel~=external]")).to_be_visible(timeout=SLOW)
    expect(page.locator("#readers")).to_contain_text("Every figure still stands", timeout=SLOW)
    sites["site"].time.now = kit.NOW
    kit.shorts_of_bitcoin(served.settings)
    page.goto(served.url())
    expect(page.locator("#restated")).to_contain_text("2 figures were restated since.", timeout=SLOW)
    page.locator("#restated a").click()
    expect(page.locator("#note")).to_contain_text("as restated by CoinGlass", timeout=SLOW)
    _look(page, "desk-publish-restated")
    phone.goto(served.url("out"))
    expect(phone.locator("#note")).to_be_visible(timeout=SLOW)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe(phone)
    shoot(phone, "desk-publish-phone")
    page.keyboard.press("c")
    page.keyboard.type("CoinGlass restated it.")
    page.keyboard.press("Enter")
    expect(page.locator("#way")).to_contain_text("Correcting", timeout=SLOW)
    expect(page.locator("#place-blog")).to_contain_text("version 2", timeout=SLOW)
    assert archive.read_state(served.folder).status is Status.CORRECTED
    assert sites["blog"].made == 1
    shoot(page, "desk-publish-corrected")


def test_it_works_without_scripts_and_a_page_loaded_again_sends_nothing_twice(
    served: Served, window: Callable[..., BrowserContext], sites: dict[str, Cms]
) -> None:
    """The page comes again by itself until everything arrived."""
    tab = window(java_script_enabled=False).new_page()
    tab.goto(served.url("out"))
    tab.get_by_label("blog").uncheck()
    tab.get_by_label("scheduled").check()
    tab.get_by_label("Goes live at").fill("2025-07-15T09:00")
    tab.get_by_label("Zone").select_option("Europe/Berlin")
    tab.get_by_role("button", name="Send it").click()
    expect(tab.locator("#place-site")).to_contain_text("goes live 07:00 UTC", timeout=SLOW)
    tab.reload()
    expect(tab.locator("#place-site")).to_contain_text("goes live 07:00 UTC")
    assert sites["site"].made == 1
    assert not sites["blog"].posts
