"""A browser, its windows, and a watch that fails a test for whatever the browser complains of."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.kit import DESKTOP, PHONE, Watch, served
from tests.desk_kit import desk, desk_settings, told_sample
from tests.services import chromium

__all__ = ["browser", "desk", "desk_settings", "page", "phone", "site", "told_sample", "watch", "window"]


# Not for the whole session: while Playwright's own loop runs, no other test of this thread could use asyncio.run.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; where there is none to be had, CI fails and others skip."""
    try:
        program = chromium.program()
    except chromium.NoChromiumError as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the browser complains of fails the test, unless the test allows it: `watch.allow("status of 409")`."""
    watch = Watch()
    yield watch
    watch.settle()


@pytest.fixture
def window(browser: Browser, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a watched browser context with Playwright's options, as `window(java_script_enabled=False)`."""
    with ExitStack() as stack:

        def opened(**options: object) -> BrowserContext:
            context = watch.over(browser.new_context(**{**DESKTOP, **options}))  # type: ignore[arg-type]
            context.set_default_timeout(20_000)
            stack.callback(context.close)
            return context

        yield opened


@pytest.fixture
def page(window: Callable[..., BrowserContext]) -> Page:
    """A tab on a desk's screen, 1280 by 900."""
    return window().new_page()


@pytest.fixture
def phone(window: Callable[..., BrowserContext]) -> Page:
    """A tab on a phone, 390 by 844, touched instead of clicked."""
    return window(**PHONE).new_page()


@pytest.fixture
def site() -> Iterator[Callable[[Mapping[str, bytes]], str]]:
    """Serves pages by path on loopback: `site({"/": html})` gives the address."""
    with ExitStack() as stack:
        yield lambda pages: stack.enter_context(served(pages))
