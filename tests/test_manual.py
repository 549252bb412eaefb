"""The editor's manual says what there is: its tables are made from the house and the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsgen.house.angle import KEYS
from newsgen.house.expressions import PROSE_TESTS
from newsgen.house.syntax import MAYBE, SAY, VARY
from tests import manual


@pytest.mark.parametrize("file", manual.MANUALS, ids=lambda file: file.name)
def test_the_manual_is_up_to_date(file: Path):
    """A new fact, filter, angle or option is in its manual, or `python -m tests.manual` has to be run."""
    text = file.read_text("utf-8")
    parts = manual.MANUALS[file]
    assert text == manual.written(text, parts), "run `python -m tests.manual`, read what it changed, and keep it"


def test_every_test_and_key_is_explained():
    """What rules and prose may say has a sentence."""
    assert set(manual.TESTS) == set(PROSE_TESTS)
    assert set(manual.RULE) == set(KEYS)


def test_every_fact_is_listed_or_named_as_a_twin():
    """No fact of the catalogue is left out: each stands in a table, or its family's twin does."""
    text = "\n".join(manual.facts())
    for fact_id in manual.CATALOGUE:
        space, _, name = fact_id.partition(".")
        assert f"`{manual.SAME.get(space, space)}.{name}`" in text, fact_id


def test_every_phrase_is_explained():
    """The note at the head of the phrases names each of them."""
    text = "\n".join(manual.phrases())
    for name in re.findall(r"{% block (\w+) %}", manual.PHRASES.read_text("utf-8")):
        assert f"`{name}`" in text, name


def test_every_tag_is_explained():
    """All tags of our own, and `if`."""
    assert {VARY, MAYBE, SAY, "if"} == set(manual.TAGS)
