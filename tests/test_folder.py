"""Pages of static sites: front matter that every generator reads, text that no template engine takes for its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from newsgen.destinations import open_destination
from newsgen.destinations.folder_front import meta_front, read_yaml, yaml_front
from newsgen.destinations.folder_presets import FIELDS, PRESETS
from newsgen.destinations.folder_text import clean, inline, line, markdown, plain
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Block, Correction, Form, Release, Stage, Standing, Wish
from tests.release_kit import correction, release
from tests.services import packages

NOW = datetime(2024, 3, 6, 1, tzinfo=UTC)
NOTICE = Correction(NOW + timedelta(hours=9), "The total was wrong.", "Withdrawal")
SIGNS = "{}%<>[]()*_`#+-.!|\\~&;:'\"/=$^@"
TEXTS = st.text(max_size=60) | st.text(alphabet=f"{SIGNS} ab1\n\t\x00\x85\u2028\ud800é", max_size=60)
# Pelican's, and what Eleventy has in JavaScript, which follows CommonMark as Hugo and Astro do.
READERS = (
    lambda text: Markdown(extensions=["extra"]).convert(text),
    lambda text: MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text),
)
EVIL = "{{ site.secret }} {% include x %} {{< ref >}} {{% raw %}} <script>alert(1)</script> [x](javascript:1) ]]>"


def site(path: Path, preset: str = "hugo", now: datetime = NOW, *, dry: bool = False, **options: Any) -> Any:
    """A site's folder, opened as a run opens it."""
    table = {"kind": "folder", "path": str(path), "preset": preset, **options}
    return open_destination("site", table, dry=dry, now=now)


def send(folder: Any, sent: Release, wish: Wish, mark: str = "h1") -> Standing:
    """What a delivery does: pictures, then the page."""
    media = folder.pictures(sent, {})
    found = folder.find(sent.key, sent.slug)
    made: Standing = (
        folder.update(found[0], sent, wish, mark, media) if found else folder.create(sent, wish, mark, media)
    )
    assert folder.find(sent.key, sent.slug) == (made,)
    return made


def held(path: Path) -> dict[str, bytes]:
    """Every file below a folder but git's."""
    files = (one for one in path.rglob("*") if one.is_file() and ".git" not in one.parts)
    return {str(one.relative_to(path)): one.read_bytes() for one in files}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_page_goes_from_draft_to_live_to_corrected_to_withdrawn(tmp_path: Path, preset: str) -> None:
    """The date of going live stays, a correction says when it was, a withdrawn page says nothing but the notice."""
    folder = site(tmp_path, preset)
    assert send(folder, release(), Wish()).stage is Stage.DRAFT
    live = send(site(tmp_path, preset, NOW + timedelta(hours=1)), release(), Wish(Stage.LIVE))
    assert (live.stage, live.key, live.slug, live.sent) == (Stage.LIVE, release().key, release().slug, "h1")
    assert live.at == NOW + timedelta(hours=1)
    later = site(tmp_path, preset, NOW + timedelta(hours=8))
    corrected = send(later, release(version=2, corrections=(correction(),)), Wish(Stage.LIVE), "h2")
    assert corrected.at == live.at
    assert "An earlier version gave the total" in corrected.texts["body"]
    withdrawn = later.withdraw(corrected, release(), NOTICE, "h3")
    assert withdrawn.stage is Stage.WITHDRAWN
    assert "The total was wrong." in withdrawn.texts["body"]
    assert "69,170" not in (tmp_path / withdrawn.id).read_text("utf-8")
    assert not list(tmp_path.rglob("*.png"))


@pytest.mark.parametrize("preset", PRESETS)
def test_the_same_release_twice_changes_no_file(tmp_path: Path, preset: str) -> None:
    """Neither bytes nor time."""
    send(site(tmp_path, preset), release(), Wish(Stage.LIVE))
    before = {name: (content, (tmp_path / name).stat().st_mtime_ns) for name, content in held(tmp_path).items()}
    send(site(tmp_path, preset, NOW + timedelta(days=3)), release(), Wish(Stage.LIVE))
    assert {name: (text, (tmp_path / name).stat().st_mtime_ns) for name, text in held(tmp_path).items()} == before


@pytest.mark.parametrize("preset", sorted(set(PRESETS) - {"pelican"}))
def test_front_matter_is_yaml_with_the_presets_own_names(tmp_path: Path, preset: str) -> None:
    """As the generator's own reader takes it."""
    made = send(site(tmp_path, preset), release(headline=f"100%: {EVIL}"), Wish(Stage.LIVE))
    front = yaml.safe_load((tmp_path / made.id).read_text("utf-8").split("---\n")[1])
    names = PRESETS[preset].fields
    assert front[names["title"]] == f"100%: {EVIL}"
    assert front[names["date"]] == NOW
    assert front["newsgen_key"] == release().key
    assert front["newsgen_sent"] == "h1"
    assert front[names["tags"]] == list(release().tags)


