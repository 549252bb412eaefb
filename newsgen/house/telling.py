"""One text being told: which facts it has printed, with which marks, and how its next words are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from newsgen.house import filters, words
from newsgen.house.figures import FORMS, LONG, SHORT
from newsgen.house.filters import WORD, Spoken
from newsgen.house.marks import CLOSE, FIRST, MOST, OPEN, SPACE, entries, plain
from newsgen.house.values import MissingFact, Values
from newsgen.model import Fact, Facts, Unit, Value

if TYPE_CHECKING:
    from newsgen.house.house import House

Passage = Callable[["Telling", list[str]], None]
_BITS = 0xFFFFFFFFFFFFFFFF
_AMOUNTS = (Unit.USD, Unit.PRICE)
NAMES = (Unit.COIN, Unit.VENUE, Unit.SIDE, Unit.TEXT)  # told by naming, not by a figure


class Telling:
    """The state of one text: `render` gives a block's words with invisible marks; `commit` says that they stand."""

    def __init__(self, house: House, facts: Facts, seed: int) -> None:
        self.house = house
        self.facts = facts
        self.seed = seed
        self.values = Values(facts.known)
        self.figures = house.days.of(facts)
        self.year = self.figures.year
        self.table: list[tuple[str, str]] = []  # what the marks mean: (fact id, qualifier)
        self.told: set[object] = set()
        self.mentioned: set[str] = set()  # ids, also those that only gave a word
        self.form = LONG
        self.coin = ""
        self.turn = 0
        self._here: list[str] = []  # ids in the block that is being rendered; after a tilde those that gave a word
        self._once: dict[str, str] = {}
        self._plain: dict[str, dict[str, str]] = {LONG: {}, SHORT: {}}
        self._filtered: dict[str, dict[tuple[str, str], str]] = {LONG: {}, SHORT: {}}
        self._said, self._used = self._plain[LONG], self._filtered[LONG]
        self._entries: dict[tuple[str, str], str] = {}
        self._facts: dict[str, str] = {}  # mark to fact id
        self._tells: dict[str, object] = {}  # mark to what its figure tells; None for words
        self._verbs: dict[str, words.Verb] = {}
        self._turns: dict[tuple[int, bool], int] = {}

    def render(self, passage: Passage, *, place: str, subject: str = "", turn: int = 0) -> str | None:
        """The words of a block, or None where a fact that it needs is missing."""
        self.form, self.coin, self.turn, self._here = FORMS.get(place, LONG), subject, turn, []
        self._said, self._used = self._plain[self.form], self._filtered[self.form]
        out: list[str] = []
        try:
            passage(self, out)
        except MissingFact:
            return None
        return "".join(out)

    def commit(self, text: str) -> None:
        """`text` stands in the body: its figures are told from here on."""
        marks = entries(text)
        self.mentioned.update([self._facts[mark] for mark in marks])
        self.told.update([tells for mark in marks if (tells := self._tells[mark]) is not None])

    def begin_again(self, texts: Iterable[str]) -> None:
        """Only `texts` stand in the body."""
        self.told.clear()
        self.mentioned.clear()
        for text in texts:
            self.commit(text)

    def told_by(self, text: str) -> list[object]:
        """What the figures in `text` tell: equal amounts under two names are one thing."""
        return [tells for mark in entries(text) if (tells := self._tells[mark]) is not None]

    def named_in(self, text: str) -> list[str]:
        """Ids of the facts that `text` prints, also as words alone."""
        return [self._facts[mark] for mark in entries(text)]

    def facts_in(self, text: str) -> list[str]:
        """Ids of the facts that `text` prints as figures."""
        return [self._facts[mark] for mark in entries(text) if self._tells[mark] is not None]

    @staticmethod
    def identity(fact: Fact) -> object:
        """What makes a fact the same to a reader: its exact amount, else its id."""
        value = fact.value
        if fact.unit in _AMOUNTS or (isinstance(value, float) and not value.is_integer()):
            return value
        return fact.id

    # What translated templates call

    def say(self, fact_id: str) -> str:
        """The fact in its house form, marked."""
        self._here.append(fact_id)
        said = self._said.get(fact_id)
        if said is None:
            fact = self.facts.known.get(fact_id)
            if fact is None:
                raise MissingFact(fact_id)
            said = self._said[fact_id] = self._plainly_marked(fact)
        return said

    def use(self, name: str, fact_id: str) -> str:
        """The fact as the filter `name` words it, marked."""
        entry = filters.FACT_FILTERS[name]
        self._here.append(fact_id if entry.figure else f"~{fact_id}")
        key = (name, fact_id)
        said = self._used.get(key)
        if said is None:
            fact = self.facts.known.get(fact_id)
            if fact is None:
                raise MissingFact(fact_id)
            said = self.marked(fact, entry.word(self, fact))
            if entry.repeats:
                self._used[key] = said
        return said

    def point(self) -> int:
        """How far the block has come, to go back to."""
        return len(self._here)

    def back(self, point: int) -> None:
        """What was said after `point` is not said."""
        del self._here[point:]

    def vary(self, out: list[str], key: int, options: Sequence[Passage]) -> None:
        """One of the options by the day's seed: never one that says nothing, last one that opens with a figure."""
        start, here, opening = len(out), len(self._here), None
        first = self.draw(key, len(options)) + self.turn
        for step in range(len(options)):
            del out[start:], self._here[here:]
            try:
                options[(first + step) % len(options)](self, out)
            except MissingFact:
                continue
            said = "".join(out[start:]).lstrip()
            if not said:
                continue  # an option whose condition does not hold says nothing
            if self.form != LONG or not _is_figure(said) or not _ends_a_sentence(out[:start]):
                return
            opening = out[start:] if opening is None else opening
        if opening is None:
            del out[start:], self._here[here:]
            raise MissingFact("vary", "none of the options can be told")
        out[start:] = opening

    # What filters call

    def plainly(self, fact: Fact) -> Spoken:
        """The fact in its house form."""
        if fact.unit in NAMES:
            return Spoken(self.house.called(fact), qualifier=WORD)
        return Spoken(self.figures.figure(fact, self.form))

    def marked(self, fact: Fact, spoken: Spoken) -> str:
        """Words between marks that remember the fact."""
        return f"{spoken.before}{OPEN}{self._mark(fact, spoken.qualifier)}{spoken.text}{CLOSE}"

    def _plainly_marked(self, fact: Fact) -> str:
        if fact.unit not in NAMES:
            return f"{OPEN}{self._mark(fact, '')}{self.figures.figure(fact, self.form)}{CLOSE}"
        text = self.house.called(fact)
        # Words from outside hold no space: no sentence ends there.
        return f"{OPEN}{self._mark(fact, WORD)}{text.replace(' ', SPACE) if fact.unit is Unit.TEXT else text}{CLOSE}"

    def _mark(self, fact: Fact, qualifier: str) -> str:
        """The character that stands for a fact and how it is said."""
        key = (fact.id, qualifier)
        mark = self._entries.get(key)
        if mark is None:
            if len(self.table) >= MOST:
                raise MissingFact(fact.id, "the text has no marks left")
            mark = self._entries[key] = chr(FIRST + len(self.table))
            self.table.append(key)
            self._facts[mark] = fact.id
            self._tells[mark] = None if qualifier == WORD else self.identity(fact)
        return mark

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

    def once(self, fact: Fact) -> str:
        """The coin's other name, once in a text."""
        coin = str(fact.value)
        other = self.house.other_names.get(coin)
        if other is None or coin in self._once:
            return self.house.coin(coin)
        self._once[coin] = other
        return other

    def known(self, fact_id: str) -> Value | None:
        """A fact's value, or None."""
        fact = self.facts.known.get(fact_id)
        return None if fact is None else fact.value

    def said_before(self, fact_id: str) -> bool:
        """Whether the text, or this block so far, has already named the fact."""
        return fact_id in self.mentioned or any(one.lstrip("~") == fact_id for one in self._here[:-1])

    def is_told(self, fact_id: str) -> bool:
        """Whether the body has already printed the fact."""
        fact = self.facts.known.get(fact_id)
        if fact is None:
            return False
        if fact_id in self._here:
            return True
        return fact_id in self.mentioned if fact.unit in NAMES else self.identity(fact) in self.told

    def same_print(self, fact_id: str, other: str) -> bool:
        """Whether two facts read alike in print."""
        alike = plain(self.say(fact_id)) == plain(self.say(other))
        del self._here[-2:]
        return alike

    def pick(self, choices: Sequence[str], salt: str) -> str:
        """One of the choices, by the day's seed."""
        return choices[self.draw(len(salt) * 31 + ord(salt[-1]), len(choices))] if len(choices) > 1 else choices[0]

    def draw(self, key: int, sides: int) -> int:
        """A number below `sides` that depends on the seed and `key` alone."""
        # SplitMix64: neighbouring seeds and keys give numbers that have nothing in common.
        mixed = (self.seed + key * 0x9E3779B97F4A7C15) & _BITS
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
