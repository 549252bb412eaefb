"""Whatever an article says, it reaches a CMS as text: neither the template engine nor JSON ever reads it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as laws
from hypothesis import strategies as st

from newsgen.delivery import deliver, take_back
from newsgen.destinations import open_destination
from newsgen.destinations.generic_body import PROBE, fields_of, probed
from newsgen.destinations.generic_names import NAMES
from newsgen.destinations.generic_reading import at_path, filled, marked, marker
from newsgen.errors import HouseError, PublishError
from newsgen.history import open_history
from newsgen.house.outside import render_json
from newsgen.model import Outcome, Release, Stage, Wish
from newsgen.pack import CHANNELS
from newsgen.settings import load_settings
from tests.conftest import ROOT
from tests.generic_kit import TEMPLATE, opened
from tests.release_kit import correction, release
from tests.services import little_cms
from tests.services.little_cms import EDITOR, LittleCms

EXAMPLES = sorted((ROOT / "templates" / "destinations").glob("*.json"))
SIGNS = (
    *('"', "\\", "{{", "}}", "{%", "%}", "{#", "#}", "{", "}", "[", "]", ",", ":", "\n", "\u2028", "\x00", "null"),
    *("{{ 7 * 7 }}", "{% raw %}", '", "status": "published', '\\"', "\\u0022", "<", ">", "!>", ":0>", "é", "😀"),
)
ODD = st.text(max_size=60) | st.lists(st.sampled_from(SIGNS), max_size=20).map("".join)
JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
DRAFT = Wish()
NESTED = """{
"a": {{ one }}, "b": "x {{ one }} \\" {{ two }}", {{ two }}: [{% for item in many %}{{ item }},{% endfor %} 0],
{% macro tagged(text) %}<b>{{ text }}</b>{% endmacro %}{% set kept %}[{{ one }}]{% endset %}
"c": {{ tagged(one) }}, "d": "{{ tagged(two) }}{{ kept }}", "e": {{ many | tojson }}, "f": {{ one ~ two }},
"g": "{{ n }}", "h": {{ n }}, "i": {{ nothing }}, "j": "{{ nothing }}"}"""


def written(folder: Path, text: str) -> tuple[str, list[Path]]:
    """A template in a file."""
    (folder / "made.json").write_text(text, encoding="utf-8")
    return "made.json", [folder]


@given(ODD, ODD.filter(lambda text: text not in "abcdefghij"), st.lists(ODD, max_size=3))
@laws(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example('"}, "status": "published', "{{ 7 * 7 }}", ["],["])
def test_any_text_stays_text_wherever_a_template_prints_it(tmp_path: Path, one: str, two: str, many: list[str]) -> None:
    name, folders = written(tmp_path, NESTED)
    made = render_json(name, folders, {"one": one, "two": two, "many": many, "n": 5, "nothing": None})
    assert made == {
        "a": one, "b": f'x {one} " {two}', two: [*many, 0], "c": f"<b>{one}</b>", "d": f"<b>{two}</b>[{one}]",
        "e": many, "f": one + two, "g": "5", "h": 5, "i": None, "j": "",
    }  # fmt: skip


@given(ODD, ODD, ODD)
@laws(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example('","status":"published","x":"', "{{ marker }}", "newsgen:key=other sent=0 ")
def test_any_article_has_its_own_marker_and_its_own_words(tmp_path: Path, headline: str, dek: str, tag: str) -> None:
    name, folders = written(tmp_path, TEMPLATE)
    made = replace(PROBE, headline=headline, dek=dek, tags=(tag,), json_ld={headline: [dek, {"x": tag}]})
    fields = fields_of(made, stage=Stage.DRAFT, status="draft", at=None, sent="abc", media={})
    post = render_json(name, folders, fields)["data"]
    assert (post["title"], post["excerpt"], post["tags"]) == (headline, dek, [tag])
    assert post["meta"] == {headline: [dek, {"x": tag}]}
    assert (post["status"], post["newsgen"]) == ("draft", marker(PROBE.key, "abc"))
    assert set(post) == {"title", "html", "excerpt", "slug", "status", "newsgen", "publish_at", "tags", "cover", "meta"}


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ nobody }}", "'nobody' is undefined"),
        ("{{ one.__class__ }}", "undefined|unsafe"),
        ("{{ ''.__class__.__mro__ }}", "undefined|unsafe"),
        ("{{ many.append('x') }}", "safely callable|unsafe"),
        ('{{ "%s"|format(one) | upper }} x', "does not make JSON"),
        ("{% include '../secret.json' %}", "there is no such template"),
        ("NaN", "NaN is no number"),
        ('{"a": 1', "does not make JSON"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{% set kept %}{{ one }}{% endset %}{{ kept | upper }}", "a filter changed it"),
        ("{% set kept %}{{ one }}{% endset %}{{ kept | reverse | join }}", "a filter changed it"),
        ('{% set kept %}{{ one }}{% endset %}{{ kept | replace("0", "7") }}', "a filter changed it"),
        ("{% set kept %}{{ one }}{% endset %}{{ many }}", "is not in the JSON"),
        ("{{ render_json }}", "undefined"),
        ("{{ lipsum }}", "JSON serializable"),
    ],
)
def test_a_template_that_asks_for_too_much_is_one_sentence(template: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.json").write_text("{}")
    name, folders = written(tmp_path, template)
    with pytest.raises(HouseError, match=sentence):
        render_json(name, folders, {"one": "abc", "many": ["x"]})


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_path_into_any_answer_gives_something_or_nothing(answer: Any) -> None:
    for path in ("", "0", "data.0.id", "..", "0.0.0"):
        at_path(answer, path)
    assert at_path(answer, "") is answer


@given(st.text(), st.text())
def test_what_is_put_into_an_address_stays_in_its_place(id: str, slug: str) -> None:
    try:
        path = filled("/posts/{id}?slug={slug}", id=id, slug=slug)
    except (PublishError, UnicodeEncodeError):
        return
    assert path.count("/") == 2
    assert path.count("?") == 1
    assert "#" not in path
    assert "&" not in path


def test_a_marker_is_read_back_wherever_it_stands() -> None:
    assert marked(f"<p>x</p><!-- {marker('k-1', 'ab')}-->") == ("k-1", "ab", False)
    assert marked([{"text": marker("k", "ab", withdrawn=True).strip()}]) == ("k", "ab", True)
    assert marked("newsgen:key= sent=1") == ("", "", False)
    assert marked(None) == ("", "", False)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_opens_as_its_comment_says_and_prints_the_marker(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSGEN_CMS_TOKEN", "x")
    comment = file.read_text("utf-8").partition("#}")[0]
    assert "not run against it" in comment
    table = tomllib.loads(comment[comment.index("[destinations.cms]") :])["destinations"]["cms"]
    open_destination("cms", table, dry=True, now=datetime(2025, 1, 1, tzinfo=UTC)).close()
    assert table["template"] == file.name
    fields = probed() | {"headline": 'A "headline" {{ x }}'}
    made = render_json(file.name, [file.parent], fields)
    assert marked(made)[0] == PROBE.key
    assert json.dumps(fields["headline"]) in json.dumps(made)


def test_an_example_is_read_from_a_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSGEN_CMS_TOKEN", "x")
    comment = EXAMPLES[0].read_text("utf-8").partition("#}")[0]
    file = tmp_path / "newsgen.toml"
    file.write_text(comment[comment.index("[destinations.cms]") :], encoding="utf-8")
    table = load_settings(file).settings.destinations["cms"]
    opened = open_destination("cms", table, dry=False, now=datetime(2025, 1, 1, tzinfo=UTC))
    assert (opened.kind, opened.settle) == ("http", 120.0)
    opened.close()


def test_every_name_that_a_template_can_print_is_told_what_it_is() -> None:
    assert sorted(NAMES) == sorted(probed())
    real = fields_of(article(), stage=Stage.LIVE, status="x", at=None, sent="a", media={}, notice=correction())
    assert sorted(real) == sorted(NAMES)
    assert {"subject", "preheader", "blurb"} == set(probed()["newsletter"])
    assert set(CHANNELS) == set(probed()["social"])


def test_every_example_is_shipped() -> None:
    assert [file.stem for file in EXAMPLES] == ["directus", "payload", "strapi"]


# Exactly once, with the whole of it


@cache
def article() -> Release:
    """One article for all."""
    return release()


@pytest.fixture
def publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A CMS, and a function that publishes to it as one run of a newsroom would."""
    monkeypatch.setenv("NEWSGEN_CMS_TOKEN", EDITOR)
    runs = []

    def publish(wish: Wish = DRAFT, made: Release | None = None, **more: Any) -> Outcome:
        runs.append(1)
        there = opened(cms, tmp_path, seconds=more.pop("seconds", 2), dry=more.get("dry", False))
        with open_history(str(tmp_path / "history.sqlite")) as journal:
            try:
                return deliver(
                    there, made or article(), wish, journal, lambda: datetime.now(UTC), owner=f"run {len(runs)}", **more
                )
            finally:
                there.close()

    def withdraw() -> Outcome:
        there = opened(cms, tmp_path)
        with open_history(str(tmp_path / "history.sqlite")) as journal:
            try:
                return take_back(there, article(), correction(), journal, lambda: datetime.now(UTC), owner="withdrawal")
            finally:
                there.close()

    with little_cms.running() as cms:
        yield cms, publish, withdraw


