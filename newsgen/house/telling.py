"""One text being told: which facts it has printed, with which marks, and how its next words are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from newsgen.house import figures, filters, words
from newsgen.house.day import NAMES, WORD, identity
from newsgen.house.figures import FORMS, LONG, SHORT
from newsgen.house.filters import Spoken
from newsgen.house.marks import CLOSE, OPEN, entries, plain
from newsgen.house.values import MissingFact
from newsgen.model import Fact, Facts, Remembered, Value

if TYPE_CHECKING:
    from newsgen.house.house import House

Passage = Callable[["Telling", list[str]], None]
_BITS = 0xFFFFFFFFFFFFFFFF


def silence(_telling: Telling, _out: list[str]) -> None:
    """An option that is written empty: to say nothing is one of the ways to say it."""


class Telling:
    """The state of one text: `render` gives a block's words with invisible marks; `commit` says that they stand."""

    def __init__(self, house: House, facts: Facts, seed: int, memory: Sequence[Remembered] = ()) -> None:
        self.house = house
        self.seed = seed
        self.memory = tuple(memory)
        self.place = 0  # of the phrase that is being said
        self.attempt = 0  # which of its wordings a block takes
        self.day = house.day(facts)
        self.known = facts.known
        self.values = self.day.values
        self.year = self.day.year
        self.told: set[object] = set()
        self.mentioned: set[str] = set()  # ids, also those that only gave a word
        self.form = LONG
        self.coin = ""
        self.turn = 0
        self.here: list[str] = []  # ids in the block that is being rendered; after a tilde those that gave a word
        self._spent: set[str] = set()  # names that a text uses once
        self._filtered: dict[str, dict[tuple[str, str], str]] = {LONG: {}, SHORT: {}}
        self._said, self._used = self.day.said[LONG], self._filtered[LONG]
        self._verbs: dict[str, words.Verb] = {}
        self._turns: dict[tuple[int, bool], int] = {}

    def render(self, passage: Passage, *, place: str, subject: str = "", turn: int = 0, attempt: int = 0) -> str | None:
        """The words of a block, or None where a fact that it needs is missing; another `attempt`, other words."""
        self.form, self.coin, self.turn, self.here = FORMS.get(place, LONG), subject, turn, []
        self.attempt = attempt
        self._said, self._used = self.day.said[self.form], self._filtered[self.form]
        out: list[str] = []
        try:
            passage(self, out)
        except MissingFact:
            return None
        self._spent.update([key for key in self.here if key.startswith("~~")])
        return "".join(out)

    def commit(self, text: str) -> None:
        """`text` stands in the body: its figures are told from here on."""
        marks, named, tells = entries(text), self.day.named, self.day.tells
        self.mentioned.update([named[mark] for mark in marks])
        self.told.update([told for mark in marks if (told := tells[mark]) is not None])

    def begin_again(self, texts: Iterable[str]) -> None:
        """Only `texts` stand in the body."""
        self.told.clear()
        self.mentioned.clear()
        self.commit("".join(texts))

    def told_by(self, text: str) -> list[object]:
        """What the figures in `text` tell: equal amounts under two names are one thing."""
        tells = self.day.tells
        return [told for mark in entries(text) if (told := tells[mark]) is not None]

    def named_in(self, text: str) -> list[str]:
        """Ids of the facts that `text` prints, also as words alone."""
        return [self.day.named[mark] for mark in entries(text)]

    def facts_in(self, text: str) -> list[str]:
        """Ids of the facts that `text` prints as figures."""
        return [self.day.named[mark] for mark in entries(text) if self.day.tells[mark] is not None]

    # What translated templates call

    def say(self, fact_id: str) -> str:
        """The fact in its house form, marked."""
        self.here.append(fact_id)
        return self._said.get(fact_id) or self.day.say(fact_id, self.form)

    def use(self, name: str, fact_id: str) -> str:
        """The fact as the filter `name` words it, marked."""
        entry = filters.FACT_FILTERS[name]
        self.here.append(fact_id if entry.figure else f"~{fact_id}")
        key = (name, fact_id)
        said = self._used.get(key)
        if said is None:
            fact = self.day.fact(fact_id)
            said = self.marked(fact, entry.word(self, fact))
            if entry.repeats:
                self._used[key] = said
        return said

    def phrase(self, out: list[str], place: int, passage: Passage) -> None:
        """A shared phrase, which words itself by the place that says it."""
        around, self.place = self.place, place
        try:
            passage(self, out)
        finally:
            self.place = around

    def vary(self, out: list[str], key: int, options: Sequence[Passage]) -> None:
        """One of the options by the day's seed: never one that says nothing, last one that opens with a figure."""
        start, here, opening = len(out), len(self.here), None
        first = self.draw(key ^ self.place, len(options)) + self.turn
        for step in range(len(options)):
            del out[start:], self.here[here:]
            try:
                options[(first + step) % len(options)](self, out)
            except MissingFact:
                continue
            said = "".join(out[start:]).lstrip()
            if options[(first + step) % len(options)] is silence:
                return
            if not said:
                continue  # an option whose condition does not hold says nothing
            if self.form != LONG or not _is_figure(said) or not _ends_a_sentence(out[:start]):
                return
            opening = out[start:] if opening is None else opening
        if opening is None:
            del out[start:], self.here[here:]
            raise MissingFact("vary", "none of the options can be told")
        out[start:] = opening

    # What filters call

    def plainly(self, fact: Fact) -> Spoken:
        """The fact in its house form."""
        if fact.unit in NAMES:
            return Spoken(self.house.called(fact), qualifier=WORD)
        if figures.is_floor(fact):
            text, before = figures.least(fact, self.form)
            return Spoken(text, f"{before} ", before)
        return Spoken(self.day.figure(fact, self.form))

    def marked(self, fact: Fact, spoken: Spoken) -> str:
        """Words between marks that remember the fact."""
        return spoken.before + self.day.marked(fact, spoken.text, spoken.qualifier)

    def verb(self, fact: Fact, form: str) -> str:
        """A word as strong as the move: the same for the same fact, another of the same band for the next fact."""
        value = fact.value
        if not isinstance(value, int | float):
            raise MissingFact(fact.id, "it has no direction")
        if abs(value) < self.house.flat:
            return self.house.flat_words[form]
        verb = self._verbs.get(fact.id)
        if verb is None:
            of_a_day = fact.about.base in words.DAY
            place = words.band_of(self.house.bands, value) if of_a_day else -1
            band = self.house.bands[place] if of_a_day else self.house.longer
            choice = band.up if value > 0 else band.down
            turn = self._turns.get((place, value > 0), self.draw(place, len(choice)))
            verb = self._verbs[fact.id] = choice[turn % len(choice)]
            self._turns[place, value > 0] = turn + 1
        return verb[form]

    def once(self, fact: Fact, words: str) -> str:
        """`words` for a coin where the text has not used them yet, else its name."""
        key = f"~~{words}"
        if key in self._spent or key in self.here:
            return self.house.called(fact)
        self.here.append(key)  # given back with the passage, if that drops
        return words

    def value(self, fact_id: str) -> Value | None:
        """A fact's value, or None."""
        fact = self.known.get(fact_id)
        return None if fact is None else fact.value

    def said_before(self, fact_id: str) -> bool:
        """Whether the text, or this block so far, has already named the fact."""
        return fact_id in self.mentioned or any(one.lstrip("~") == fact_id for one in self.here[:-1])

    def is_new(self, fact_id: str) -> bool:
        """Whether the fact is known and the body has not printed it."""
        return fact_id in self.known and not self.is_told(fact_id)

    def is_told(self, fact_id: str) -> bool:
        """Whether the body has already printed the fact."""
        if fact_id in self.here:
            return True
        fact = self.known.get(fact_id)
        if fact is None:
            return False
        return fact_id in self.mentioned if fact.unit in NAMES else identity(fact) in self.told

    def same_print(self, fact_id: str, other: str) -> bool:
        """Whether two facts read alike in print."""
        alike = plain(self.say(fact_id)) == plain(self.say(other))
        del self.here[-2:]
        return alike

    def pick(self, choices: Sequence[str], salt: str) -> str:
        """One of the choices, by the day's seed."""
        return choices[self.draw(len(salt) * 31 + ord(salt[-1]), len(choices))] if len(choices) > 1 else choices[0]

    def draw(self, key: int, sides: int) -> int:
        """A number below `sides` that depends on the seed and `key` alone."""
        # SplitMix64: neighbouring seeds and keys give numbers that have nothing in common.
        mixed = (self.seed + key * 0x9E3779B97F4A7C15 + self.attempt * 0xD1B54A32D192ED03) & _BITS
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _BITS
        return (mixed ^ (mixed >> 31)) % sides


def _is_figure(text: str) -> bool:
    """Whether a reader sees a digit or a dollar sign first."""
    first = text[2:3] if text.startswith(OPEN) else text[:1]
    return first.isdigit() or first == "$"


def _ends_a_sentence(out: Sequence[str]) -> bool:
    """Whether a sentence begins after `out`."""
    before = "".join(out).rstrip(f" \n{CLOSE}")
    return not before or before[-1] in ".!?:"