def test_pelican_reads_its_own_lines(tmp_path: Path) -> None:
    """By the very reader of meta data that Pelican uses; texts are HTML there, and are escaped."""
    made = send(site(tmp_path, "pelican"), release(headline="R&D <b>: {{ x }}"), Wish(Stage.LIVE))
    reader = Markdown(extensions=["meta", "extra"])
    html = reader.convert((tmp_path / made.id).read_text("utf-8"))
    meta: dict[str, list[str]] = reader.Meta  # type: ignore[attr-defined]
    assert unescape(meta["title"][0]) == "R&D <b>: {{ x }}"
    assert "<" not in meta["title"][0]
    assert meta["status"] == ["published"]
    assert [tag.strip() for tag in meta["tags"][0].split(";")] == list(release().tags)
    assert "<strong>$69,170</strong>" in html
    assert 'src="{static}/images/' in html
    assert html.count("<table>") == 2


def test_a_draft_of_eleventy_has_no_address(tmp_path: Path) -> None:
    """It builds whatever says draft: true like anything else."""
    made = send(site(tmp_path, "eleventy"), release(), Wish())
    front, _ = read_yaml((tmp_path / made.id).read_text("utf-8"))
    assert (front["permalink"], front["eleventyExcludeFromCollections"]) == (False, True)
    assert front["templateEngineOverride"] == "md"
    live = send(site(tmp_path, "eleventy"), release(), Wish(Stage.LIVE))
    assert "permalink" not in read_yaml((tmp_path / live.id).read_text("utf-8"))[0]


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_that_a_template_engine_reads_stands_in_the_text(tmp_path: Path, preset: str) -> None:
    """A brace is an entity, whether it stood in a paragraph, a table, a list or under a picture."""
    bad = EVIL.replace("<", "&lt;")
    blocks = (
        Block(Form.PARAGRAPH, html=bad),
        Block(Form.LIST, items=(bad, f"<code>{bad}</code>")),
        Block(Form.TABLE, caption=EVIL, head=(EVIL, "b"), rows=((EVIL, "|"),)),
        Block(Form.QUOTE, html=f"<strong>{bad}</strong>"),
        *release().blocks,
    )
    made = send(site(tmp_path, preset), release(blocks=blocks), Wish(Stage.LIVE))
    body = made.texts["body"].replace("({static}/", "(")
    assert not re.search(r"[{}]|<script", body)
    shown = Markdown(extensions=["tables"]).convert(body.replace("{static}", ""))
    assert not re.search(r"<script|=.javascript", shown)
    assert unescape(shown).count("{{ site.secret }}") == 7


@given(TEXTS)
def test_any_text_survives_front_matter(text: str) -> None:
    """What is no control character comes back as it was."""
    front = {"title": text, "list": [text, "x"], "table": {"a": text}}
    found, body = read_yaml(yaml_front(front) + "\nbody\n")
    assert found == {"title": clean(text), "list": [clean(text), "x"], "table": {"a": clean(text)}}
    assert body == "\nbody\n"
    reader = Markdown(extensions=["meta"])
    reader.convert(meta_front({"Title": text, "Status": "draft"}))
    meta: dict[str, list[str]] = reader.Meta  # type: ignore[attr-defined]
    assert unescape(meta.get("title", [""])[0]) == line(text)
    assert meta["status"] == ["draft"]


@given(TEXTS)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Markdown makes nothing of it but a paragraph with the same signs."""
    for reader in READERS:
        shown = re.sub(r"</?p>", "", reader(plain(text)))
        assert "<" not in shown
        assert unescape(shown).split() == line(text).split()


@given(TEXTS, TEXTS)
def test_marks_are_marks_and_words_are_words(one: str, two: str) -> None:
    """Strong words stay in their place, strong or not, and nothing else becomes markup."""
    said = [escape(line(part), quote=False) for part in (one, two)]
    for reader in READERS:
        html = reader(inline(f"a {said[0]} <strong>{said[1]}</strong> b"))
        assert set(re.findall("</?[a-z]+", html)) <= {"<p", "</p", "<strong", "</strong"}
        assert unescape(re.sub("<[^<>]*>", "", html)).split() == f"a {line(one)} {line(two)} b".split()


@given(TEXTS, TEXTS)
def test_a_table_has_its_cells_whatever_they_hold(one: str, two: str) -> None:
    """No sign of a cell parts it, or ends the table."""
    table = Block(Form.TABLE, head=("A", "B"), rows=((f"x{one}", f"y{two}"),))
    for reader in READERS:
        cells = re.findall("<td[^<>]*>(.*?)</td>", reader(markdown((table,), {}, {})), re.DOTALL)
        assert [unescape(cell).split() for cell in cells] == [line(f"x{one}").split(), line(f"y{two}").split()]


def test_a_site_calls_its_fields_as_it_likes(tmp_path: Path) -> None:
    """One is renamed, one left out, one added; the draft's as well."""
    options = {"fields": {"hero_image": "cover", "tags": "", "draft": "hidden"}, "extra": {"layout": "post"}}
    made = send(site(tmp_path, "astro", **options), release(), Wish())
    front, _ = read_yaml((tmp_path / made.id).read_text("utf-8"))
    assert str(front["cover"]).startswith("./")
    assert (front["hidden"], front["layout"]) == (True, "post")
    assert not {"tags", "heroImage", "draft"} & set(front)


