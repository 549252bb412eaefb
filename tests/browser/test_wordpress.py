"""An article in WordPress's own editor, where every block has to be valid, and as its readers see it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from newsgen import delivery
from newsgen.check import check_text
from newsgen.destinations.wordpress_blocks import words as under
from newsgen.model import Block, Facts, Form, Release, Severity
from tests.browser.kit import Watch, shoot
from tests.release_kit import DAY, WATERMARK, correction, told_day
from tests.services.wordpress import Site
from tests.wordpress_kit import LIVE, opened, pictured, sent

Window = Callable[..., BrowserContext]
# The blocks of the editor and what is in them, as it judges them.
BLOCKS = """() => {
    const flat = (blocks) => blocks.flatMap((block) => [block, ...flat(block.innerBlocks)]);
    return flat(wp.data.select('core/block-editor').getBlocks()).map((block) => [block.name, block.isValid]);
}"""
# As Chromium finds them in WordPress's own editor; none is about the article.
OF_THE_EDITOR = (
    r"block.json|apiVersion|deprecated|Failed to load resource|React|ERR_NAME_NOT_RESOLVED|gravatar|s\.w\.org"
)


def everything() -> Release:
    """A release with every kind of block and role, and with words that are easily broken."""
    one = pictured(corrections=(correction(),), watermark=WATERMARK)
    more = (
        Block(Form.PARAGRAPH, html='Brackets [gallery] and <code>x &lt; y</code>, 5" by 6\', "quoted" -- twice...'),
        Block(Form.PARAGRAPH, html='A <a href="https://example.test/?a=1&amp;b=[2]">link</a><br>and a line.'),
        Block(Form.HEADING, html="Fourth &amp; last", level=4),
        Block(Form.TABLE, head=("Coin", "Change"), rows=(("Bitcoin & more", "−1.5%"), ("<Ether>", "+0.2%"))),
        Block(Form.TABLE, rows=(("One row", "no head"),)),
    )
    return replace(one, blocks=(*one.blocks[:-4], *more, *one.blocks[-4:]))


def editor(blog: Site, page: Page, post: str) -> list[list[Any]]:
    """An editor logs in and opens the article; gives its blocks."""
    person = blog.people["editor"]
    page.goto(f"{blog.url}/wp-login.php")
    page.fill("#user_login", person.user)
    page.fill("#user_pass", person.login)
    page.click("#wp-submit")
    page.goto(f"{blog.url}/wp-admin/post.php?post={post}&action=edit")
    page.wait_for_function("window.wp && wp.data && wp.data.select('core/block-editor').getBlockCount() > 0")
    page.keyboard.press("Escape")  # the welcome guide
    return page.evaluate(BLOCKS)  # type: ignore[no-any-return]


def test_every_block_is_valid_in_the_editor(blog: Site, window: Window, watch: Watch) -> None:
    watch.allow(OF_THE_EDITOR)
    one = everything()
    with opened(blog) as wordpress:
        made = sent(wordpress, one)
    tab = window(viewport={"width": 1280, "height": 2000}).new_page()
    tab.set_default_timeout(60_000)
    blocks = editor(blog, tab, made.id)
    shoot(tab, f"wordpress-{blog.version}-editor", full=False)
    assert [name for name, valid in blocks if not valid] == []
    names = {name for name, _ in blocks}
    assert names == {
        f"core/{name}" for name in (
            "paragraph", "heading", "list", "list-item", "quote", "table", "image", "html", "separator",
        )
    }  # fmt: skip
    # What the editor would save is what newsgen sent: a person who changes one word changes nothing else.
    saved = tab.evaluate("wp.data.select('core/editor').getEditedPostContent()")
    assert plain(saved) == plain(made.texts["body"])


def plain(content: str) -> list[str]:
    """Blocks without what newer editors write in another way than older ones: some classes, the order of attributes."""
    content = re.sub(r' class="wp-block-(?:list|heading)"|wp-block-list ', "", content)
    content = re.sub(r" (\{.*\})(?= -->)", lambda found: attributes(json.loads(found[1])), content)
    return re.sub(r"\s+", " ", unescape(content)).replace("> <", "><").split("<!-- wp:")


def attributes(said: dict[str, object]) -> str:
    """A block's attributes in order; what newer editors set by themselves is a class of the article's to older ones."""
    return " ".join(f"{name}={said[name]}" for name in sorted(said) if said[name] != "wp-block-heading")


TEXT = ".entry-content, .wp-block-post-content"
# What a reader sees of the article as the Markdown that newsgen's check reads.  A chart's data are no sentences, and
# the newsroom's own notes are no figures: both are compared word by word alone.
MARKDOWN = """(text) => [...text.children].map((one) => {
    if (one.matches(".newsgen-disclosure, .newsgen-method, .newsgen-interests, .newsgen-disclaimer")) return "";
    if (one.querySelector("table")) return "";
    if (/^H[1-6]$/.test(one.tagName)) return "#".repeat(one.tagName[1]) + " " + one.innerText;
    if (/^[UO]L$/.test(one.tagName)) return [...one.children].map((item) => "- " + item.innerText).join("\\n");
    return one.innerText;
}).join("\\n\\n")"""


def seen(page: Page, address: str) -> None:
    """Go there as a reader does who reads to the end: pictures that come late are there then."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('img').forEach((image) => image.loading = 'eager')")
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth)")


