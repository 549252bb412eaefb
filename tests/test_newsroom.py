"""The product on one page: a day is told from tables in memory, and what is filed proves what was told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from newsgen import newsroom
from newsgen.archive import read_facts
from newsgen.check import check
from newsgen.market import read_market
from newsgen.measure import prepare
from newsgen.model import Finding, Severity
from newsgen.sample import END, folder
from newsgen.settings import Settings

BLOCK, HOLD, WARN = (Finding("X1", severity, "x") for severity in Severity)


@pytest.fixture(scope="module")
def house() -> newsroom.House:
    """The house as shipped."""
    return newsroom.open_house(Settings())


@pytest.fixture(scope="module")
def edition(house: newsroom.House) -> newsroom.Edition:
    """The bundled day, told in memory."""
    return newsroom.tell(prepare(read_market([folder()], now=END)), END.date(), house, now=END)


@pytest.mark.parametrize(
    ("findings", "status"),
    [((), "draft"), ((WARN,), "draft"), ((WARN, HOLD), "held"), ((HOLD, BLOCK, WARN), "blocked")],
)
def test_the_gravest_finding_decides_the_status(edition: newsroom.Edition, findings: tuple[Finding, ...], status: str):
    """A warning is shown, a hold asks a person, a block stops every publisher."""
    assert replace(edition, findings=findings).status == status


def test_an_input_finding_reaches_the_edition(house: newsroom.House, tmp_path: Path):
    """What was wrong with the tables stands beside what is wrong with the text."""
    for file in folder().glob("*.csv.gz"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "orders_more.csv").write_text("time,coin,venue,pair,side,price,usd,source\nnoon,BTC,X,XY,short,1,2,s\n")
    told = newsroom.tell(prepare(read_market([tmp_path], now=END)), END.date(), house, now=END)
    assert any("orders_more.csv:2:time" in finding.where for finding in told.findings)


def test_the_filed_facts_judge_as_the_facts_did(edition: newsroom.Edition, house: newsroom.House, tmp_path: Path):
    """A checker that reads facts.json comes to the same findings."""
    (tmp_path / "facts.json").write_bytes(newsroom.papers(edition, house, Settings())["facts.json"])
    filed = read_facts(tmp_path / "facts.json")
    assert filed == edition.facts
    assert check(edition.article, filed) == check(edition.article, edition.facts)


def test_the_receipt_seals_the_article_and_proves_each_figure(edition: newsroom.Edition, house: newsroom.House):
    """The hash is that of article.md, and no printed figure is without its working and origin."""
    papers = newsroom.papers(edition, house, Settings())
    receipt = json.loads(papers["receipt.json"])
    assert receipt["sha256"] == hashlib.sha256(papers["article.md"]).hexdigest()
    assert len(receipt["figures"]) == len(edition.article.figures) > 20
    for figure in receipt["figures"]:
        assert figure["working"], figure
        assert figure["rounding"], figure
        assert figure["origins"] or figure["unit"] == "coin" or figure["fact"].startswith(("day.", "window.")), figure
    assert "page/article.html" in receipt["templates"]


def test_every_offset_points_at_its_figure(edition: newsroom.Edition, house: newsroom.House):
    """article.json's offsets count characters of the named field."""
    article = json.loads(newsroom.papers(edition, house, Settings())["article.json"])
    fields = {name: article[name] for name in ("headline", "dek", "body_md")}
    fields |= {f"{name}.{n}": text for name in ("headlines", "key_points") for n, text in enumerate(article[name])}
    fields |= {f"extra.{name}": text for name, text in article["extra"].items()}
    for place, chart in enumerate(article["charts"]):
        fields |= {f"charts.{place}.{name}": chart[name] for name in ("title", "alt", "caption")}
    for figure in article["figures"]:
        if figure["where"] in fields:
            assert fields[figure["where"]][figure["start"] : figure["end"]] == figure["text"]


def test_another_style_is_another_seed(house: newsroom.House):
    """The same day is worded the same way in one style, and may be worded otherwise in another."""
    lively = newsroom.open_house(Settings(style="lively"))
    assert newsroom._seed(END.date(), house) == newsroom._seed(END.date(), newsroom.open_house(Settings()))
    assert newsroom._seed(END.date(), house) != newsroom._seed(END.date(), lively)
