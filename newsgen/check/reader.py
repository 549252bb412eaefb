"""Shapes into readings: which figures and which claims a sentence holds, and which words speak of which.

Nothing here knows a fact.  A sentence is cut into clauses; each figure becomes a `Slot` with the cues of its clause,
each cue that no figure takes may become a claim (see `claims`).  Readings are cached by shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from newsgen.check import figures as fg
from newsgen.check.lexicon import Lexicon, Sense, lexicon

_TOKEN = re.compile("[A-Za-z&]+|[\ue000-\ue07f]|[,;:()–—|“”\"?!]|\\s-\\s")
_PAIR = re.compile(r"([A-Z]{2,6}?)(?:USDT|USDC|USD|PERP|FDUSD)+")
_SEPARATORS = frozenset(",;:()–—|?!")
FRACTION, WORDNUMBER = chr(0xE070), chr(0xE071)
_WINDOW_OF = {mark: window for window, mark in fg.WINDOW_MARKS.items()}
_NAMED = {mark: number for number, mark in fg.NAME_MARKS.items()}
_SPANS = frozenset({"days", "weeks", "months", "years", "hours"})
_COUNTS = frozenset({fg.BARE, fg.SPAN, WORDNUMBER, fg.YEAR, *_NAMED, *_WINDOW_OF})
_ARGUMENTS = frozenset({fg.MONEY, fg.PRICE, fg.PERCENT, fg.POINTS, fg.TIMES, FRACTION, fg.ORDINAL, fg.ODD, *_COUNTS})
LISTED = ("coin", "venue", "side", "index")


@dataclass(slots=True)
class Item:
    """A figure, a cue or a separator with its place, counted in words."""

    kind: str
    value: str
    at: int
    end: int
    senses: tuple[Sense, ...] = ()
    number: int = -1  # of the figure in the sentence
    constant: fg.Figure | None = None  # of a figure written in words
    text: str = ""

    @property
    def is_figure(self) -> bool:
        return self.kind == "figure"


@dataclass(frozen=True, slots=True)
class Scope:
    """The cues that speak of one figure, one clause, or what came before."""

    coins: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    venues: tuple[tuple[str, ...], ...] = ()
    windows: tuple[str, ...] = ()
    dirs: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    flows: tuple[str, ...] = ()  # "+" or "-": money going in or out

    def has(self, *words: str) -> bool:
        """Whether any of the words is there."""
        return not self.words.isdisjoint(words)


EMPTY = Scope()


@dataclass(slots=True)
class Segment:
    """A clause: its items, its scope, and the clauses before it in the sentence."""

    items: list[Item]
    opener: str  # the separator or word before it
    scope: Scope = EMPTY
    carry: tuple[Segment, ...] = ()
    slots: list[Slot] = field(default_factory=list)


@dataclass(slots=True)
class Slot:
    """A figure and what its sentence says it is."""

    number: int
    constant: fg.Figure | None
    mark: str
    compare: str
    role: str  # "", "whole", "from", "to", "at", "by", "low", "high"
    noun: str
    own: Scope
    segment: Segment
    near: frozenset[str]  # words right before the figure


@dataclass(slots=True)
class Reading:
    """A sentence as read: its clauses and slots, and how many marks it holds."""

    shape: str
    segments: tuple[Segment, ...]
    slots: tuple[Slot, ...]
    marks: int
    words: frozenset[str]
    quoted: bool
    coins: tuple[str, ...]


@lru_cache(maxsize=16384)
def read(shape: str, language: str = "en") -> Reading:
    """The reading of one sentence's shape."""
    items = _joined(_resolved(_items(shape, lexicon(language))))
    segments = _segments(items)
    for number, segment in enumerate(segments):
        segment.carry = tuple(segments[:number])
        segment.scope = _scope(segment.items)
    _attach_adverbs(segments)
    for segment in segments:
        segment.slots = _slots(segment)
    slots = tuple(slot for segment in segments for slot in segment.slots)
    words = frozenset().union(*(segment.scope.words for segment in segments)) if segments else frozenset()
    coins = tuple(dict.fromkeys(coin for segment in segments for coin in segment.scope.coins))
    marks = sum(1 for letter in shape if "\ue000" <= letter < "\ue070" and letter != fg.QUOTED)
    return Reading(shape, tuple(segments), slots, marks, words, any(letter in shape for letter in '“”"'), coins)


# ---- words into items -------------------------------------------------------------------------------------------------


