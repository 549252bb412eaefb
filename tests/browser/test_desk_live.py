"""The open page follows what is saved: in place, at once, in every tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from newsgen.archive import file_quote, read_manuscript, with_manuscript
from newsgen.model import Quote
from newsgen.sample import END
from tests.browser.kit import Watch
from tests.browser.test_desk_article import frame
from tests.desk_kit import NOW, ROOT, Served

Desk = Callable[..., Served]
LEAD = "angles/ath_new/en.md"  # of the bundled day
TOP = "node => node.getBoundingClientRect().top"
TOPICS = ("btc", "etf", "inflow", "whale", "order", "broken")  # of what the day tells
SCROLL = "() => document.querySelector('#page').contentWindow.scrollY"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A newsroom's own templates: the lead's words, the limits of the house, and the page."""
    folder = tmp_path / "own"
    for name in (LEAD, "angles/ath_new/rule.toml", "house.toml", "page/article.css"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / "templates" / name).read_bytes())
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Save a file with other words, as an editor's program does."""
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), "utf-8")


def words(served: Served, **change: object) -> None:
    """Save article.md with other words."""
    path = served.folder / "article.md"
    text = path.read_bytes()
    path.write_bytes(with_manuscript(text, replace(read_manuscript(text), **change)))  # type: ignore[arg-type]


def test_a_saved_text_is_seen_in_two_tabs_and_nothing_else_is_touched(desk: Desk, page: Page, phone: Page) -> None:
    """The headline changes in both; the charts, the proofs and an opened one stay the nodes that they were."""
    served = desk()
    for tab in (page, phone):
        tab.goto(served.url("article"))
        expect(frame(tab).locator("h1")).to_contain_text("Bitcoin tops")
    inside = frame(page).locator("html")
    inside.evaluate("node => node.querySelectorAll('.chart svg, .proof, .body p').forEach(one => { one.mine = true; })")
    frame(page).locator(".proof summary").nth(2).click()
    words(served, headline="Bitcoin is where it was")
    for tab in (page, phone):
        expect(frame(tab).locator("h1")).to_have_text("Bitcoin is where it was", timeout=20_000)
    assert inside.evaluate("node => [...node.querySelectorAll('.chart svg, .body p')].every(one => one.mine)")
    expect(frame(page).locator(".proof").filter(has=page.locator("dl:visible"))).to_have_count(1)
    expect(page.locator("#headlines")).to_contain_text("an editor’s own")


def test_what_is_read_stays_in_its_place(desk: Desk, page: Page) -> None:
    """Text that comes above is not felt; an open proof, the focus and the proof beside the page stay."""
    served = desk()
    page.goto(served.url("article"))
    figure = frame(page).locator(".body p a.fig", has_text="$98.1 million")
    figure.scroll_into_view_if_needed()
    figure.focus()
    frame(page).locator("html").evaluate("node => node.ownerDocument.defaultView.scrollBy(0, 60)")
    before, scrolled = figure.evaluate(TOP), page.evaluate(SCROLL)
    assert scrolled > 0
    body = read_manuscript((served.folder / "article.md").read_bytes()).body_md
    words(served, body_md=f"A first paragraph of the editor, long enough for a line or two on any screen.\n\n{body}")
    expect(frame(page).locator(".body")).to_contain_text("A first paragraph", timeout=20_000)
    assert abs(figure.evaluate(TOP) - before) <= 2
    expect(figure).to_be_focused()
    expect(page.locator("#proof-card .figure")).to_have_text("$98.1 million")
    scrolled = page.evaluate(SCROLL)
    words(served, body_md=f"{read_manuscript((served.folder / 'article.md').read_bytes()).body_md}\n\nThe end.")
    expect(frame(page).locator(".body")).to_contain_text("The end.", timeout=20_000)
    assert abs(page.evaluate(SCROLL) - scrolled) <= 2


def test_a_broken_template_is_told_above_the_last_good_page_until_it_is_mended(
    desk: Desk, page: Page, own: Path
) -> None:
    """Prose, rule, house file and style sheet; each in one sentence that names the file."""
    served = desk(templates=own)
    page.goto(served.url("article"))
    headline = frame(page).locator("h1")
    expect(headline).to_contain_text("Bitcoin tops")
    trouble = page.locator("#trouble")
    for name, old, new in (
        (LEAD, "{% block lead %}", "{% block lead %}{{ nonsense.of_it }}"),
        ("angles/ath_new/rule.toml", "when =", "when = ["),
        ("house.toml", "[thresholds]", "[thresholds"),
        ("page/article.css", ":root {", "{% nonsense %} :root {"),
    ):
        edit(own / name, old, new)
        expect(trouble.get_by_role("alert")).to_contain_text(name.rpartition("/")[2], timeout=20_000)
        expect(headline).to_contain_text("Bitcoin tops")
        assert page.request.get(served.url("why")).ok
        edit(own / name, new, old)
        expect(trouble.get_by_role("alert")).to_have_count(0, timeout=20_000)
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1


