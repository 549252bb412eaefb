"""Guards of the text itself: residues, tone, causes, advice, sources, repetition, and what a whole article needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsgen.check.context import Doubt, View
from newsgen.check.lexicon import lexicon
from newsgen.check.reading import Reading
from newsgen.model import Facts

_RESIDUES = ("{{", "}}", "{%", "%}", "[[", "]]", "${", "%(", "()", "$-", "NaN", "None", "-0.0%", "−0.0%", " 0.0%")
_SPACING = (",,", " ,", " .", "$ ", "  ", "..")
_SIGNS = ("{", "}", "[[", "]]", "%(", "()", "$-", "NaN", "None", "0.0%", ",,", " ,", " .", "$ ", "  ", "..", "**", "`")
_NONE = re.compile(r"\bNone\b(?! of)")
_DOUBLE = re.compile(r"(?<=[^\s|])  +(?=[^\s|])")


def is_dirty(text: str) -> bool:
    """Whether anything in a text may be a residue: most texts are clean as a whole."""
    return any(sign in text for sign in _SIGNS)


def residues(text: str, *, strict: bool) -> Iterator[tuple[str, Doubt]]:
    """M2 and N7: what a template leaves behind when a value is missing; the severity comes first."""
    for residue in _RESIDUES:
        if residue in text and (residue != "None" or _NONE.search(text)):
            guard = "N7" if "0.0%" in residue else "M2"
            yield "BLOCK", Doubt(guard, f"{residue.strip()!r} is left in the text", words=residue.strip())
    for residue in _SPACING:
        if residue in text and not (residue == ".." and "..." in text) and (residue != "  " or _DOUBLE.search(text)):
            found = _DOUBLE.search(text) if residue == "  " else None
            words = found.group() if found else residue
            yield ("BLOCK" if strict else "WARN"), Doubt("M2", f"{residue!r} is left in the text", words=words)
    if text.count("**") % 2 or text.count("`") % 2:
        mark = "**" if text.count("**") % 2 else "`"
        yield ("BLOCK" if strict else "WARN"), Doubt("M2", "Markdown is left open", words=mark)


def tone(view: View) -> Iterator[tuple[str, Doubt]]:
    """V2, C2, C3, K1, T1, B1 by single words; the severity comes first."""
    reading = view.reading
    if reading.has("avoid:avoid"):
        yield "BLOCK", _of_words("V2", "words this desk does not print: {}", reading, "avoid:avoid")
    if reading.has("cause:cause") and not _on_file(view):
        claim = "a cause is claimed ({}) and no event is on file"
        hint = "Say 'as' or 'after', or put the event on file."
        yield "BLOCK", _of_words("C2", claim, reading, "cause:cause", hint)
    if reading.has("advice:advice") and not reading.has("attribution:said"):
        yield "BLOCK", _of_words("C3", "this reads as advice or a forecast: {}", reading, "advice:advice")
    if reading.has("residue:residue"):
        yield "BLOCK", _of_words("T1", "a test marker is left in the text: {}", reading, "residue:residue")
    if reading.has("garbled:garbled"):
        yield "BLOCK", _of_words("M2", "this is no English: {}", reading, "garbled:garbled")
    if reading.has("relative:today") and not reading.dates:
        claim = "a day is named by the reader's clock"
        yield "WARN", _of_words("K1", claim, reading, "relative:today", "Give the date.")
    for doubt in _sources(view):
        yield "BLOCK", doubt


def _of_words(guard: str, claim: str, reading: Reading, name: str, hint: str = "") -> Doubt:
    """A doubt about certain words; it stands at the first of them."""
    items = reading.items(name)
    return Doubt(guard, claim.format(", ".join(sorted({item.text for item in items}))), hint=hint, items=items[:1])


def _on_file(view: View) -> bool:
    return bool(view.index.facts.events) or "event.what" in view.index.known


def _sources(view: View) -> Iterator[Doubt]:
    """B1: a source that is named must be one the figures came from."""
    first = view.index.text("liq.source")
    for name in sorted(word.removeprefix("source:") for word in view.reading.words if word.startswith("source:")):
        if first is None or name.lower() not in first.lower():
            known = _known_sources(view)
            if known and not any(name.lower() in source for source in known):
                claim, hint = f"{name} is not a source of this day's figures", f"On file: {', '.join(sorted(known))}."
                yield Doubt("B1", claim, (), hint, view.reading.items(f"source:{name}")[:1])


def _known_sources(view: View) -> set[str]:
    facts = view.index.facts
    known = {str(fact.value).lower() for fact in facts.known.values() if fact.about.base == "source"}
    known |= {origin.source.lower() for fact in facts.known.values() for origin in fact.origins}
    return known | {quote.org.lower() for quote in facts.quotes} | {event.source.lower() for event in facts.events}


def whole(text: str, facts: Facts, body: str) -> Iterator[tuple[str, Doubt]]:
    """What a whole article must carry: the source and limits of its totals, the window, the label of a sample."""
    low = text.lower()
    labels = lexicon().labels
    source = facts.value("liq.source")
    if "liq.total" in facts.known:
        if not any(word in low for word in labels["floor"]):
            yield (
                "BLOCK",
                Doubt("B1", "no note says that liquidation totals are a floor", ("liq.total",), "Add the method note."),
            )
        if isinstance(source, str) and source.lower() not in low:
            yield (
                "BLOCK",
                Doubt("B1", "no source of the liquidation figures is named", ("liq.source",), f"Name {source}."),
            )
        if not any(word in low for word in labels["window"]):
            yield (
                "BLOCK",
                Doubt(
                    "K2",
                    "the text never says what window its figures are of",
                    ("window.end",),
                    "Say 'in the 24 hours to ...'.",
                ),
            )
    if facts.sample and not any(word in low for word in labels["sample"]):
        yield (
            "BLOCK",
            Doubt("T1", "the figures are a reconstruction and the text does not say so", (), "Add the label."),
        )
    if len(body.split()) < 25:
        yield "HOLD", Doubt("M3", "the text is shorter than a brief")


def repeated(body: str) -> Iterator[Doubt]:
    """R1: six words in a row that stand twice."""
    words = body.split()
    runs = list(zip(words, words[1:], words[2:], words[3:], words[4:], words[5:]))
    if len(set(runs)) == len(runs):
        return
    seen: set[tuple[str, ...]] = set()
    for run in runs:
        if run in seen and sum(word[0].isupper() for word in run) < 2:  # lists of names may stand again
            yield Doubt("R1", f"the words {' '.join(run)!r} stand twice")
            return
        seen.add(run)
