"""The delivered fields: the writer's own words, tags from a fixed vocabulary, and honest about their making."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newsgen.errors import HouseError
from newsgen.model import Headline
from newsgen.pack import WATERMARK, make_pack, read_vocabulary
from newsgen.settings import Settings
from newsgen.write.channels import CHANNELS
from tests import handmade, page_kit

TEMPLATES = (Path(__file__).parent.parent / "templates",)


def _pack(**changes):
    article = replace(handmade.article(), **changes)
    return make_pack(article, handmade.facts(), "<p>body</p>", Settings(byline="Ann Example"), TEMPLATES)


def test_the_pack_has_every_delivered_field():
    """What a WordPress or Ghost desk takes over."""
    wanted = """headline seo_title meta_description dek key_points slug body_md body_html og tags primary_tag section
        authors json_ld canonical_url status publish_at embargo_until disclosure method_note interests disclaimer
        correction_notes social newsletter push feature_image images charts author_url reviewed"""
    assert set(wanted.split()) <= set(_pack())
    assert _pack()["status"] == "draft"


def test_tags_come_from_the_vocabulary_most_printed_first():
    """Coins and measures of the printed figures, by the file's own words."""
    pack = _pack()
    assert pack["tags"] == ["Bitcoin", "Liquidations", "Crypto markets"]
    assert pack["primary_tag"] == "Bitcoin"


def test_a_newsrooms_own_vocabulary_wins(tmp_path: Path):
    """Another folder first, other words."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "tags.toml").write_text('[coins]\nBTC = "BTC"\n')
    pack = make_pack(handmade.article(), handmade.facts(), "", Settings(), (tmp_path, *TEMPLATES))
    assert pack["tags"] == ["BTC"]
    (tmp_path / "page" / "tags.toml").write_text("coins")
    with pytest.raises(HouseError, match=r"tags\.toml"):
        make_pack(handmade.article(), handmade.facts(), "", Settings(), (tmp_path,))


def test_a_tag_for_an_unknown_measure_is_an_error_with_a_suggestion(tmp_path: Path):
    """A misspelt name in the vocabulary would never give its tag."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "tags.toml").write_text('[measures]\nliquidatd = "Liquidations"\n')
    with pytest.raises(HouseError, match="did you mean 'liquidated'"):
        read_vocabulary([tmp_path])


def test_texts_are_packed_as_the_writer_left_them():
    """What was checked is what is delivered, whatever its length."""
    said = {
        "seo_title": "t" * 99, "description": "d", "og_title": "o", "og_description": "g", "push_title": "p",
        "push_body": "b", "subject": "s", "preheader": "h", "newsletter": "n", "slug": "a-2031-03-04",
        **{f"social_{name}": name for name in CHANNELS},
    }  # fmt: skip
    pack = _pack(extra=said)
    assert (pack["seo_title"], pack["meta_description"], pack["slug"]) == ("t" * 99, "d", "a-2031-03-04")
    assert pack["og"] == {"title": "o", "description": "g"}
    assert pack["push"] == {"title": "p", "body": "b"}
    assert pack["newsletter"] == {"subject": "s", "preheader": "h", "blurb": "n"}
    assert pack["social"] == {name: name for name in CHANNELS}


def test_the_bench_is_delivered_with_what_an_editor_weighs():
    """Each headline with its angle, its length and how like it is to recent ones."""
    pack = _pack(bench=(Headline("Bitcoin climbs", "long_flush", 14, 0.25),))
    assert pack["bench"] == [{"text": "Bitcoin climbs", "angle": "long_flush", "length": 14, "similarity": 0.25}]


def test_structured_data_says_how_the_text_was_made_and_from_what():
    """NewsArticle with its sources, its type and the time of its data."""
    data = _pack()["json_ld"]
    assert data["@type"] == "NewsArticle"
    assert data["digitalSourceType"] == "https://schema.org/DataDrivenMediaDigitalSource"
    assert data["dateModified"] == "2031-03-04T12:00:00Z"
    assert data["isBasedOn"] == [{"@type": "Dataset", "name": "CoinGlass"}]
    assert data["about"] == [{"@type": "Thing", "name": "Bitcoin", "alternateName": "BTC"}]
    assert data["author"] == [{"@type": "Person", "name": "Ann Example"}]
    assert "datePublished" not in data


