"""Files for other newsrooms, held against the standards' own schemas."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema

from newsgen.destinations import open_destination
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Block, Correction, Form, Release, Stage, Standing, Wish
from tests.conftest import shared_folder
from tests.release_kit import correction, release

NOW = datetime(2024, 3, 6, 1, tzinfo=UTC)
NOTICE = Correction(NOW + timedelta(hours=9), "The total was wrong.", "Withdrawal")
URI = "tag:example.test,2024-03-05:daily-2024-03-05-en"
FORMATS = ("ninjs-3.1", "ninjs-2.2", "newsml-g2", "superdesk")
G2 = {"g": "http://iptc.org/std/nar/2006-10-01/"}
EVIL = Block(Form.PARAGRAPH, html="<script>x</script>\x00 ]]> &lt;b&gt; 😀 \u2028")


def wire(path: Path, form: str, hours: float = 0, *, dry: bool = False, **options: Any) -> Any:
    """A watched folder, opened as a run opens it so many hours later."""
    (path / "in").mkdir(exist_ok=True)
    table = {
        "kind": "exchange", "path": str(path / "in"), "format": form, "authority": "example.test",
        "base": "https://example.test/wire", "usage": "For subscribers.", "located": "London",
    }  # fmt: skip
    return open_destination("wire", {**table, **options}, dry=dry, now=NOW + timedelta(hours=hours))


def send(there: Any, sent: Release, wish: Wish, mark: str = "h1") -> Standing:
    """What a delivery does."""
    there.ready()
    media = there.pictures(sent, {})
    found = there.find(sent.key, sent.slug)
    made: Standing = there.update(found[0], sent, wish, mark, media) if found else there.create(sent, wish, mark, media)
    assert there.find(sent.key, sent.slug) == (made,)
    return made


def files(path: Path) -> list[Path]:
    """The articles in the watched folder, the earliest version first."""
    return sorted(
        (one for one in (path / "in").iterdir() if one.is_file()), key=lambda one: int(one.stem.split(".v")[1])
    )


def told(path: Path) -> list[dict[str, str]]:
    """Of each file in turn what receivers go by, whatever its format."""
    found = []
    for file in files(path):
        if file.suffix == ".xml":
            root = ET.parse(file).getroot()
            status = root.find("g:itemMeta/g:pubStatus", G2)
            assert status is not None
            said = {
                "uri": root.get("guid"), "version": root.get("version"), "status": str(status.get("qcode"))[5:],
                "embargo": root.findtext("g:itemMeta/g:embargoed", "", G2),
                "body": root.findtext("g:contentSet/g:inlineData", "", G2),
                "title": root.findtext("g:contentMeta/g:headline", "", G2),
            }  # fmt: skip
        else:
            low = {name.lower(): value for name, value in json.loads(file.read_bytes()).items()}
            said = {
                "uri": low["uri"], "version": low["version"], "status": low["pubstatus"],
                "embargo": low.get("embargoed") or low.get("embargoeduntil") or "",
                "body": low["body_html"] if "body_html" in low else low["bodies"][0]["value"],
                "title": low["headline"] if "headline" in low else low["title"],
            }  # fmt: skip
        found.append({name: str(value) for name, value in said.items()})
    return found


def demand_valid(file: Path, form: str) -> None:
    """Raises where the standard's own schema refuses a file; Superdesk's dialect has no schema."""
    if form.startswith("ninjs"):
        schema = json.loads((schemas() / f"ninjs-schema_{form[-3:]}.json").read_bytes())
        checker = jsonschema.FormatChecker()
        jsonschema.Draft202012Validator(schema, format_checker=checker).validate(json.loads(file.read_bytes()))
    elif form == "newsml-g2":
        newsml_schema().validate(str(file))


def schemas() -> Path:
    """Where the standards' schemas are."""
    return shared_folder() / "cms" / "schemas"


@lru_cache(maxsize=1)
def newsml_schema() -> xmlschema.XMLSchema:
    """NewsML-G2 2.35, power."""
    locations = {"http://www.w3.org/XML/1998/namespace": str(schemas() / "xml.xsd")}
    return xmlschema.XMLSchema(schemas() / "NewsML-G2_2.35-spec-All-Power.xsd", locations=locations)


@pytest.mark.parametrize("form", FORMATS)
def test_every_version_of_an_article_is_valid(tmp_path: Path, form: str) -> None:
    """Held back, embargoed, released, corrected and cancelled: one name, a higher version each."""
    at = NOW + timedelta(hours=5)
    send(wire(tmp_path, form), release(), Wish())
    send(wire(tmp_path, form, 1), release(), Wish(Stage.SCHEDULED, at))
    send(wire(tmp_path, form, 6), release(), Wish(Stage.LIVE))
    made = send(wire(tmp_path, form, 8), release(version=2, corrections=(correction(),)), Wish(Stage.LIVE), "h2")
    gone = wire(tmp_path, form, 9).withdraw(made, release(version=3), NOTICE, "h3")
    for file in files(tmp_path):
        demand_valid(file, form)
    said = told(tmp_path)
    assert {one["uri"] for one in said} == {URI}
    assert [one["version"] for one in said] == ["1", "2", "3", "4", "5"]
    assert [one["status"] for one in said] == ["withheld", "usable", "usable", "usable", "canceled"]
    assert [one["embargo"] for one in said] == ["", "2024-03-06T06:00:00Z", "", "", ""]
    assert "An earlier version" in said[3]["body"]
    assert said[4]["title"] == "Withdrawal: recap of 5 March 2024"
    assert "69,170" not in files(tmp_path)[4].read_text("utf-8")
    assert (gone.stage, gone.sent) == (Stage.WITHDRAWN, "h3")


