"""article.html in a browser: read, looked at, tabbed through, printed and attacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from tests import page_kit
from tests.browser.kit import PICTURES, axe, shoot

Site = Callable[[dict[str, bytes]], str]
Window = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    """The sample day as readers get it and as the desk does, an edited day with everything, and an attacked one."""
    told = page_kit.sample()
    notes: dict[str, Any] = {"approval": page_kit.APPROVAL, "corrections": [page_kit.CORRECTION]}
    return {
        "/": page_kit.page_of(told.article, told.facts, for_readers=True),
        "/draft": page_kit.page_of(told.article, told.facts, findings=(page_kit.FINDING,), status="held"),
        "/rich": page_kit.page_of(page_kit.rich(), for_readers=True, **notes),
        "/hostile": page_kit.page_of(*page_kit.hostile(), findings=(page_kit.FINDING,), status="held", **notes),
    }


@pytest.fixture
def address(site: Site, pages: dict[str, bytes]) -> str:
    """Where the pages are served."""
    return site(pages)


def _shown(places: Locator) -> Iterator[Locator]:
    return (place for place in places.all() if place.is_visible())


@pytest.mark.parametrize(
    ("path", "scheme"),
    [("/", "light"), ("/", "dark"), ("/rich", "light"), ("/rich", "dark"), ("/draft", "dark"), ("/hostile", "light")],
)
def test_axe_finds_nothing_serious(page: Page, phone: Page, address: str, path: str, scheme: str) -> None:
    """On a desk's screen and on a phone, light and dark, every detail open and a proof chosen; and as it is printed."""
    for tab in (page, phone):
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        tab.goto(address + path)
        tab.locator("details:not(.proof)").evaluate_all("all => all.forEach(one => one.open = true)")
        tab.locator(".points .fig, .body .fig").first.click()
        tab.wait_for_timeout(250)  # the proof has risen
        axe(tab)
    page.emulate_media(media="print")
    axe(page)


def test_a_figure_leads_to_its_proof_and_back_by_keyboard_alone(page: Page, address: str) -> None:
    """The first tab skips to the article; enter opens the proof; the next tab closes it, back at the very figure."""
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    figure = page.locator(".body .fig").nth(1)
    for _ in range(60):
        page.keyboard.press("Tab")
        if figure.evaluate("one => one === document.activeElement"):
            break
    assert figure.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    text, card = figure.inner_text(), page.locator(".proof:has(.at:target)")
    page.keyboard.press("Enter")
    assert card.is_visible()
    assert page.evaluate("document.activeElement.innerText").startswith(f"Proof of {text}")
    for part in ("Exact value", "Worked out", "Window", "Known at", "Source", "Printed", "Stands in"):
        assert card.get_by_text(part, exact=True).is_visible()
    page.keyboard.press("Tab")
    close = page.get_by_role("link", name=f"Close and return to {text}", exact=True)
    assert close.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    assert card.count() == 0
    assert figure.evaluate("one => one === document.activeElement")
    assert figure.is_visible()


def test_each_figure_of_the_page_leads_to_a_proof_that_can_be_seen(page: Page, address: str) -> None:
    """All of them, the headline's too, each with the way back to itself; the text stays where it was."""
    page.goto(address)
    page.locator(".data").evaluate_all("all => all.forEach(one => one.open = true)")
    for figure in page.locator(".fig").all():
        figure.scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        figure.click()
        proof = page.locator(".proof:has(.at:target)")
        assert proof.locator("dl").is_visible()
        assert abs(page.evaluate("scrollY") - before) < 2
        number = str(figure.get_attribute("href")).removeprefix("#proof-")
        assert proof.locator(".close:visible").get_attribute("href") == f"#fig-{number}"


def test_a_screen_reader_hears_the_figure_and_only_on_demand_where_it_leads(page: Page, address: str) -> None:
    """A link is called what it says; that it leads to a proof is its description, so that a sentence reads as one."""
    page.goto(address)
    tree = page.locator(".body > p").first.aria_snapshot()
    first = page.locator(".body .fig").first
    assert f'link "{first.inner_text()}"' in tree
    assert first.get_attribute("aria-describedby") == "leads"
    assert page.get_by_role("heading", level=1).count() == 1
    assert {"banner", "main", "contentinfo"} <= set(_roles(page))
    assert page.get_by_role("region", name="Figures and their proof").count() == 1
    assert page.get_by_role("img").count() == len(page_kit.sample().article.charts)


def _roles(page: Page) -> list[str]:
    return [line.strip("- ").split(" ")[0].strip(":") for line in page.locator("body").aria_snapshot().splitlines()]


