"""The page: every figure leads to its proof, nothing of the text can pose as one, and nothing comes from outside."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from newsgen import page
from newsgen.errors import HouseError
from newsgen.house.pages import render_page
from newsgen.model import Article, Finding, Headline, Severity
from newsgen.pack import make_pack
from newsgen.page import proof
from newsgen.settings import Settings
from tests import handmade, page_kit

TEMPLATES = (Path(__file__).parent.parent / "templates",)
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Tree(HTMLParser):
    """Elements in order, with the check that every tag is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def _html(
    article: Article | None = None,
    *,
    settings: Settings | None = None,
    findings: tuple[Finding, ...] = (),
    status: str = "draft",
) -> str:
    article, facts = article or handmade.article(), handmade.facts()
    pack = make_pack(article, facts, page.body_html(article), settings or Settings(), TEMPLATES)
    return page.article_html(article, facts, pack, findings, status, TEMPLATES).decode()


def _card(html: str, key: str) -> str:
    """The proof of a fact."""
    start = html.index(f'id="fact-{key}"')
    return html[start : html.index("</details>", start)]


def test_every_figure_of_the_text_leads_to_its_proof():
    """A link for each figure in dek, key points and body, and a details element that holds what it points to."""
    tree = Tree(_html())
    links = [item for item in tree.all("a") if item.get("class") == "fig"]
    assert len(links) == 9  # ten printed, less the verb
    ids = {item["id"] for _, item in tree.elements if item.get("id")}
    assert {str(item["href"])[1:] for item in links} <= ids
    assert len(tree.all("details")) >= 5


def test_the_proof_says_what_value_how_worked_out_when_and_from_where():
    """Value, sentence, working, window, source and rounding of one figure."""
    html = _html()
    card = _card(html, "liq-total")
    source, window = "CoinGlass: liquidations.csv (1 row)", "24 hours to 12:00 UTC, 4 March 2031"
    for part in ("$400,200,000", handmade.SUM, window, source, "exact"):
        assert part in card
    assert "Positions closed by force in the window" in html


def test_each_place_of_a_figure_can_be_found_from_its_proof():
    """A proof leads back to every place that prints it."""
    html = _html()
    backs = re.findall(r'href="#(fig-\d+)">', _card(html, "liq-total"))
    assert len(backs) == 3
    assert set(backs) <= {item.get("id") for item in Tree(html).all("a")}
    assert 'aria-label="Close and return to $400M"' in html


def test_the_text_is_sanitised_before_it_is_linked():
    """A script in the copy is gone, and a stray angle bracket or ampersand is escaped."""
    html = _html()
    assert "alert(1)" not in html
    assert "&amp; the rest" in html
    body = replace(handmade.article(), body_md="[x](javascript:alert(2)) <img src=x onerror=alert(3)>", figures=())
    assert "alert(2)" not in _html(body)
    assert "onerror" not in _html(body)


def test_the_page_asks_nobody_for_anything():
    """No script that runs, no style sheet, font or picture from elsewhere."""
    html = _html()
    tree = Tree(html)
    assert [item.get("type") for item in tree.all("script")] == ["application/ld+json"]
    assert not tree.all("link")
    assert not tree.all("img")
    assert "url(" not in html
    assert "@import" not in html