def test_structured_data_names_the_pictures_the_author_and_what_is_free():
    """Three cards by their files in the folder; an address only where there is one."""
    data = _pack()["json_ld"]
    assert data["image"] == ["charts/card-16x9.png", "charts/card-4x3.png", "charts/card-1x1.png"]
    assert data["isAccessibleForFree"] is True
    assert {"mainEntityOfPage", "editor", "correction"}.isdisjoint(data)
    settings = Settings(byline="Ann Example", byline_url="https://example.org/ann")
    author = make_pack(handmade.article(), handmade.facts(), "", settings, TEMPLATES)["json_ld"]["author"]
    assert author == [{"@type": "Person", "name": "Ann Example", "url": "https://example.org/ann"}]


def test_structured_data_says_who_checked_it_where_it_stands_and_what_was_corrected():
    """The latest correction first; a correction is a change of the article, an approval is not."""
    earlier = replace(page_kit.CORRECTION, when=page_kit.APPROVAL.when, text="Before.", kind="Refile")
    pack = make_pack(
        handmade.article(), handmade.facts(), "", Settings(), TEMPLATES, canonical="https://example.org/a",
        approval=page_kit.APPROVAL, corrections=[earlier, page_kit.CORRECTION],
    )  # fmt: skip
    data = pack["json_ld"]
    assert data["mainEntityOfPage"] == pack["canonical_url"] == "https://example.org/a"
    assert data["editor"] == {"@type": "Person", "name": "Ann Example"}
    assert [note["@type"] for note in data["correction"]] == ["CorrectionComment"] * 2
    assert data["correction"][0]["text"] == page_kit.CORRECTION.text
    assert data["correction"][0]["datePublished"] == data["dateModified"] == "2031-03-04T14:05:00Z"
    assert pack["reviewed"]["sha256"] == page_kit.APPROVAL.sha256
    assert [note["kind"] for note in pack["correction_notes"]] == ["Correction", "Refile"]


def test_a_headline_too_long_for_search_engines_gives_way_there_alone():
    """Up to 110 characters in structured data; what readers see is the editor's."""
    long = "Bitcoin " * 15
    pack = _pack(headline=long, headlines=(long, "Bitcoin climbs"))
    assert pack["headline"] == long
    assert pack["json_ld"]["headline"] == "Bitcoin climbs"
    assert _pack(headline=long, headlines=())["json_ld"]["headline"] == long


def test_pictures_are_delivered_with_their_words_and_files():
    """The feature image in three ratios, in the words of the first chart; each chart with its four files and table."""
    charts = page_kit.charts()
    pack = _pack(charts=charts)
    assert pack["feature_image"]["file"] == "charts/card-16x9.png"
    assert (pack["feature_image"]["width"], pack["feature_image"]["height"]) == (1200, 675)
    assert pack["feature_image"]["alt"] == charts[0].alt
    assert pack["feature_image"]["caption"] == charts[0].caption
    assert pack["feature_image"]["credit"] == charts[0].source
    first = pack["charts"][0]
    assert (first["svg"], first["png_dark"]) == ("charts/price.svg", "charts/price-dark.png")
    assert first["table"]["head"] == ("Coin", "Longs", "Shorts")
    assert len(pack["charts"]) == 5
    assert _pack()["feature_image"]["alt"] == handmade.HEADLINE  # a card without a chart


def test_a_reconstruction_is_disclosed():
    """The disclosure of sample data starts with what it is, for people and for machines."""
    pack = _pack(sample=True)
    assert pack["disclosure"].startswith(WATERMARK)
    assert WATERMARK in pack["json_ld"]["backstory"]
    assert WATERMARK not in _pack()["disclosure"]
