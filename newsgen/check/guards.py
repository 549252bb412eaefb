"""Guards of the text itself: residues, tone, causes, advice, quotation marks, repetition, and what a whole article needs."""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.check.context import Doubt, View
from newsgen.check.lexicon import lexicon
from newsgen.check.reading import Reading
from newsgen.model import Facts

_RESIDUES = ("{{", "}}", "{%", "%}", "[[", "]]", "${", "%(", "()", ",,", " ,", " .", "$ ", "  ", "-0.0%", "−0.0%", " 0.0%", "None", "NaN", "$-", "..")
_WORDS = ("cause", "advice", "avoid", "residue", "relative")


def residues(text: str) -> Iterator[Doubt]:
    """M2: what a template leaves behind when a value is missing."""
    for residue in _RESIDUES:
        if residue in text and not (residue == ".." and "..." in text):
            yield Doubt("N7" if "0.0%" in residue else "M2", f"{residue!r} is left in the text")
    if text.count("**") % 2 or text.count("`") % 2:
        yield Doubt("M2", "Markdown is left open")


def tone(view: View) -> Iterator[tuple[str, Doubt]]:
    """V2, C2, C3, K1, T1 by single words; the severity comes first."""
    words = view.reading.words
    if "avoid:avoid" in words:
        yield "BLOCK", Doubt("V2", f"words this desk does not print: {_found(view.reading, 'avoid', 'avoid')}")
    if "cause:cause" in words and not _on_file(view):
        yield "BLOCK", Doubt("C2", f"a cause is claimed ({_found(view.reading, 'cause', 'cause')}) and no event is on file", hint="Say 'as' or 'after', or put the event on file.")
    if "advice:advice" in words and "attribution:said" not in words:
        yield "BLOCK", Doubt("C3", f"this reads as advice or a forecast: {_found(view.reading, 'advice', 'advice')}")
    if "residue:residue" in words:
        yield "BLOCK", Doubt("T1", f"a test marker is left in the text: {_found(view.reading, 'residue', 'residue')}")
    if "relative:today" in words and not any(slot.mark == "\ue005" for slot in view.reading.slots):
        yield "WARN", Doubt("K1", "a day is named by the reader's clock", hint="Give the date.")


def _found(reading: Reading, kind: str, value: str) -> str:
    return ", ".join(sorted({item.text for segment in reading.segments for item in segment.items if item.kind == kind and item.value == value}))


def _on_file(view: View) -> bool:
    return bool(view.index.facts.events) or "event.what" in view.index.known


def sources(view: View) -> Iterator[Doubt]:
    """B1: a source that is named must be one the figures came from."""
    named = {word.removeprefix("source:") for word in view.reading.words if word.startswith("source:")}
    if not named:
        return
    known = {str(fact.value).lower() for fact in view.index.known.values() if fact.about.base == "source"}
    known |= {origin.source.lower() for fact in view.index.known.values() for origin in fact.origins}
    known |= {quote.org.lower() for quote in view.index.facts.quotes} | {event.source.lower() for event in view.index.facts.events}
    for name in sorted(named):
        if known and not any(name.lower() in source for source in known):
            yield Doubt("B1", f"{name} is not a source of this day's figures", (), f"On file: {', '.join(sorted(known))}.")


def whole(text: str, facts: Facts, body: str) -> Iterator[tuple[str, Doubt]]:
    """What a whole article must carry: the liquidation total, its source and its limits, the window, the label of a sample."""
    low = text.lower()
    labels = lexicon().labels
    source = facts.value("liq.source")
    if "liq.total" in facts.known:
        if not any(word in low for word in labels["floor"]):
            yield "BLOCK", Doubt("B1", "no note says that liquidation totals are a floor", ("liq.total",), "Add the method note.")
        if isinstance(source, str) and source.lower() not in low:
            yield "BLOCK", Doubt("B1", "no source of the liquidation figures is named", ("liq.source",), f"Name {source}.")
        if not any(word in low for word in labels["window"]):
            yield "BLOCK", Doubt("K2", "the text never says what window its figures are of", ("window.end",), "Say 'in the 24 hours to ...'.")
    if facts.sample and not any(word in low for word in labels["sample"]):
        yield "BLOCK", Doubt("T1", "the figures are a reconstruction and the text does not say so", (), "Add the label.")
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
        if run in seen:
            yield Doubt("R1", f"the words {' '.join(run)!r} stand twice")
            return
        seen.add(run)
