"""Pages for tests: what an editor may write, what an attacker would, and pictures beside both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsgen import page
from newsgen.charts import css, themed
from newsgen.charts.draw import draw
from newsgen.market import read_market
from newsgen.measure import prepare
from newsgen.model import Approval, Article, Chart, Correction, Facts, Finding, Label, Origin, Severity, Table
from newsgen.newsroom import Edition, tell
from newsgen.pack import make_pack
from newsgen.sample import END, folder
from newsgen.settings import Settings
from tests import chart_kit, handmade, real_days

TEMPLATES = (Path(__file__).parent.parent / "templates",)
APPROVAL = Approval("Ann Example", datetime(2031, 3, 4, 12, 40, tzinfo=UTC), "0" * 64)
CORRECTION = Correction(
    datetime(2031, 3, 4, 14, 5, tzinfo=UTC),
    "An earlier version said that liquidations were $1.9 million. They were $400.2 million.",
)
FINDING = Finding("S2", Severity.HOLD, "Two venues differ.", hint="Name the venue.")
EVERYTHING = """Positions worth $400.2 million were closed by force, **$300.5 million** of them *shorts*.

## What *moved*

Bitcoin climbed 4.2% to $88,123. The record was set on 3 March. See
[the exchange](https://example.org/a?b=1&c=2 "its page"), [a page of ours](/markets) and `code`.

> "Orderly," said Ann Example.
>
> Twice.

1. First
2. Second
    - nested
    - again

---

| Coin | Longs, $ million | Shorts, $ million | Change, % | Share, % | Rank |
|:-----|-----:|-----:|-----:|-----:|:----:|
| Bitcoin | 93.6 | 475.0 | 4.2 | 66 | 1 |
| Ether | 26.3 | 52.7 | 2.9 | 11 | 2 |

Table: Closed by force in 24 hours

### Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft

    a block of code, 0x52908400098527886E0F7030069857D2E4169EE7, longer than any phone is wide

Line one\x20\x20
line two with
<abbr title="exchange-traded fund">ETF</abbr>, H<sub>2</sub>O and <time datetime="2031-03-04">today</time>.

#### Deep down

Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz_0x52908400098527886E0F7030069857D2E4169EE7.
"""
SCRIPT = "</script></title></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7*7 }}{% raw %}"
HOSTILE = f"""{SCRIPT} $400.2 million <svg onload=alert(3)> <iframe src="https://abroad.example/"></iframe>

[one](javascript:alert(4)) [two](data:text/html,<script>alert(5)</script>) [three](#proof-1) [four](vbscript:x)
<a class="fig" id="text" href="JaVaScRiPt:alert(6)" style="position:fixed" onclick="alert(7)">$300.5 million</a>

<a href="https://example.org/" title="$88,123 of it">$88,123</a> <abbr title="4.2% > 3%">4.2%</abbr> \ue100\ue1111\ue101fake\ue102

| a | <script>alert(8)</script> |
|---|---|
| <img src=x onerror=alert(9)> | [b](javascript:alert(10)) |

![picture](https://abroad.example/a.png) <form action="https://abroad.example/"><input name=a></form>
<style>body{{display:none}}</style> <base href="https://abroad.example/"> <meta http-equiv=refresh content="0;url=https://abroad.example/">
"""  # noqa: E501


def with_text(article: Article, body: str) -> Article:
    """The handmade article with another text, its figures found again."""
    spare = body
    found = []
    for printed in article.figures:
        if printed.where != "body_md":
            found.append(printed)
        elif printed.text in spare:
            start = spare.index(printed.text)
            found.append(replace(printed, start=start, end=start + len(printed.text)))
            spare = spare.replace(printed.text, "\0" * len(printed.text), 1)
    return replace(article, body_md=body, figures=tuple(found))


def charts() -> tuple[Chart, ...]:
    """One of each kind, each with its words and its data."""
    table = Table("Closed by force in 24 hours", ("Coin", "Longs", "Shorts"), (("Bitcoin", "$93.6M", "$475M"),) * 3)
    kinds = (chart_kit.price(), chart_kit.sides(), chart_kit.days(), chart_kit.flows(), chart_kit.venues())
    return tuple(
        replace(chart, alt=f"Chart of {chart.kind} where one stands out", caption=f"{chart.title}.", table=table)
        for chart in kinds
    )


def drawn(charts: Sequence[Chart]) -> dict[str, str]:
    """The pictures that a page shows, for screens and for phones."""
    look, words = chart_kit.look(), chart_kit.WORDS
    found = {chart.file: themed(draw(chart, look, words), look) for chart in charts}
    for chart in charts:
        narrow = replace(chart, file=f"{chart.file}-narrow")
        found[narrow.file] = themed(draw(narrow, look, words, size=(760, 640)), look)
    return found


def rich() -> Article:
    """Every construct of Markdown, words longer than a phone, and five pictures; the second shares a line's facts."""
    lead, sides, *others = charts()
    tied = replace(
        sides, data=tuple(replace(bar, label=Label("4.2%", "btc.price", f"{bar.group}: 4.2%")) for bar in sides.data)
    )
    return replace(with_text(handmade.article(), EVERYTHING), charts=(lead, tied, *others), slots=())


def hostile() -> tuple[Article, Facts, Settings]:
    """Scripts and policies of others in every field that a person or a source can fill."""
    facts = handmade.facts()
    origin = Origin(SCRIPT, "javascript:alert(11)", 1, url="javascript:alert(12)")
    known = {
        name: replace(fact, working=SCRIPT, note=SCRIPT, origins=(origin, replace(origin, url=f"https://a.example/{SCRIPT}")))
        for name, fact in facts.known.items()
    }  # fmt: skip
    table = Table(SCRIPT, (SCRIPT, SCRIPT), ((SCRIPT, SCRIPT),))
    picture = replace(charts()[1], title=SCRIPT, alt=SCRIPT, caption=SCRIPT, source=SCRIPT, table=table)
    plain = replace(handmade.article(), headline=SCRIPT, dek=SCRIPT, key_points=(SCRIPT, SCRIPT), slots=(SCRIPT,))
    body = [printed for printed in plain.figures if printed.where == "body_md"]
    article = with_text(replace(plain, figures=tuple(body), charts=(picture,)), HOSTILE)
    settings = Settings(
        newsroom=SCRIPT, byline=SCRIPT, byline_url="javascript:alert(13)", disclosure=SCRIPT, interests=SCRIPT,
        section=SCRIPT,
    )  # fmt: skip
    return (
        replace(article, extra=dict.fromkeys(("seo_title", "description"), SCRIPT)),
        replace(facts, known=known),
        settings,
    )


@lru_cache(maxsize=1)
def sample() -> Edition:
    """The day that ships with newsgen, told."""
    chronicle = prepare(read_market([folder()], now=real_days.NOW))
    return tell(chronicle, END.date(), real_days.house(), as_of=END, now=real_days.NOW)


def page_of(
    article: Article,
    facts: Facts | None = None,
    settings: Settings | None = None,
    *,
    findings: tuple[Finding, ...] = (),
    status: str = "draft",
    for_readers: bool = False,
    **more: Any,
) -> bytes:
    """The page of an article with its pictures drawn; `more` goes to the pack."""
    facts = facts or handmade.facts()
    pack = make_pack(article, facts, page.body_html(article), settings or Settings(), TEMPLATES, **more)
    return page.article_html(
        article, facts, pack, findings, status, TEMPLATES,
        pictures=drawn(article.charts), for_readers=for_readers, style=css(chart_kit.look()),
    )  # fmt: skip