def letters(text: str) -> str:
    """Without what a site's typography and layout change: spaces, and the forms of quotation marks and dashes."""
    for forms, one in (("‘’′‚", "'"), ("“”″„", '"'), ("–—−", "-")):
        text = re.sub(f"[{forms}]", one, text)
    return re.sub(r"\s+", "", text.replace("…", "..."))


def test_readers_get_the_checked_words_of_a_real_day(blog: Site, window: Window, watch: Watch, tmp_path: Path) -> None:
    """The page is fetched as a reader does, and newsgen's own check reads its figures."""
    watch.allow(OF_THE_EDITOR)
    settings = told_day(tmp_path, approved=True)
    day = delivery.release_of(settings.out / str(DAY), settings)
    with opened(blog) as wordpress:
        made = sent(wordpress, day.release, LIVE)
        assert wordpress.find(day.release.key, day.release.slug) == (made,)
        desk = window().new_page()
        seen(desk, made.url)
        title = desk.locator("h1.wp-block-post-title").inner_text()
        told, markdown = desk.locator(TEXT).first.inner_text(), desk.locator(TEXT).first.evaluate(MARKDOWN)
        shoot(desk, f"wordpress-{blog.version}-page")
        phone = window(viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True).new_page()
        seen(phone, made.url)
        shoot(phone, f"wordpress-{blog.version}-page-phone")
        wide = phone.evaluate("document.documentElement.scrollWidth")
        wordpress.remove(made)
    assert letters(title) == letters(day.release.headline)
    assert letters(told) == letters(expected(day.release))
    assert blocks_of(title, markdown, day.facts) == []
    wrong = markdown.replace("63,724", "64,724")
    assert wrong != markdown
    assert blocks_of(title, wrong, day.facts), "the check reads the page's figures"
    assert wide <= 390, "nothing runs out of a phone's screen"


def blocks_of(title: str, markdown: str, facts: Facts) -> list[str]:
    """What newsgen's check says against a text."""
    found = check_text(f"# {title}\n\n{markdown}", facts)
    return [f"{finding.id}: {finding.message}" for finding in found if finding.severity is Severity.BLOCK]


def expected(one: Release) -> str:
    """The words of a release's blocks, in order, with those under its pictures."""
    pictures = {picture.name: under(picture) for picture in one.pictures}
    pieces: list[str] = []
    for block in one.blocks:
        pieces += [block.html, *block.items, *block.head, *(cell for row in block.rows for cell in row), block.caption]
        if block.form is Form.PICTURE:
            pieces[-1] = pictures[block.picture]
    return " ".join(unescape(re.sub(r"<[^<>]*>", "", piece)) for piece in pieces)


def test_a_correction_and_a_watermark_are_seen_whatever_the_theme(blog: Site, window: Window, watch: Watch) -> None:
    watch.allow(OF_THE_EDITOR)
    with opened(blog) as wordpress:
        made = sent(wordpress, everything(), LIVE)
    tab = window().new_page()
    seen(tab, made.url)
    shoot(tab, f"wordpress-{blog.version}-everything")
    for role in ("watermark", "correction"):
        place = tab.locator(f".newsgen-{role}").first
        assert place.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 243, 196)"
        assert place.evaluate("one => getComputedStyle(one).color") == "rgb(26, 26, 26)"