def test_scheduled_pages_wait_where_the_generator_makes_them(tmp_path: Path) -> None:
    """Elsewhere they would be seen at once, and are refused."""
    wish = Wish(Stage.SCHEDULED, NOW + timedelta(hours=5))
    (tmp_path / "hugo").mkdir()
    made = send(site(tmp_path / "hugo"), release(), wish)
    assert (made.stage, made.at) == (Stage.SCHEDULED, wish.at)
    (later,) = site(tmp_path / "hugo", now=NOW + timedelta(hours=6)).find(made.key, made.slug)
    assert later.stage is Stage.LIVE
    for preset in ("pelican", "eleventy", "astro", "plain"):
        with pytest.raises(PublishError, match="future"):
            site(tmp_path, preset).create(release(), wish, "h1", {})
    assert site(tmp_path, "pelican", future=True).create(release(), wish, "h1", {}).stage is Stage.SCHEDULED


def test_a_page_changed_by_a_person_is_not_overwritten(tmp_path: Path) -> None:
    """The change is seen in the words that stand there, also where only a tag was changed, and refused at the last."""
    folder = site(tmp_path)
    made = send(folder, release(), Wish())
    path = tmp_path / made.id
    path.write_text(path.read_text("utf-8").replace('"Liquidations"', '"Leverage"'), "utf-8")
    (found,) = folder.find(made.key, made.slug)
    assert found.touched != made.touched
    assert dict(found.texts) != dict(made.texts)
    with pytest.raises(PublishError, match="person"):
        folder.update(made, release(headline="Another"), Wish(), "h2", {})
    with pytest.raises(PublishError, match="person"):
        folder.withdraw(made, release(), NOTICE, "h2")
    assert "Leverage" in path.read_text("utf-8")


def test_a_page_is_found_wherever_a_person_moved_it(tmp_path: Path) -> None:
    """By its key, and no key that begins alike."""
    folder = site(tmp_path)
    made = send(folder, release(), Wish())
    send(folder, release(key=f"{release().key}-2", slug="another"), Wish())
    moved = tmp_path / "content" / "posts" / "2024" / "record.md"
    moved.parent.mkdir()
    (tmp_path / made.id).rename(moved)
    (found,) = folder.find(made.key, made.slug)
    assert found.id == "content/posts/2024/record.md"
    assert found.key == made.key


def test_somebody_elses_page_at_the_address_is_no_page_of_newsgens(tmp_path: Path) -> None:
    """It is told as another's, and never written over."""
    path = tmp_path / "content" / "posts" / release().slug / "index.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: Mine\n---\nHands off.\n", "utf-8")
    folder = site(tmp_path)
    (found,) = folder.find(release().key, release().slug)
    assert (found.key, found.texts["title"]) == ("", "Mine")
    with pytest.raises(PublishError, match="there already"):
        folder.create(release(), Wish(), "h1", {})
    with pytest.raises(PublishError, match="not deleted"):
        folder.remove(found)
    assert "Hands off" in path.read_text("utf-8")


@pytest.mark.parametrize("slug", ["../../etc/passwd", "/etc/passwd", "a/b", "..", "a\0b", "", "A b", ".hidden"])
def test_no_slug_leads_out_of_the_folder(tmp_path: Path, slug: str) -> None:
    """Nothing is written."""
    (tmp_path / "site").mkdir()
    folder = site(tmp_path / "site")
    with pytest.raises(PublishError, match="no name for a file"):
        folder.create(release(slug=slug), Wish(), "h1", {})
    with pytest.raises(PublishError):
        folder.pictures(release(slug=slug), {})
    assert not held(tmp_path)