Publishing = tuple[LittleCms, Callable[..., Outcome], Callable[[], Outcome]]


def test_an_article_goes_from_draft_to_live_to_withdrawn(publishing: Publishing) -> None:
    cms, publish, withdraw = publishing
    assert publish(dry=True).what == "would"
    assert cms.writes == []
    assert [publish().what, publish().what, publish(Wish(Stage.LIVE)).what] == ["created", "unchanged", "updated"]
    assert [post["status"] for post in cms.posts.values()] == ["published"]
    assert withdraw().what == "withdrawn"
    assert [post["status"] for post in cms.posts.values()] == ["archived"]
    assert "does not go out again" in publish(Wish(Stage.LIVE)).sentence


@pytest.mark.parametrize("after", [500, 504, "empty", "page", "hang up"])
def test_an_answer_that_is_lost_makes_no_second_article(after: int | str, publishing: Publishing) -> None:
    cms, publish, _ = publishing
    publish(made=replace(article(), key="another", slug="another"))
    cms.after = [after]
    outcome = publish(Wish(Stage.LIVE))
    assert outcome.what in ("created", "adopted"), outcome
    assert len(cms.posts) == 2
    assert publish(Wish(Stage.LIVE)).what == "unchanged"


def test_a_slow_cms_makes_no_second_article(publishing: Publishing) -> None:
    cms, publish, _ = publishing
    assert publish(made=replace(article(), key="another", slug="another")).well
    cms.slow = 0.25
    assert publish(seconds=0.1).what in ("created", "adopted", "refused", "unknown")
    cms.slow = 0.0
    assert publish().well
    assert len(cms.posts) == 2


def test_what_a_person_did_there_stands(publishing: Publishing) -> None:
    cms, publish, _ = publishing
    publish()
    cms.person(1, title="A better headline")
    outcome = publish(Wish(Stage.LIVE))
    assert (outcome.what, "a person changed" in outcome.sentence) == ("refused", True)
    assert cms.posts[1]["title"] == "A better headline"
    cms.person(1, status="trash")
    assert publish().what == "rejected"
    assert len(cms.posts) == 1


def test_a_scheduled_article_is_left_alone_when_it_went_live(publishing: Publishing) -> None:
    cms, publish, _ = publishing
    wish = Wish(Stage.SCHEDULED, datetime.now(UTC) + timedelta(hours=1))
    assert publish(wish).what == "created"
    cms.person(1, status="published")
    assert publish(wish).what == "unchanged"


def test_an_address_that_is_taken_is_not_taken_away(publishing: Publishing) -> None:
    cms, publish, _ = publishing
    cms.make({"slug": article().slug, "status": "published", "title": "Something else"})
    outcome = publish()
    assert outcome.what == "created"
    assert [post["slug"] for post in cms.posts.values()] == [article().slug, f"{article().slug}-recap"]