def test_the_page_is_in_order_for_a_screen_reader():
    """One h1, no level left out, a language, landmarks, and times that machines can read."""
    tree = Tree(_html())
    levels = [int(tag[1]) for tag, _ in tree.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tree.all("html") == [{"lang": "en"}]
    assert all(tree.all(tag) for tag in ("header", "main", "article", "footer"))
    assert {"2031-03-04T12:00:00Z", "2031-03-03"} <= {item["datetime"] for item in tree.all("time")}


def test_a_reconstruction_says_so_at_the_top():
    """Sample data never passes for a measurement."""
    html = _html(replace(handmade.article(), sample=True))
    assert html.index("Reconstruction") < html.index("<h1>")
    assert "Reconstruction" not in _html()


def test_the_desk_sees_findings_and_slots_while_the_article_is_held():
    """A held article says what has to be looked at; slots are shown; a clean draft shows nothing."""
    finding = Finding("S2", Severity.HOLD, "Two venues differ.", hint="Name the venue.")
    html = _html(findings=(finding,), status="held")
    assert "For the desk: held, 1 finding" in html
    assert "Name the venue." in html
    assert "add a sourced reason --&gt;" in html
    assert "For the desk" not in _html(replace(handmade.article(), slots=()))


def test_the_desk_sees_the_bench_of_headlines():
    """Each with its angle, its length and how like it is to a recent one; a headline is text, whatever it holds."""
    bench = (
        Headline("Bitcoin <b>climbs</b> 4.2%", "short_squeeze", 26, 0.333),
        Headline("Shorts lose", "money", 11, 0),
    )
    html = _html(replace(handmade.article(), slots=(), bench=bench))
    assert "For the desk: draft, 2 headlines" in html
    assert "Bitcoin &lt;b&gt;climbs&lt;/b&gt; 4.2% <i>(short_squeeze, 26 characters, 33% like a recent one)</i>" in html


def test_a_draft_shows_nothing_of_the_desk_to_readers():
    """What is meant for readers has no findings, slots or bench, whatever its status."""
    finding = Finding("S2", Severity.HOLD, "Two venues differ.")
    html = page_kit.page_of(handmade.article(), findings=(finding,), status="held", for_readers=True).decode()
    assert "For the desk" not in html
    assert "Two venues differ" not in html
    assert "add a sourced reason" not in html
    assert '<meta name="robots" content="index, follow, max-image-preview:large">' in html
    assert '<meta name="robots" content="noindex">' in _html()


def test_pictures_stand_after_the_paragraphs_they_share_figures_with():
    """The first after the opening, one with the second paragraph's figure after it, the others after the text."""
    html = page_kit.page_of(page_kit.rich()).decode()
    places = {kind: html.index(f'id="chart-{kind}"') for kind in ("price", "sides", "days", "flows", "venues")}
    opening, second, last = html.index("them <em>shorts"), html.index("a page of ours"), html.index("E4169EE7.</p>")
    assert opening < places["price"] < second < places["sides"] < last < places["days"]
    assert places["days"] < places["flows"] < places["venues"] < html.index("</article>")
    assert "\ue103" not in html


def test_a_picture_comes_with_its_caption_and_its_data():
    """A figure with a name, a table with caption and scopes."""
    html = page_kit.page_of(page_kit.rich()).decode()
    chart = html[html.index('id="chart-price"') : html.index('id="chart-sides"')]
    assert '<desc id="price-desc">Chart of price where one stands out</desc>' in chart
    assert "<figcaption>Bitcoin broke $120,000 for the first time.</figcaption>" in chart
    assert "<caption>Closed by force in 24 hours</caption>" in chart
    assert '<th scope="col">Coin</th><th scope="col" class="num">Longs</th>' in chart
    assert '<th scope="row">Bitcoin</th><td class="num">$93.6M</td>' in chart
    assert "var(--chart-ink" in chart
    assert "--chart-ink:" in html


def test_every_figure_in_a_picture_leads_to_its_proof():
    """Of a caption and of the labels, which are read beside the picture; a label whose fact is missing is only text."""
    article = page_kit.sample().article
    html = page_kit.page_of(article, page_kit.sample().facts).decode()
    chart = html[html.index('id="chart-liquidations-by-coin"') : html.index('id="chart-fund-flows"')]
    caption = chart[chart.index("<figcaption>") : chart.index("</figcaption>")]
    assert re.findall(r"<a [^>]*>([^<]*)</a>", caption) == ["$493.6 million", "$475 million"]
    assert re.search(r'<li>Bitcoin longs liquidated: <a class="fig" [^>]*>\$18\.6M</a></li>', chart)
    assert _card(html, "btc-liq-long").count("a chart") == 1
    plain = page_kit.page_of(replace(handmade.article(), charts=page_kit.charts()[:1])).decode()
    assert "<li>$120,000 broken.</li>" in plain


def test_a_picture_that_was_not_drawn_is_not_shown():
    """An article with charts and no drawings is a page without pictures."""
    article = page_kit.rich()
    pack = make_pack(article, handmade.facts(), "", Settings(), TEMPLATES)
    html = page.article_html(article, handmade.facts(), pack, (), "draft", TEMPLATES).decode()
    assert "<figure>" not in html
    assert "<svg" not in html


def test_an_editors_table_has_its_caption_scopes_and_figures_to_the_right():
    """From "Table: words" beside it; on the page it scrolls by itself, in a desk's own system it is plain."""
    table = "| Coin | Share |\n|---|---:|\n| Bitcoin | 66% |"
    for body in (f"{table}\n\nTable: By coin", f"Table: By coin\n\n{table}"):
        html = page.body_html(replace(handmade.article(), body_md=f"Text.\n\n{body}\n\nMore."))
        assert html.startswith("<p>Text.</p>\n<table>\n<caption>By coin</caption>\n<thead>")
        assert Tree(html).all("th") == [{"scope": "col"}, {"scope": "col", "class": "num"}]
        assert '<td class="num">66%</td>' in html
        assert "<p>Table" not in html
    framed = _html(replace(handmade.article(), body_md=table + '\n\nTable: By "coin"', figures=()))
    assert '<div class="wide" role="region" tabindex="0" aria-label="By &quot;coin&quot;"><table>' in framed


def test_no_link_stands_in_another_and_none_in_an_attribute():
    """A figure in an editor's own link, in a title or across emphasis keeps its text and gets no proof there."""
    body = 'A [$400.2 million](https://example.org/) day: $300.5** million** of it, <abbr title="4.2% up">so</abbr>.'
    html = page_kit.page_of(page_kit.with_text(handmade.article(), body)).decode()
    Tree(html)
    told = html[html.index('<div class="body">') : html.index("</article>")]
    assert 'class="fig"' not in told
    assert ">$400.2 million</a>" in told
    assert 'title="4.2% up"' in told


def test_a_link_leads_out_of_the_page_or_nowhere():
    """Into the page, to scripts and to data it loses its address and stays text."""
    body = "[a](#proof-1) [b](javascript:x) [c](data:text/html,x) [d](https://a.org/) [e](/b) [f](mailto:a@b.c)"
    html = page.body_html(replace(handmade.article(), body_md=body))
    assert re.findall(r'href="([^"]*)"', html) == ["https://a.org/", "/b", "mailto:a@b.c"]
    assert html.startswith("<p>a b c <a ")


def test_corrections_stand_at_the_top_and_say_when():
    """In the agencies' form: kind, time, what was wrong and what is right."""
    html = page_kit.page_of(handmade.article(), corrections=[page_kit.CORRECTION]).decode()
    assert "<b>Correction, 14:05 UTC, 4 March 2031:</b> An earlier version said" in html
    assert html.index("An earlier version said that") < html.rindex("<h1>")


def test_who_approved_it_is_named_and_when():
    """In the one line, and with the time where it says how the text was made."""
    html = page_kit.page_of(handmade.article(), approval=page_kit.APPROVAL).decode()
    assert "It was checked by Ann Example before publication." in html
    assert "<dt>Checked by</dt><dd>Ann Example, 12:40 UTC, 4 March 2031</dd>" in html
    assert "checked by" not in _html()


def test_shared_links_and_search_engines_are_served():
    """Open Graph with the feature image, and where the article stands when that is known."""
    html = page_kit.page_of(handmade.article(), canonical="https://example.org/a").decode()
    metas = {
        item.get("property") or item.get("name"): item["content"] for item in Tree(html).all("meta") if len(item) > 1
    }
    wanted = {"og:type": "article", "og:url": "https://example.org/a", "og:image": "charts/card-16x9.png"}
    wanted |= {"article:modified_time": "2031-03-04T12:00:00Z", "twitter:card": "summary_large_image"}
    assert wanted.items() <= metas.items()
    assert '<link rel="canonical" href="https://example.org/a">' in html
    assert "canonical" not in page_kit.page_of(handmade.article(), canonical="javascript:alert(1)").decode()


def test_json_ld_cannot_end_its_script_element():
    """A headline with a closing tag stays inside the data."""
    html = _html(replace(handmade.article(), headline="</script><script>alert(1)</script>"))
    Tree(html)
    raw = html[html.index("ld+json") + 9 : html.index("</script>")]
    assert json.loads(raw)["headline"] == "</script><script>alert(1)</script>"


def test_disclosure_interests_and_disclaimer_are_on_the_page():
    """How the text was made, what the newsroom holds and what the text is not."""
    settings = Settings(disclosure="Made by rules.", interests="The owner holds bitcoin.", byline="Ann Example")
    html = _html(settings=settings)
    assert html.count("Made by rules.") >= 2
    assert "Interests: The owner holds bitcoin." in html
    assert "not advice" in html
    assert "By <b>Ann Example</b>" in html


def test_the_desks_html_has_no_links_of_ours():
    """body_html is for another system: clean, with headings from the second level."""
    html = page.body_html(handmade.article())
    assert "fig" not in html
    assert "<h2>Ether" in html
    assert "<em>shorts</em>" in html


def test_a_broken_page_template_names_its_line(tmp_path: Path):
    """An editor who breaks the page is told where."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "article.html").write_text("<p>\n{{ page.nothing }}")
    with pytest.raises(HouseError, match="nothing"):
        render_page("article.html", [tmp_path], page=object())
    (tmp_path / "page" / "article.html").write_text("<p>\n{% if %}")
    with pytest.raises(HouseError, match=r"article\.html:2"):
        render_page("article.html", [tmp_path, tmp_path], page=object())


def test_a_newsrooms_own_page_template_wins(tmp_path: Path):
    """The first folder that has the template is used."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "article.html").write_text("{{ page }} & <own>")
    assert render_page("article.html", [tmp_path, *TEMPLATES], page="<b>") == "&lt;b&gt; & <own>"


def test_a_proof_speaks_of_other_facts_by_what_they_are():
    """A reader is never shown the id of a fact."""
    from newsgen.catalogue import CATALOGUE

    for declared in CATALOGUE.values():
        known = replace(handmade.facts().known["liq.total"], id=declared.id)
        assert not re.search(r"[a-z]\.[a-z]", proof.sentence(known)), declared.id