def test_no_link_in_the_folder_leads_out_of_it(tmp_path: Path) -> None:
    """A folder of the site that is a link to elsewhere is refused."""
    (tmp_path / "site" / "content").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site" / "content" / "posts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PublishError, match="leads out"):
        site(tmp_path / "site").create(release(), Wish(), "h1", {})
    assert not held(tmp_path / "elsewhere")


def test_earlier_pictures_go_and_a_persons_stay(tmp_path: Path) -> None:
    """A picture is named after its bytes; one that was retouched under that name is nobody's to delete."""
    folder = site(tmp_path)
    made = send(folder, release(), Wish(Stage.LIVE))
    bundle = (tmp_path / made.id).parent
    chart = next(bundle.glob("*bitcoin-price*"))
    card = next(bundle.glob("*card*"))
    chart.write_bytes(b"retouched")
    (bundle / "own.png").write_bytes(b"own")
    bare = release(card=None, cards=(), charts=(), version=2)
    send(folder, bare, Wish(Stage.LIVE), "h2")
    assert (chart.read_bytes(), (bundle / "own.png").read_bytes()) == (b"retouched", b"own")
    assert not card.exists()


def test_a_dry_run_shows_every_file_and_writes_none(tmp_path: Path) -> None:
    """What it would answer is what a real one does."""
    folder = site(tmp_path, dry=True, git=False)
    made = folder.create(release(), Wish(Stage.LIVE), "h1", folder.pictures(release(), {}))
    assert not held(tmp_path)
    assert [one.method for one in folder.requests] == ["WRITE"] * 3
    assert folder.requests[-1].url == made.id
    assert folder.requests[-1].body.startswith('---\ntitle: "Bitcoin falls')
    assert site(tmp_path).create(release(), Wish(Stage.LIVE), "h1", {}) == made


def test_a_made_up_article_says_so_at_the_top(tmp_path: Path) -> None:
    """Above everything else in the text."""
    made = send(site(tmp_path), release(sample=True), Wish())
    assert made.texts["body"].strip().startswith("Reconstruction: made by newsgen")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"preset": "hygo"}, "expected one of"),
        ({"presets": "hugo"}, "did you mean 'preset'"),
        ({"page": "{slog}.md"}, "{slog} is unknown"),
        ({"fields": {"titel": "x"}}, "nothing is called 'titel'"),
    ],
)
def test_a_wrong_option_is_named(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    """With the way out."""
    with pytest.raises(SettingsError, match=re.escape(said)):
        site(tmp_path, **{"preset": "hugo", **options})


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Before anything is sent."""
    with pytest.raises(PublishError, match="there is no folder"):
        site(tmp_path / "nowhere").ready()


def test_every_field_of_a_preset_is_explained() -> None:
    """So that settings can name it."""
    assert {name for preset in PRESETS.values() for name in preset.fields} <= set(FIELDS)


@pytest.mark.xdist_group("hugo")
def test_hugo_builds_the_page_with_its_picture_and_leaves_drafts_out(tmp_path: Path) -> None:
    """Texts that look like shortcodes are shown; a scheduled page waits, a draft is not there."""
    try:
        packages.installed(("hugo",), ("hugo",))
    except packages.NoPackageError as error:
        pytest.fail(str(error)) if os.environ.get("CI") == "true" else pytest.skip(str(error))
    (tmp_path / "hugo.toml").write_text('baseURL = "https://example.test/"\n', "utf-8")
    (tmp_path / "config.toml").write_text('baseURL = "https://example.test/"\n', "utf-8")
    layouts = tmp_path / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "single.html").write_text("<h1>{{ .Title }}</h1>{{ .Content }}", "utf-8")
    evil = Block(Form.PARAGRAPH, html="{{&lt; ref x &gt;}} and {{% raw %}} and {{ . }}")
    send(site(tmp_path), release(blocks=(evil, *release().blocks)), Wish(Stage.LIVE))
    send(site(tmp_path), release(key="daily-2024-03-06-en", slug="a-draft"), Wish())
    far = Wish(Stage.SCHEDULED, datetime(2199, 1, 1, tzinfo=UTC))
    send(site(tmp_path), release(key="daily-2024-03-07-en", slug="to-come"), far)
    hugo = shutil.which("hugo")
    assert hugo is not None
    done = subprocess.run([hugo, "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    built = tmp_path / "public" / "posts"
    html = unescape((built / release().slug / "index.html").read_text("utf-8"))
    assert "{{< ref x >}} and {{% raw %}} and {{ . }}" in html
    assert "<strong>$69,170</strong>" in html
    assert html.count("<table>") == 2
    for source in re.findall(r'<img src="([^"]+)"', html):
        assert (built / release().slug / source).is_file()
    assert not (built / "a-draft" / "index.html").exists()
    assert not (built / "to-come" / "index.html").exists()
