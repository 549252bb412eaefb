"""Real articles, one change at a time: the spot stands where the change was made, and names what stood there."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.mutate import KINDS, Change, Copy, changed
from benchmarks.mutate.copy import Figure
from benchmarks.mutate.numbers import numbers, word_numbers
from benchmarks.mutate.truth import still_true
from newsgen.archive.papers import front_matter
from newsgen.check import bind, check_text, spots
from newsgen.merge.carry import words_of
from newsgen.model import Facts, Manuscript, Severity, Spot
from tests.conftest import ROOT, shared_folder
from tests.real_days import told

DAYS = (
    "seed", *sorted(file.stem for file in (ROOT / "tests" / "golden").glob("20*.md"))[::3],
)  # fmt: skip
FIELDS = ("headline", "dek", "key_points", "body_md")
FIGURES = ("digit", "swap", "scale", "misplaced", "sum")  # kinds of change after which a figure should be as it was
PER_KIND = 2
LEAST = 0.95


@pytest.fixture(scope="module")
def copies(shared: object) -> list[Copy]:  # noqa: ARG001
    """The articles of the sample and more than twenty real days, taken apart for changing."""
    return [Copy(edition.article, edition.facts) for edition in map(told, DAYS)]


def texts(manuscript: Manuscript) -> dict[str, str]:
    """The fields of a manuscript by name."""
    points = {f"key_points.{number}": point for number, point in enumerate(manuscript.key_points)}
    return {"headline": manuscript.headline, "dek": manuscript.dek, **points, "body_md": manuscript.body_md}


def changes(copy: Copy, kind: str) -> Iterator[Change]:
    """Some changes of a kind to the words that an editor can change."""
    random = Random(f"{copy.facts.day} {kind}")
    found = [
        change
        for change in KINDS[kind](copy, random)
        if not change.excluded and all(edit.field.partition(".")[0] in FIELDS for edit in change.edits)
    ]
    yield from random.sample(found, min(PER_KIND, len(found)))


def places(change: Change) -> list[tuple[str, int, int, int]]:
    """Where the changed words stand afterwards, and how long what stood there was."""
    made = []
    for edit in change.edits:
        before = [other for other in change.edits if other.field == edit.field and other.start < edit.start]
        start = edit.start + sum(len(other.new) - (other.end - other.start) for other in before)
        made.append((edit.field, start, start + len(edit.new), edit.end - edit.start))
    return made


def overlaps(spot: Spot, where: tuple[str, int, int, int]) -> bool:
    """Whether a spot covers some of a place."""
    return spot.field == where[0] and spot.start < where[2] and where[1] < spot.end


def test_untouched_articles_have_no_spot_that_blocks(copies: list[Copy]) -> None:
    """A true article is true in the eyes of who checks it as it is typed."""
    assert len(copies) > 20
    for copy in copies:
        found = spots(words_of(copy.article), copy.facts)
        assert not [spot for spot in found if spot.finding.severity is Severity.BLOCK]


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_found_in_its_sentence(kind: str, copies: list[Copy]) -> None:
    """Of the changes that are refused, nearly all have a spot in the changed sentence; figures have it upon them."""
    tally: Counter[str] = Counter()
    for copy in copies:
        for change in changes(copy, kind):
            article = changed(copy.article, change.edits)
            found = spots(words_of(article), copy.facts)
            if not found:
                continue
            after, made = Copy(article, copy.facts), places(change)
            near = [after.sentence(where[0], where[1]) for where in made]
            tally["refused"] += 1
            tally["upon"] += any(overlaps(spot, where) for spot in found for where in made)
            tally["within"] += any(
                overlaps(spot, (where[0], *span, 0)) for spot in found for where, span in zip(made, near)
            )
    assert tally["within"] >= LEAST * tally["refused"]
    assert kind not in (*FIGURES, "direction", "year") or tally["upon"] >= LEAST * tally["refused"]


def test_the_right_figure_is_the_one_that_stood_there(copies: list[Copy]) -> None:
    """After a change to a figure, what is said to be right is true of the fact that the writer printed there."""
    tally: Counter[bool] = Counter()
    for copy in copies:
        for change in (one for kind in FIGURES for one in changes(copy, kind)):
            found = spots(words_of(changed(copy.article, change.edits)), copy.facts)
            for edit, where in zip(change.edits, places(change)):
                right = next((spot.right for spot in found if overlaps(spot, where) and spot.right), "")
                figure = next(one for one in copy.figures if one.field == edit.field and one.start == edit.start)
                if right and figure.fact is not None:
                    tally[_prints(copy, figure, right)] += 1
    assert tally.total() > 150
    assert tally[True] >= LEAST * tally.total()


def _prints(copy: Copy, figure: Figure, text: str) -> bool:
    """Whether a text is the figure, or another true way to print its fact; judged apart from the checker."""
    read = next(iter(numbers(text) or word_numbers(text)), None)
    return text == figure.text or (read is not None and still_true(copy, figure, read.value, read.step))


def test_a_turned_word_makes_the_sentence_true_again(copies: list[Copy]) -> None:
    """Where a direction was turned and a word is offered, taking it leaves nothing that blocks."""
    tally: Counter[bool] = Counter()
    for copy in copies:
        for change in changes(copy, "direction"):
            words = words_of(changed(copy.article, change.edits))
            spot = next((spot for spot in spots(words, copy.facts) if spot.right), None)
            if spot is not None:
                text = texts(words)[spot.field]
                mended = with_text(words, spot.field, text[: spot.start] + spot.right + text[spot.end :])
                tally[not spots(mended, copy.facts)] += 1
    assert tally[True] >= LEAST * tally.total()


def test_figures_are_bound_to_what_the_writer_printed(copies: list[Copy]) -> None:
    """Every figure is bound: to the writer's fact or to one with its value, read from the finished words alone."""
    tally: Counter[bool] = Counter()
    for copy in copies:
        words, known = words_of(copy.article), copy.facts.known
        bound = bind(words, copy.facts)
        for one in copy.article.figures:
            if one.qualifier != "word" and one.where in texts(words):
                mine = [two for two in bound if two.where == one.where and two.start < one.end and one.start < two.end]
                tally[any(known[two.fact].value == known[one.fact].value for two in mine)] += 1
    assert tally.total() > 500
    assert tally[True] >= 0.97 * tally.total()