def _items(shape: str, words: Lexicon) -> list[Item]:
    tokens: list[str] = _TOKEN.findall(shape.replace("U.S.", "US"))
    lower = [token.lower() for token in tokens]
    items: list[Item] = []
    place, number = 0, 0
    while place < len(tokens):
        token = tokens[place]
        if "\ue000" <= token < "\ue080":
            items.append(Item("figure", token, place, place, number=number))
            number += token != fg.QUOTED
            place += 1
        elif token.strip() in _SEPARATORS or token == " - ":
            items.append(Item("sep", token.strip(), place, place))
            place += 1
        else:
            place += _word(tokens, lower, place, words, items)
    return items


def _word(tokens: list[str], lower: list[str], place: int, words: Lexicon, items: list[Item]) -> int:
    """Add the longest phrase that starts here; the number of tokens it takes."""
    named = words.exact.get(tokens[place])
    for phrase, senses in words.phrases.get(lower[place], ()):
        length = len(phrase)
        if (length == 1 and named) or tuple(lower[place : place + length]) != phrase:
            continue
        if senses[0][0] == "bet":
            return length + _bet(lower, place + length, words, items, place)
        if senses[0][0] != "ignore":
            items.append(Item(*senses[0], place, place + length - 1, senses, text=" ".join(phrase)))
        return length
    named = named or _pair(tokens[place])
    if named:
        items.append(Item(named[0], named[1], place, place, (named,)))
    return 1


def _pair(token: str) -> Sense | None:
    """A pair as a venue writes it, "BTCUSDT", names its coin."""
    found = _PAIR.fullmatch(token)
    return ("coin", found.group(1)) if found else None


def _bet(lower: list[str], place: int, words: Lexicon, items: list[Item], start: int) -> int:
    """Read "bets on (a, further, ether's) rise" as a side; the number of tokens taken besides the first."""
    for ahead in range(min(6, len(lower) - place)):
        word = lower[place + ahead]
        side = "long" if word in words.ups else "short" if word in words.downs or word == "against" else ""
        if side:
            last = place + ahead
            items.append(Item("side", side, start, last, (("side", side),)))
            between = [lower[n] for n in range(place, last)]
            items.extend(_bet_coins(between, words, place))
            return ahead + 1 + (last + 1 < len(lower) and lower[last + 1] in ("prices", "price"))
    return 0


def _bet_coins(between: list[str], words: Lexicon, place: int) -> Iterator[Item]:
    for offset, word in enumerate(between):
        for phrase, senses in words.phrases.get(word, ()):
            if len(phrase) == 1 and senses[0][0] == "coin":
                yield Item("coin", senses[0][1], place + offset, place + offset, senses)


# ---- senses ------------------------------------------------------------------------------------------------------------


def _resolved(items: list[Item]) -> list[Item]:
    """Choose one sense for each phrase by what stands beside it; figures in words become figures."""
    for place, item in enumerate(items):
        after = items[place + 1] if place + 1 < len(items) else None
        before = items[place - 1] if place else None
        if len(item.senses) > 1:
            item.kind, item.value = _sense(item, before, after)
        elif item.kind in ("compare", "versus", "cross"):
            item.kind, item.value = _single(item, after)
        if item.kind == "ordinal" and (after is None or after.kind not in ("noun", "super") or after.at - item.end > 2):
            item.kind = "none"
        if item.kind in ("fraction", "multiple", "number", "ordinal"):
            _spell(item)
    return _names_and_spans(items)


def _figure_next(item: Item, after: Item | None, reach: int = 2) -> bool:
    return after is not None and (after.is_figure or after.kind in ("fraction", "multiple", "number")) and after.at - item.end <= reach


def _single(item: Item, after: Item | None) -> Sense:
    if item.kind == "compare" and not _figure_next(item, after):
        return "none", item.value
    if item.kind == "cross" and item.value == "up" and after is not None and after.is_figure and after.value == fg.MONEY:
        return "compare", "more"
    return item.kind, item.value


def _sense(item: Item, before: Item | None, after: Item | None) -> Sense:
    senses = dict(item.senses)
    if _figure_next(item, after) and after is not None:
        level = after.value == fg.PRICE
        for kind in ("rel", "cross", "stand", "compare") if level else ("compare", "cross", "fraction", "ordinal"):
            if kind in senses and not (kind == "cross" and senses[kind] == "up" and not level):
                return kind, senses[kind]
        if "cross" in senses and senses["cross"] == "up" and after.value == fg.MONEY:
            return "compare", "more"
    if "super" in senses and "majority" in senses:
        return _most(item, before, after)
    if "versus" in senses and after is not None and after.kind in LISTED and after.at - item.end <= 3:
        return "versus", senses["versus"]
    for kind in ("record", "super", "majority", "measure", "since", "ordinal", "dir", "window", "rel", "cross", "stand", "extreme", "not"):
        if kind in senses:
            return kind, senses[kind]
    return "none", ""


