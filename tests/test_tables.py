"""A table of the settings is read as a dataclass says, and whatever does not fit is one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgen.errors import SettingsError
from newsgen.tables import meaning, options_of, read_table, says


@dataclass(frozen=True)
class Inner:
    """A table of its own."""

    path: str = says("Where")
    often: int = says("How often", 3)


@dataclass(frozen=True)
class Outer:
    """All kinds of options."""

    inner: Inner = field(metadata=meaning("A table"))
    name: str = says("What it is called")
    colours: tuple[str, ...] = says("Its colours", ("red",), ("red", "blue"))
    words: Mapping[str, str] = says("Its words", {})
    seconds: float = says("How long", 1.5)
    loud: bool = says("Whether it is loud", False)
    other: Inner | None = field(default=None, metadata=meaning("Another table"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    max_leaves=4,
)
GIVEN: dict[str, Any] = {"inner": {"path": "/x"}, "name": "one"}


def test_what_is_given_is_taken_and_the_rest_is_as_it_was() -> None:
    assert read_table(Outer, GIVEN, "places.one") == Outer(Inner("/x", 3), "one")
    full = {
        **GIVEN,
        "colours": ["blue", "red"],
        "words": {"a": "b"},
        "seconds": 2,
        "loud": True,
        "other": {"path": "y"},
    }
    made = read_table(Outer, full, "places.one")
    assert (made.colours, made.seconds, made.loud, made.other) == (("blue", "red"), 2.0, True, Inner("y"))
    assert dict(made.words) == {"a": "b"}
    assert read_table(Outer, {**GIVEN, "colours": "blue"}, "places.one").colours == ("blue",)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nam": "x"}, "places.one: no option called 'nam'; did you mean 'name'"),
        ({"zzz": "x"}, "no option called 'zzz'; there are: inner, name"),
        ({"name": 5}, "places.one.name is 5, expected text in quotation marks"),
        ({"loud": "yes"}, "expected true or false"),
        ({"seconds": True}, "expected a number"),
        ({"inner": {"path": "x", "often": 1.5}}, "places.one.inner.often is 1.5, expected a whole number"),
        ({"inner": {}}, r"places.one.inner: path is missing \(Where\)"),
        ({"inner": "x"}, r"expected a table; write \[places.one.inner\]"),
        ({"colours": ["green"]}, "is 'green', expected one of red, blue"),
        ({"words": ["a"]}, "expected a table"),
        ({"words": {"a": 1}}, "places.one.words.a is 1, expected text"),
    ],
)
def test_what_does_not_fit_is_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read_table(Outer, {**GIVEN, **changes}, "places.one")


def test_every_option_is_listed_with_its_meaning() -> None:
    found = {one.name: one for one in options_of(Outer)}
    assert list(found)[:3] == ["inner.path", "inner.often", "name"]
    assert (found["inner.often"].default, found["inner.often"].meaning) == (3, "How often")
    assert found["name"].default is None
    assert found["other.path"].meaning == "Where"


@given(st.dictionaries(st.sampled_from([*GIVEN, "colours", "words", "seconds", "loud", "other", "x"]), VALUES))
def test_any_table_is_read_or_refused_in_words(table: dict[str, Any]) -> None:
    said = ""
    try:
        assert isinstance(read_table(Outer, table, "places.one").inner, Inner)
    except SettingsError as error:
        said = str(error)
    assert said.startswith("places.one") or not said