@pytest.mark.parametrize("form", FORMATS)
def test_an_article_with_little_and_with_hostile_text_is_valid(tmp_path: Path, form: str) -> None:
    """No picture, no tags, no author; signs that no file of text can hold."""
    bare = release(
        card=None, cards=(), charts=(), tags=(), authors=(), dek="", sources=(), disclosure="", newsroom="",
        headline="<b>&\x0b ]]> \u2028 😀", blocks=(EVIL,), json_ld={},
    )  # fmt: skip
    send(wire(tmp_path, form, usage="", located=""), bare, Wish(Stage.LIVE))
    demand_valid(files(tmp_path)[0], form)
    (said,) = told(tmp_path)
    assert "<script" not in said["body"]
    assert said["title"] == "<b>& ]]> 😀"


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_article_twice_is_one_file(tmp_path: Path, form: str) -> None:
    """Also when the receiver has taken it away."""
    send(wire(tmp_path, form), release(), Wish(Stage.LIVE))
    (file,) = files(tmp_path)
    before = file.read_bytes()
    send(wire(tmp_path, form, 5), release(), Wish(Stage.LIVE))
    assert file.read_bytes() == before
    file.unlink()
    send(wire(tmp_path, form, 6), release(), Wish(Stage.LIVE))
    assert files(tmp_path) == []
    send(wire(tmp_path, form, 7), release(headline="Another"), Wish(Stage.LIVE), "h2")
    assert [one["version"] for one in told(tmp_path)] == ["2"]


@pytest.mark.parametrize("form", FORMATS)
def test_pictures_lie_beside_and_are_told_with_their_sizes(tmp_path: Path, form: str) -> None:
    """In a folder of their own, for whoever watches takes every file for an article."""
    send(wire(tmp_path, form), release(), Wish(Stage.LIVE))
    text = files(tmp_path)[0].read_text("utf-8")
    for picture in sorted((tmp_path / "in" / "pictures").iterdir()):
        assert f"https://example.test/wire/pictures/{picture.name}" in text
    assert len(list((tmp_path / "in" / "pictures").iterdir())) == 2
    if form != "newsml-g2":
        assert '"width": 1200' in text


@pytest.mark.parametrize("form", FORMATS)
def test_it_is_told_how_the_text_was_made_and_what_it_is_about(tmp_path: Path, form: str) -> None:
    """In the press's own codes."""
    send(wire(tmp_path, form), release(sample=True), Wish())
    text = files(tmp_path)[0].read_text("utf-8")
    for code in ("dataDrivenMedia", "20001279", "20000385", "04000000", "Summary"):
        assert code in text
    assert "Reconstruction: made by newsgen" in text


def test_superdesk_reads_plain_dates_and_ascii(tmp_path: Path) -> None:
    """Its parser opens files in the system's encoding and knows one form of dates."""
    send(wire(tmp_path, "superdesk"), release(), Wish(Stage.SCHEDULED, NOW + timedelta(hours=5, milliseconds=3)))
    content = files(tmp_path)[0].read_bytes()
    assert content.isascii()
    item = json.loads(content)
    for name in ("firstcreated", "versioncreated", "embargoed"):
        datetime.strptime(item[name], "%Y-%m-%dT%H:%M:%SZ")
    assert item["guid"] == item["uri"] == URI
    assert item["associations"]["featuremedia"]["renditions"]["original"]["mimetype"] == "image/png"
    assert item["extra"]["newsgen_key"] == release().key
    assert "Superdesk fetches pictures" in wire(tmp_path, "superdesk", base="").ready()[0]


def test_files_are_finished_elsewhere_and_nothing_half_done_is_left(tmp_path: Path) -> None:
    """The folder for that lies outside of the one that is watched."""
    send(wire(tmp_path, "superdesk"), release(), Wish())
    assert [one.name for one in (tmp_path / ".in.newsgen").iterdir()] == [f"{release().key}.json"]
    with pytest.raises(SettingsError, match="outside"):
        wire(tmp_path, "superdesk", keep=str(tmp_path / "in" / "keep"))


def test_a_file_changed_by_a_person_is_not_overwritten(tmp_path: Path) -> None:
    """While it still lies there."""
    made = send(wire(tmp_path, "ninjs-3.1"), release(), Wish())
    (file,) = files(tmp_path)
    file.write_text(file.read_text("utf-8").replace("London", "Paris"), "utf-8")
    (found,) = wire(tmp_path, "ninjs-3.1").find(made.key, made.slug)
    assert dict(found.texts) != dict(made.texts)
    with pytest.raises(PublishError, match="person"):
        wire(tmp_path, "ninjs-3.1").update(made, release(), Wish(Stage.LIVE), "h2", {})
    assert "Paris" in file.read_text("utf-8")


def test_a_dry_run_shows_the_file_and_writes_nothing(tmp_path: Path) -> None:
    """Pictures first."""
    there = wire(tmp_path, "ninjs-3.1", dry=True)
    there.ready()
    there.create(release(), Wish(), "h1", {})
    assert [path.name for path in tmp_path.rglob("*")] == ["in"]
    assert [one.method for one in there.requests] == ["WRITE"] * 3
    assert URI in there.requests[-1].body


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"format": "ninjs"}, "expected one of"),
        ({"authority": "Example"}, "expected a domain"),
        ({"urgency": 0}, "expected 1 to 9"),
        ({"base": "ftp://x"}, "expected an address"),
    ],
)
def test_a_wrong_option_is_named(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    """With the way out."""
    with pytest.raises(SettingsError, match=said):
        wire(tmp_path, **{"form": "ninjs-3.1", **options})