def test_everything_works_without_javascript(window: Window, address: str) -> None:
    """Proofs, the data of a chart, and how the text was made."""
    tab = window(java_script_enabled=False).new_page()
    tab.goto(address + "/rich")
    tab.locator(".body .fig").first.click()
    tab.locator(".proof dl >> visible=true").wait_for()
    tab.locator(".close >> visible=true").click()
    tab.get_by_text("The figures of this chart").first.click()
    assert tab.get_by_role("columnheader", name="Longs", exact=True).first.is_visible()
    tab.get_by_role("link", name="How this was made").click()
    assert tab.get_by_text("Checked by", exact=True).is_visible()
    assert tab.get_by_text("read back from the finished text").is_visible()


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("path", ["/", "/rich", "/hostile"])
def test_no_page_scrolls_sideways(page: Page, address: str, width: int, path: str) -> None:
    """Not on the narrowest phone, with words and tables wider than it, and every detail open."""
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address + path)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.name = ''; one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".body .fig").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_finger_touches_is_large_enough(phone: Page, address: str) -> None:
    """At least 24 pixels high, and as wide where it stands alone."""
    phone.goto(address + "/rich")
    phone.locator(".body .fig").first.click()
    for target in _shown(phone.locator("a:not(.disclosure a, .body a:not(.fig), .meta a, .skip), summary")):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 24, (target.inner_text(), box)
        assert box["width"] >= 24 or "fig" in str(target.get_attribute("class")), (target.inner_text(), box)


def test_a_phone_gets_pictures_drawn_for_phones(phone: Page, page: Page, address: str) -> None:
    """One drawing of each chart is seen: the narrow one on a phone."""
    for tab, seen, hidden in ((phone, ".narrow", ".broad"), (page, ".broad", ".narrow")):
        tab.goto(address + "/rich")
        assert list(_shown(tab.locator(f".plate{hidden}"))) == []
        assert len(list(_shown(tab.locator(f".plate{seen}")))) == 5


def test_paper_has_every_proof_and_nothing_to_click(page: Page, address: str) -> None:
    """All proofs and the method are printed; what is for screens is not."""
    page.goto(address + "/draft#proof-3")
    page.emulate_media(media="print")
    proofs = page.locator(".proof")
    assert proofs.count() > 20
    assert len(list(_shown(proofs.locator("dl")))) == proofs.count()
    assert page.get_by_text("read back from the finished text").is_visible()
    for gone in (".skip", ".desk", ".close", ".data", ".backs", ".disclosure a"):
        assert list(_shown(page.locator(gone))) == [], gone
    assert page.locator(".fig").first.evaluate("one => getComputedStyle(one).textDecorationLine") == "none"
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.pdf(path=PICTURES / "page.pdf", format="A4")


def test_hostile_text_is_inert(page: Page, address: str) -> None:
    """Nothing runs, nothing is asked of anybody, nothing leads to a script; the watch sees the rest."""
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.goto(address + "/hostile")
    for link in page.locator(".fig").all():
        link.click()
    each = "[...document.querySelectorAll('*')].flatMap(one => [...one.attributes].map("
    attributes = page.evaluate(f"{each}a => [one.tagName, a.name, a.value]))")
    assert ran == []
    assert [name for _, name, _ in attributes if name.startswith("on")] == []
    leads = [value for tag, name, value in attributes if tag == "A" and name == "href"]
    assert {value.partition(":")[0] for value in leads if not value.startswith("#")} <= {"https", "http"}
    foreign = "script:not([type='application/ld+json']), iframe, form, input, img, base, object, link, svg [href^=http]"
    assert page.locator(foreign).count() == 0
    assert page.locator("style").count() == 1 + page.locator("svg style").count()
    assert page.locator("h1").inner_text().startswith("</script></title>")
    assert page.evaluate("document.querySelectorAll('.fig').length") == 2


def test_readers_see_nothing_of_the_desk(page: Page, address: str) -> None:
    """Findings, slots and the bench are for drafts, and a draft is not for search engines."""
    page.goto(address + "/draft")
    page.get_by_text("For the desk: held, 1 finding").click()
    assert page.get_by_text("Name the venue.").is_visible()
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
    page.goto(address)
    assert page.get_by_text("For the desk").count() == 0
    assert "index, follow" in str(page.locator("meta[name=robots]").get_attribute("content"))


def test_the_main_views_are_kept_as_pictures(page: Page, phone: Page, address: str) -> None:
    """Screen and phone, light and dark, whole and with a proof open."""
    for tab, kind in ((page, "page"), (phone, "page-phone")):
        for path, name in (("/", kind), ("/rich", f"{kind}-rich")):
            for dark in (False, True):
                tab.goto(address + path)
                shoot(tab, name, dark=dark)
                tab.locator(".body .fig").nth(1).click()
                tab.wait_for_timeout(250)
                assert shoot(tab, f"{name}-proof", dark=dark, full=False).stat().st_size > 10_000