def _most(item: Item, before: Item | None, after: Item | None) -> Sense:  # noqa: ARG001
    senses = dict(item.senses)
    if after is not None and after.kind in ("since", "window", "record", "measure", "side") and after.at - item.end <= 5 and item.end == item.at:
        return "super", senses.get("super", "high")
    return "majority", senses["majority"]


def _spell(item: Item) -> None:
    if item.kind == "fraction":
        top, bottom = item.value.split("/")
        item.constant = fg.Figure(FRACTION, item.value, int(top) / int(bottom))
        item.value = FRACTION
    elif item.kind == "multiple":
        item.constant = fg.Figure(fg.TIMES, item.value, float(item.value), 0.0)
        item.value = fg.TIMES
    elif item.kind == "ordinal":
        item.constant = fg.Figure(fg.ORDINAL, item.value, float(item.value), 1.0)
        item.value = fg.ORDINAL
    else:
        item.constant = fg.Figure(WORDNUMBER, item.value, float(item.value), 1.0)
        item.value = WORDNUMBER
    item.kind = "figure"


def _names_and_spans(items: list[Item]) -> list[Item]:
    """Join "Nasdaq 100" and "seven days" into one item each."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        beside = last is not None and item.at - last.end <= 1
        if last is not None and beside and item.is_figure and item.value in _NAMED and last.kind == "index":
            last.value = "NDX" if item.value == fg.NAME_MARKS[100] and last.value in ("IXIC", "NDX") else last.value
            last.end = item.end
            kept.append(Item("none", "", item.at, item.end))
            continue
        singular = item.kind == "window" and item.text in ("day", "hour", "week", "month", "year")
        if singular and beside and last is not None and last.is_figure and last.value == WORDNUMBER and last.constant is not None:
            last.constant = fg.span(f"{last.constant.text} {item.text}", last.constant.value, item.text)
            last.value, last.end = last.constant.mark, item.end
            continue
        if last is not None and beside and item.kind == "noun" and last.is_figure and last.value == WORDNUMBER and last.constant is not None:
            if item.value in _SPANS:
                last.constant = fg.span(f"{last.constant.text} {item.value}", last.constant.value, item.value)
                last.value = last.constant.mark
        kept.append(item)
    return kept


# ---- lists -------------------------------------------------------------------------------------------------------------


def _joined(items: list[Item]) -> list[Item]:
    """Join lists of names ("Binance, Bybit and OKX") into one item."""
    result: list[Item] = []
    for item in items:
        glue = 0
        while glue < len(result) and glue < 2 and _is_glue(result[-1 - glue]):
            glue += 1
        first = result[-1 - glue] if len(result) > glue else None
        if glue and first is not None and item.kind in LISTED and first.kind == item.kind and item.at - first.end <= glue + 1:
            del result[len(result) - glue :]
            first.value, first.end = f"{first.value}+{item.value}", item.end
            continue
        result.append(item)
    return result


def _is_glue(item: Item) -> bool:
    return (item.kind == "sep" and item.value == ",") or (item.kind == "link" and item.value in ("join", "or"))


# ---- clauses -----------------------------------------------------------------------------------------------------------


def _segments(items: list[Item]) -> list[Segment]:
    segments: list[Segment] = []
    current = Segment([], "")
    for place, item in enumerate(items):
        if item.kind == "sep" and item.value == "," and _opens_with_price(current):
            continue
        if item.kind == "sep" or (item.kind == "link" and not _holds_together(current, items, place)):
            name = item.value if item.kind == "sep" else item.value
            if current.items:
                segments.append(current)
                current = Segment([], name)
            elif item.kind == "link" or not current.opener:
                current.opener = name if not current.opener or item.kind == "link" else current.opener
        elif item.kind != "none":
            current.items.append(item)
    if current.items:
        segments.append(current)
    return segments


def _opens_with_price(current: Segment) -> bool:
    """ "At $47,500, bitcoin was at its lowest": the price belongs to the clause that follows."""
    items = [item for item in current.items if item.kind != "compare"]
    return not current.opener and len(items) == 2 and items[0].value == "at" and items[1].is_figure and items[1].value == fg.PRICE


def _holds_together(current: Segment, items: list[Item], place: int) -> bool:
    """Keep "between $1 and $2" in one clause."""
    if items[place].value != "join" or not any(item.kind == "prep" and item.value == "between" for item in current.items):
        return False
    return sum(item.is_figure for item in current.items) == 1


_WORD_KINDS = frozenset({
    "measure", "rel", "cross", "super", "since", "record", "extreme", "noun", "whole", "majority", "versus", "event", "flat", "end", "together", "calendar", "brief", "ceiling", "back", "not", "when",
    "month", "weekday", "relative", "attribution", "cause", "advice", "avoid", "residue", "source", "ordinal", "stand", "prep",
})  # fmt: skip


def _scope(items: Iterable[Item]) -> Scope:
    """The cues of some items."""
    found: dict[str, list[str]] = {}
    words: set[str] = set()
    for item in items:
        if item.kind in _WORD_KINDS:
            words.add(item.value if item.kind in ("measure", "event") else f"{item.kind}:{item.value}")
        elif item.is_figure:
            if item.value in _WINDOW_OF:
                found.setdefault("window", []).append(_WINDOW_OF[item.value])
        else:
            found.setdefault(item.kind, []).append(item.value)
    coins = [coin for value in found.get("coin", ()) for coin in (("BTC", "ETH") if value == "pair" else value.split("+"))]
    return Scope(
        tuple(dict.fromkeys(coins)),
        tuple(dict.fromkeys(side for value in found.get("side", ()) for side in value.split("+"))),
        tuple(tuple(value.split("+")) for value in found.get("venue", ())),
        tuple(dict.fromkeys(found.get("window", ()))),
        tuple(found.get("dir", ())),
        tuple(name for value in found.get("index", ()) for name in value.split("+")),
        frozenset(words),
        tuple(found.get("into", ())),
    )


def _attach_adverbs(segments: list[Segment]) -> None:
    """Give the window of a bare adverb ("In a week, ...", "..., this year") to the clause it belongs to."""
    for place, segment in enumerate(segments):
        if not segment.scope.windows or (any(_predicates(item) for item in segment.items) and not _is_label(segments, place)):
            continue
        label = place + 1 < len(segments) and segments[place + 1].opener == ":"
        target = segments[place + 1] if label else segments[place - 1] if place else segments[1] if len(segments) > 1 else None
        if target is not None and not target.scope.windows:
            scope = target.scope
            target.scope = Scope(scope.coins, scope.sides, scope.venues, segment.scope.windows, scope.dirs, scope.indices, scope.words, scope.flows)


def _is_label(segments: list[Segment], place: int) -> bool:
    """ "Liquidations in 24 hours: $2.24 billion"."""
    if place + 1 >= len(segments) or segments[place + 1].opener != ":":
        return False
    return not any(item.kind == "event" for item in segments[place].items) and not any(
        item.is_figure and item.value in _ARGUMENTS and item.value not in _WINDOW_OF for item in segments[place].items
    )


def _predicates(item: Item) -> bool:
    if item.is_figure:
        return item.value in _ARGUMENTS and item.value not in _WINDOW_OF
    return item.kind in ("dir", "majority", "event", "super", "since", "coin", "side", "index", "measure", "cross", "flat", "record")


# ---- slots -------------------------------------------------------------------------------------------------------------


def _slots(segment: Segment) -> list[Slot]:
    items = segment.items
    figures = [item for item in items if item.is_figure and item.value != fg.QUOTED]
    arguments = [item for item in figures if item.value in _ARGUMENTS and not is_window(item, items)]
    roles = {id(item): _role(item, items, arguments) for item in figures}
    strong = [item for item in arguments if item.value not in _COUNTS] or arguments
    owned = _owners(items, strong, roles)
    slots = []
    for item in figures:
        own = _scope(owned[id(item)]) if id(item) in owned else segment.scope
        if not own.windows and segment.scope.windows and (strong == [item] or not any(_windowed(cue) for cue in items)):
            own = Scope(own.coins, own.sides, own.venues, segment.scope.windows, own.dirs, own.indices, own.words, own.flows)
        near = frozenset(_name(cue) for cue in items if not cue.is_figure and 0 < item.at - cue.end <= 3)
        slots.append(Slot(item.number, item.constant, item.value, _compare(item, items), roles[id(item)], _noun(item, items), own, segment, near))
    return slots


def _windowed(item: Item) -> bool:
    return item.kind == "window" or (item.is_figure and item.value in _WINDOW_OF)


def _name(item: Item) -> str:
    return item.value if item.kind in ("measure", "event") else f"{item.kind}:{item.value}"


def is_window(item: Item, items: list[Item]) -> bool:
    """Whether "24 hours" is a window here and not a count such as "seven days in a row"."""
    if item.value not in _WINDOW_OF:
        return False
    after = [cue for cue in items if cue.at > item.end and cue.at - item.end <= 3]
    return not any(cue.kind == "noun" and cue.value in ("row", "sessions") for cue in after)


def _role(item: Item, items: list[Item], arguments: list[Item]) -> str:
    before = [cue for cue in items if cue.end < item.at and item.at - cue.end <= 4 and not cue.is_figure]
    preps = [cue for cue in before if cue.kind == "prep"]
    between = [cue for cue in items if cue.kind == "prep" and cue.value == "between" and cue.end < item.at]
    if item.value == fg.PRICE and (span := _range_end(item, items, arguments)):
        return span
    if between:
        earlier = [figure for figure in arguments if between[0].end < figure.at < item.at]
        return "high" if earlier else "low"
    if not preps:
        return ""
    last = preps[-1]
    if any(figure.at > last.at and figure.at < item.at for figure in arguments):
        return ""
    if last.value == "of":
        if any(cue.at > last.end and cue.kind not in ("compare", "coin", "whole") for cue in before):
            return ""
        blocked = any(cue.kind in ("coin", "side", "extreme", "record", "cross") and cue.end >= last.at - 2 and cue.end <= item.at for cue in before)
        whole = item.value in (fg.MONEY, *_COUNTS) and item.at - last.end <= 3 and not (blocked and not _earlier(item, arguments))
        return "whole" if whole else ""
    return last.value


def _range_end(item: Item, items: list[Item], arguments: list[Item]) -> str:
    """ "A range of $1 to $2": the first is the low, the second the high."""
    prices = [figure for figure in arguments if figure.value == fg.PRICE]
    ranged = [cue for cue in items if cue.value == "range" and cue.kind == "measure"]
    if len(prices) != 2 or not ranged or ranged[0].at > prices[0].at:
        return ""
    to = any(cue.kind == "prep" and cue.value == "to" and prices[0].at < cue.at < prices[1].at for cue in items)
    return ("low" if item is prices[0] else "high") if to else ""


def _earlier(item: Item, arguments: list[Item]) -> bool:
    return any(figure.at < item.at for figure in arguments)


def _owners(items: list[Item], arguments: list[Item], roles: dict[int, str]) -> dict[int, list[Item]]:
    """Give each cue of a clause to the figure it speaks of."""
    owned: dict[int, list[Item]] = {id(figure): [] for figure in arguments}
    if not arguments:
        return owned
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        if item in arguments:
            continue
        by_kind.setdefault("window" if item.is_figure else item.kind, []).append(item)
    for cues in by_kind.values():
        for cue, figure in _paired(cues, arguments, roles):
            owned[id(figure)].append(cue)
    return owned


def _paired(cues: list[Item], arguments: list[Item], roles: dict[int, str]) -> Iterator[tuple[Item, Item]]:
    if len(cues) == len(arguments) > 1 and all(roles[id(figure)] != "whole" for figure in arguments):
        in_front = all(cue.at < figure.at for cue, figure in zip(cues, arguments)) and all(
            figure.at < cue.at for cue, figure in zip(cues[1:], arguments)
        )
        behind = all(cue.at > figure.at for cue, figure in zip(cues, arguments)) and all(
            figure.at > cue.at for cue, figure in zip(cues, arguments[1:])
        )
        if in_front or behind:
            yield from zip(cues, arguments)
            return
    for cue in cues:
        yield cue, min(arguments, key=lambda figure: _distance(cue, figure, roles[id(figure)]))


def _distance(cue: Item, figure: Item, role: str) -> float:
    if cue.at < figure.at:
        return figure.at - cue.end + (100 if role == "whole" and cue.kind != "prep" and figure.at - cue.end > 3 else 0)
    return cue.at - figure.end + 0.5


def _compare(item: Item, items: list[Item]) -> str:
    for cue in items:
        if cue.kind == "compare" and 0 < item.at - cue.end <= 2:
            return cue.value
    return ""


def _noun(item: Item, items: list[Item]) -> str:
    """What the number counts: the first noun within four words."""
    for cue in items:
        if cue.at > item.end and cue.at - item.end <= 4:
            if cue.kind == "noun":
                return cue.value
            if cue.is_figure:
                return ""
    return ""
