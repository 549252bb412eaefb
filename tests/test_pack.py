"""The delivered fields: within the limits of their channels, from a fixed vocabulary, and honest about their making."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.errors import HouseError
from newsgen.pack import LIMITS, MARK, WATERMARK, make_pack, read_vocabulary, slug, units
from newsgen.settings import Settings
from tests import handmade

TEMPLATES = (Path(__file__).parent.parent / "templates",)


def _pack(**changes):
    article = replace(handmade.article(), **changes)
    return make_pack(article, handmade.facts(), "<p>body</p>", Settings(byline="Ann Example"), TEMPLATES)


def test_the_pack_has_every_delivered_field():
    """What a WordPress or Ghost desk takes over."""
    wanted = """headline seo_title meta_description dek key_points slug body_md body_html og tags primary_tag section
        authors json_ld canonical_url status publish_at embargo_until disclosure method_note interests disclaimer
        correction_notes social newsletter push"""
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


def test_a_text_that_is_too_long_gives_way_to_one_that_fits():
    """Nothing is cut in the middle: another headline or sentence takes its place."""
    pack = _pack(extra={"seo_title": "x" * 61, "push_title": "short"}, headlines=("Bitcoin climbs 4.2%",))
    assert pack["seo_title"] == handmade.HEADLINE
    assert pack["push"]["title"] == "short"
    assert pack["newsletter"]["subject"] == handmade.HEADLINE
    long = _pack(headline="x" * 99, headlines=(), key_points=(), dek="y" * 999)
    assert long["push"] == {"title": "Crypto recap, 4 March 2031", "body": "Crypto recap, 4 March 2031"}


def test_lengths_are_counted_as_channels_do():
    """An emoji is two."""
    assert units("ab") == 2
    assert units("\N{ROCKET}") == 2


@given(st.text(max_size=120))
def test_a_slug_is_latin_short_and_ends_with_its_day(title: str):
    """Whatever the headline, the slug is safe in an address."""
    made = slug(title, "2031-03-04")
    assert re.fullmatch(r"([a-z0-9]+-)*2031-03-04", made)
    assert len(made) <= LIMITS["slug"]


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


def test_a_reconstruction_is_disclosed_in_every_channel_field():
    """The disclosure of sample data starts with what it is."""
    pack = _pack(sample=True)
    assert pack["disclosure"].startswith(WATERMARK)
    channels = (pack["seo_title"], *pack["social"].values(), *pack["push"].values(), *pack["newsletter"].values())
    assert all(text.startswith(MARK) for text in channels)
    assert units(pack["seo_title"]) <= LIMITS["seo_title"]
    assert WATERMARK in _pack(sample=True)["json_ld"]["backstory"]
    assert WATERMARK not in _pack()["disclosure"]