def with_text(words: Manuscript, field: str, text: str) -> Manuscript:
    """The words with another text in one field."""
    name, _, number = field.partition(".")
    points = words.key_points
    if number:
        return replace(words, key_points=(*points[: int(number)], text, *points[int(number) + 1 :]))
    if name == "headline":
        return replace(words, headline=text)
    return replace(words, dek=text) if name == "dek" else replace(words, body_md=text)


# ---- laws ------------------------------------------------------------------------------------------------------------

SNIPPETS = st.one_of(
    st.text(max_size=30).filter(lambda text: "---" not in text),
    st.sampled_from([
        "$457 million", "12.5%", "-3", "fell", "rose", "Ether", "because of", "“quoted”", "<!-- note: 7 -->", "**", "`",
        "\r\n\r\n", "\n\n## A heading\n\n", "[words](https://example.org)", "  ", "| a | 5% |", "yesterday", "U.S. ",
        "🙂", "\ue000", "\ue071 7", "seven days", "26 July 2022", "Thomas Perfumo", "buy the dip", "2022", "09:17 UTC",
    ]),
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), SNIPPETS), min_size=1, max_size=6)


def found_in(text: str, facts: Facts) -> set[tuple[str, Severity]]:
    """Guard and severity of what `check_text` finds, less what is of the text as a whole."""
    return {(finding.id, finding.severity) for finding in check_text(text, facts, whole=False)}


@settings(max_examples=120, deadline=None)
@given(EDITS, st.integers(0, len(DAYS) - 1))
def test_spots_are_what_check_text_finds(edits: list[tuple[float, int, str]], number: int) -> None:
    """Whatever is typed into an article: the same guards and severities, each inside its field."""
    shared_folder()
    edition = told(DAYS[number])
    words = words_of(edition.article)
    body = words.body_md
    for place, length, snippet in edits:
        start = round(place * len(body))
        body = body[:start] + snippet + body[start + length :]
    words = replace(words, body_md=body)
    front = {"title": words.headline, "dek": words.dek, "key_points": words.key_points}
    found = spots(words, edition.facts)
    text = f"{front_matter(front)}{words.body_md}"
    assert {(spot.finding.id, spot.finding.severity) for spot in found} == found_in(text, edition.facts)
    spans = [(spot.field, spot.start, spot.end) for spot in found]
    spans += [(one.where, one.start, one.end) for one in bind(words, edition.facts)]
    assert all(0 <= start <= end <= len(texts(words)[field]) for field, start, end in spans)


def test_a_whole_article_is_checked_as_one_types(copies: list[Copy]) -> None:
    """Half the time between two strokes of a fast typist is ample: thirty milliseconds, with a few faults in it."""
    words = words_of(copies[0].article)
    faulty = replace(words, body_md=words.body_md.replace(". ", ", or $987.6 million. ", 4))
    for manuscript in (words, faulty):
        spots(manuscript, copies[0].facts)  # shapes are read once
        times = []
        for _ in range(5):
            start = time.process_time()
            spots(manuscript, copies[0].facts)
            times.append(time.process_time() - start)
        assert min(times) < 0.03
