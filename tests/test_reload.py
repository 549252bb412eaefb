"""A house that is opened again reads only what changed, and tells as a house does that was never opened before."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path

import pytest

from newsgen import newsroom
from newsgen.errors import HouseError
from newsgen.house import House, load, load_house, stamp
from newsgen.house.kept import Kept
from newsgen.house.pages import render_page
from newsgen.model import Article, Facts
from newsgen.sample import END, folder

SHIPPED = Path(__file__).resolve().parent.parent / "templates"
Edit = Callable[[Path], None]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A newsroom's own copy of everything that ships."""
    return shutil.copytree(SHIPPED, tmp_path / "templates")


@lru_cache(maxsize=1)
def bundled() -> Facts:
    """What is known of the bundled day."""
    return newsroom.facts_of([folder()], END.date(), now=END)


def told(house: House) -> Article:
    """The bundled day."""
    return newsroom.compose(bundled(), newsroom.verdicts_of(bundled(), house), house).article


@contextmanager
def nothing_kept() -> Iterator[None]:
    """As in a process that has opened no house yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "_HOUSES", Kept(2))
        patch.setattr(load, "_MADE", Kept(4))
        yield


def replaced(file: Path, old: str, new: str) -> None:
    """A file with the first `old` replaced, which must be there."""
    text = file.read_text()
    assert re.search(old, text), f"{file}: no {old}"
    file.write_text(re.sub(old, new, text, count=1))


def test_nothing_is_read_again_where_nothing_changed(templates: Path):
    """The very same house; another style is another house."""
    house = load_house([templates], whole=False)
    assert load_house([templates], whole=False) is house
    assert load_house([templates], whole=False, style="lively") is not house


def test_what_does_not_depend_on_an_edit_is_kept(templates: Path):
    """A rule, a template and a phrase of one place leave the others as they were."""
    before = load_house([templates])
    replaced(templates / "angles/long_flush/en.md", "{% block lead %}", "{% block lead %}Words. ")
    replaced(templates / "angles/etf_turn/rule.toml", "score = ", "score = 1")
    after = load_house([templates])
    changed = {name for name in after.templates if after.templates[name] is not before.templates[name]}
    assert changed == {"angle:long_flush"}
    assert {name for name in after.angles if after.angles[name].rules is not before.angles[name].rules} == {"etf_turn"}


def test_a_phrase_changes_those_templates_that_say_it(templates: Path):
    """Also where it stands in another phrase; the others are kept."""
    before = load_house([templates])
    replaced(templates / "article/en/phrases.md", r"\{% block flow_run %\}", r"{% block flow_run %}, of late")
    after = load_house([templates])
    changed = {name for name in after.templates if after.templates[name] is not before.templates[name]}
    assert changed
    assert len(changed) < len(after.templates) / 2
    says = {name for name in after.templates if "of late" in "".join(after.templates[name].blocks.code.values())}
    assert says <= changed


def test_a_threshold_changes_those_rules_that_name_it(templates: Path):
    """The others are kept."""
    before = load_house([templates])
    replaced(templates / "house.toml", r"(?m)^squeeze_rise = .*$", "squeeze_rise = 9.5")
    after = load_house([templates])
    changed = {name for name in after.angles if after.angles[name].rules is not before.angles[name].rules}
    assert changed == {"short_squeeze"}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("angles/ath_new/en.md", r"\{% block lead %\}", "{% block lead %}{{ btc.nothing }}"),
        ("angles/ath_new/en.md", r"\{% block lead %\}", "{% block lead %}{% if %}"),
        ("angles/ath_new/rule.toml", "when = ", "when == "),
        ("angles/ath_new/rule.toml", 'when = "', 'when = "btc.nothing > 1 and '),
        ("article/en/phrases.md", r"\{% block toll %\}", "{% block toll %}{{ liq.nothing }}"),
        ("article/skeletons.toml", r"\[brief\]", "[brief"),
        ("house.toml", r"\[thresholds\]", "[thresholds"),
    ],
)
def test_a_broken_file_is_named_each_time_and_mending_it_recovers(templates: Path, file: str, old: str, new: str):
    """One sentence with the file; the mended house is the one from before."""
    before, good = load_house([templates]), (templates / file).read_bytes()
    replaced(templates / file, old, new)
    said = []
    for _ in range(3):
        with pytest.raises(HouseError) as error:
            load_house([templates])
        said.append(str(error.value))
    assert len(set(said)) == 1
    assert said[0].startswith(f"templates/{file}")
    (templates / file).write_bytes(good)
    assert load_house([templates]) is before


def test_a_file_that_is_not_text_is_named(templates: Path):
    """And what to do."""
    (templates / "angles/ath_new/en.md").write_bytes(b"\xff\xfe")
    with pytest.raises(HouseError, match=r"templates/angles/ath_new/en.md: it is not UTF-8; save it as UTF-8"):
        load_house([templates])


def test_a_newsroom_s_own_file_counts_as_soon_as_it_is_there(templates: Path, tmp_path: Path):
    """And no longer when it is gone."""
    own = tmp_path / "own"
    (own / "article").mkdir(parents=True)
    shipped = load_house([own, templates])
    text = (templates / "article/skeletons.toml").read_text()
    (own / "article/skeletons.toml").write_text(re.sub(r"(?m)^title = .*$", 'title = "Ours"', text, count=1))
    assert "Ours" in {one.title for one in load_house([own, templates]).skeletons.values()}
    (own / "article/skeletons.toml").unlink()
    assert load_house([own, templates]) is shipped


def test_what_is_kept_is_bounded():
    """The latest used stay."""
    kept = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.get("place", key, lambda key=key: key.upper())
    assert len(kept) == 2
    assert kept.get("place", "a", lambda: "made again") == "A"
    assert kept.get("place", "b", lambda: "made again") == "made again"


def test_a_stamp_changes_with_any_file_of_the_templates(templates: Path):
    """New, changed, touched or gone; hidden files apart."""
    seen = [stamp([templates])]
    assert stamp([templates]) == seen[0]
    (templates / "angles/ath_new/.en.md.swp").write_text("an editor's own")
    assert stamp([templates]) == seen[0]
    replaced(templates / "page/article.css", "^", "/* ours */")
    seen.append(stamp([templates]))
    (templates / "angles/ath_new/de.md").write_text("")
    seen.append(stamp([templates]))
    (templates / "angles/ath_new/de.md").unlink()
    seen.append(stamp([templates]))
    assert seen[1] == seen[3]
    assert len(set(seen)) == 3


def test_a_page_is_made_of_its_template_as_it_stands(templates: Path, tmp_path: Path):
    """Changed within the same instant, put into an earlier folder, broken, mended and taken away."""
    own, page = tmp_path / "own/page", templates / "page/try.html"
    own.mkdir(parents=True)
    said = []
    for text in ("one", "two", "{% if %}", "six"):
        page.write_text(text)
        with pytest.raises(HouseError) if "%" in text else nullcontext():
            said.append(render_page("try.html", [own.parent, templates]))
    (own / "try.html").write_text("own")
    said.append(render_page("try.html", [own.parent, templates]))
    (own / "try.html").unlink()
    said.append(render_page("try.html", [own.parent, templates]))
    assert said == ["one", "two", "six", "own", "six"]


# What a newsroom may edit: a sequence of these in any order, as a desk sees it.
EDITS: tuple[tuple[str, str, str], ...] = (
    ("angles/ath_new/en.md", r"\{% block lead %\}", "{% block lead %}Well. "),
    ("angles/ath_new/en.md", r"\{% block headline %\}", "{% block headline %}{# nothing #}"),
    ("angles/etf_week/en.md", r"\{% block point %\}", "{% block point %}Also: "),
    ("angles/funding_flip/en.md", r"\{% block section %\}", "{% block section %}Then this. "),
    ("angles/short_squeeze/rule.toml", "score = 78", "score = 99"),
    ("angles/ath_new/rule.toml", r"score = \d+", "score = 41"),
    ("angles/ath_new/rule.toml", "excludes = ", "# excludes = "),
    ("article/en/money.md", r"\{% block text %\}", "{% block text %}So much for that. "),
    ("article/en/phrases.md", r"\{% block toll %\}", "{% block toll %}{% if liq.total > 5 %}So. {% endif %}"),
    ("article/en/phrases.md", r"\{% block source %\}", "{% block source %}, they say"),
    ("article/en/phrases.md", r"\{% block bitcoin %\}", "{% block bitcoin %}big "),
    ("article/skeletons.toml", r"headings = \d", "headings = 1"),
    ("house.toml", r"(?m)^squeeze_rise = .*$", "squeeze_rise = 0.1"),
    ("house.toml", r"(?m)^heavy = .*$", "heavy = 0.2"),
    ("house.toml", r"(?m)^flat = .*$", "flat = 0.3"),
    ("house.toml", r"(?m)^headlines = \d", "headlines = 3"),
    ("house.toml", r"(?m)^habit = \d+", "habit = 40"),
    ("house.toml", r"variant = \"\w+\"", 'variant = "us"'),
    ("house.toml", r"(?m)^BTC = .*$", 'BTC = "bitcoin core"'),
)


def _edit(templates: Path, rng: random.Random) -> None:
    file, old, new = rng.choice(EDITS)
    shipped, now = (SHIPPED / file).read_text(), (templates / file).read_text()
    if now != shipped and rng.random() < 0.3:
        (templates / file).write_text(shipped)
    elif re.search(old, now):
        replaced(templates / file, old, new)


def test_after_any_edits_a_kept_house_tells_as_one_that_was_never_opened_before(tmp_path: Path):
    """Byte for byte, over a random sequence of edits in both styles."""
    rng, work = random.Random(20250714), shutil.copytree(SHIPPED, tmp_path / "work")
    articles = set()
    for _ in range(10):
        for _ in range(rng.randint(1, 3)):
            _edit(work, rng)
        style = rng.choice(["wire", "wire", "lively"])
        article = told(load_house([work], style=style, whole=False))
        copy = shutil.copytree(work, tmp_path / "copy", dirs_exist_ok=True)
        with nothing_kept():
            assert article == told(load_house([copy], style=style, whole=False))
        articles.add(article.body_md)
    assert len(articles) > 5


_FRESH = """
import hashlib, sys
from pathlib import Path
from newsgen.house import load_house
from tests.test_reload import told
print(hashlib.sha256(repr(told(load_house([Path(sys.argv[1])], whole=False))).encode()).hexdigest())
"""


def test_another_process_tells_the_same(templates: Path):
    """After edits that came one by one here, and all at once there."""
    rng = random.Random(7)
    for _ in range(6):
        _edit(templates, rng)
        article = told(load_house([templates], whole=False))
    command = [sys.executable, "-c", _FRESH, str(templates)]
    done = subprocess.run(command, text=True, capture_output=True, check=True, cwd=SHIPPED.parent)
    assert done.stdout.strip() == hashlib.sha256(repr(article).encode()).hexdigest()