def test_a_template_a_rule_a_limit_and_a_quote_are_seen_at_once(desk: Desk, page: Page, own: Path) -> None:
    """The words, the score and what the article may quote change while the page stays open."""
    served = desk(templates=own)
    page.goto(served.url("article"))
    expect(frame(page).locator("h1")).to_contain_text("Bitcoin tops")
    edit(own / LEAD, "{% or %}a record{% endvary %}.", "{% or %}a record of the desk{% endvary %}.")
    expect(frame(page).locator(".body")).to_contain_text("a record of the desk", timeout=20_000)
    edit(own / "page/article.css", "--paper: #fdfcfa", "--paper: #fdfcfb")
    paper = "node => getComputedStyle(node).backgroundColor"
    expect(frame(page).locator("body")).to_have_css("background-color", "rgb(253, 252, 251)", timeout=20_000)
    assert frame(page).locator("body").evaluate(paper) == "rgb(253, 252, 251)"
    quote = Quote("Ann Lee", "nobody sold", "interview", said_at=END - timedelta(hours=1), topics=TOPICS)
    file_quote(served.folder, quote, now=NOW)
    expect(frame(page).locator(".body")).to_contain_text("nobody sold", timeout=20_000)
    page.goto(served.url("why"))
    expect(page.locator("#group-told .angle").first).to_contain_text("Record price")
    edit(own / "angles/ath_new/rule.toml", 'title = "Record price"', 'title = "A record of the desk"')
    expect(page.locator("#group-told .angle").first).to_contain_text("A record of the desk", timeout=20_000)


def test_a_tree_is_made_like_another_and_what_is_the_same_stays(desk: Desk, page: Page) -> None:
    """Three hundred random pairs, seeded: equal afterwards, what a person unfolded still open, equal parts kept."""
    page.goto(desk().url("help"))
    found = page.evaluate(
        """async () => {
          const { morph } = await import("/static/morph.js");
          let seed = 7;
          const pick = most => {
            seed = (seed * 16807) % 2147483647;
            return Math.floor(seed / 64) % most;
          };
          const tree = depth => {
            const node = document.createElement(["p", "div", "ul", "a", "details"][pick(5)]);
            if (pick(3) === 0) node.id = `n${pick(6)}`;
            if (pick(3) === 0) node.title = `t${pick(3)}`;
            for (let n = pick(5); n > 0; n--) node.append(depth && pick(2) ? tree(depth - 1) : `w${pick(4)} `);
            return node;
          };
          const wrong = [];
          for (let n = 0; n < 300; n++) {
            const now = document.createElement("main"), next = document.createElement("main"), same = tree(2);
            now.append(tree(3), tree(2)); next.append(tree(3), tree(2));
            same.id = "same";
            now.append(same); next.append(same.cloneNode(true));
            const fold = now.querySelector("details[id]");
            if (fold) fold.open = true;
            morph(now, next);
            const shut = now.cloneNode(true);
            shut.querySelectorAll("details").forEach(one => one.removeAttribute("open"));
            next.querySelectorAll("details").forEach(one => one.removeAttribute("open"));
            if (!shut.isEqualNode(next) || now.lastChild !== same) wrong.push(n);
            if (fold?.isConnected && fold.nodeName === "DETAILS" && now.contains(fold) && !fold.open) wrong.push(n);
          }
          return wrong;
        }"""
    )
    assert found == []


def test_a_page_that_cannot_be_made_at_first_comes_when_it_is_mended(
    desk: Desk, page: Page, own: Path, watch: Watch
) -> None:
    """The frame says what is wrong; the findings and headlines are there meanwhile."""
    watch.allow("status of 400")
    edit(own / "page/article.css", ":root {", "{% nonsense %} :root {")
    page.goto(desk(templates=own).url("article"))
    expect(frame(page).locator("main")).to_contain_text("article.css")
    expect(page.locator("#headlines button").first).to_be_visible()
    edit(own / "page/article.css", "{% nonsense %} :root {", ":root {")
    expect(frame(page).locator("h1")).to_contain_text("Bitcoin tops", timeout=20_000)
    expect(frame(page).locator("body")).to_have_css("background-color", "rgb(253, 252, 250)")
