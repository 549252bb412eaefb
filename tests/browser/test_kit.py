"""The kit itself: a browser that complains fails its test, and one that does not leaves no trace behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from tests.browser.kit import Watch, axe, shoot
from tests.services.checker import html_errors

GOOD = b"<!doctype html><html lang=en><meta charset=utf-8><title>A</title><main><h1>A</h1><p>B</p></main></html>"
Site = Callable[[dict[str, bytes]], str]


def _complaints(watch: Watch) -> str:
    with pytest.raises(AssertionError) as caught:
        watch.settle()
    watch.complaints.clear()
    return str(caught.value)


def test_a_clean_page_passes_and_is_kept_as_a_picture(page: Page, phone: Page, site: Site) -> None:
    """No complaint, no finding of axe, pictures in light and dark."""
    address = site({"/": GOOD})
    for tab, name in ((page, "kit"), (phone, "kit-phone")):
        tab.goto(address)
        axe(tab)
        assert shoot(tab, name).stat().st_size > 1000
        assert shoot(tab, name, dark=True).name == f"{name}-dark.png"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<script>throw new Error('broken')</script>", "script: "),
        ("<script>console.error('told off')</script>", "told off"),
        ("<script>fetch('/missing')</script>", "status of 404"),
        ("<img alt='' src='http://abroad.example/a.png'>", "request: http://abroad.example/a.png"),
        ("<img alt='' src='http://192.0.2.7/a.png'>", "request: http://192.0.2.7/a.png"),
        ("<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><script>1</script>", "Security"),
    ],
)
def test_what_the_browser_complains_of_fails_the_test(page: Page, watch: Watch, site: Site, body: str, said: str):
    """Scripts that fail, errors of the console, answers that fail, requests abroad and refused policies."""
    page.goto(site({"/": GOOD.replace(b"<p>B</p>", body.encode()), "/missing": b""}))
    page.wait_for_timeout(100)
    assert said in _complaints(watch)


def test_axe_names_what_it_found_and_where(page: Page, site: Site) -> None:
    """A picture without words for it is critical."""
    page.goto(site({"/": GOOD.replace(b"<p>B</p>", b"<img src='data:,'>")}))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_the_checker_names_the_page_and_the_line_and_knows_newer_html() -> None:
    """One start of Java for all pages; `<details name>` is no error, an unknown element is."""
    newer = GOOD.replace(b"<p>B</p>", b"<details name=a><summary>B</summary>C</details>")
    assert html_errors(GOOD, newer) == []
    (said,) = html_errors(GOOD, GOOD.replace(b"<p>B</p>", b"<p>B</b></p>"))
    assert said.startswith("page 2, line 1: ")


def test_a_thread_beside_the_browser_may_run_its_own_loop(page: Page) -> None:
    """Playwright's loop belongs to the main thread: a server under test has its own."""
    got: list[int] = []
    thread = threading.Thread(target=lambda: got.append(asyncio.run(asyncio.sleep(0, 7))))
    thread.start()
    thread.join()
    assert got == [7]
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://abroad.example/")
