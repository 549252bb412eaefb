"""Words into items: the longest phrase wins, then one sense is chosen for it by what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsgen.check import figures as fg
from newsgen.check.lexicon import Lexicon, Sense
from newsgen.check.reading import Item

LISTED = ("coin", "venue", "side", "index")
US = "U.S."  # one word
TOKEN = re.compile('[A-Za-z&]+|[\ue000-\ue07f]|[,;:()–—|“”"?!]|\\s-\\s')
_PAIR = re.compile(r"([A-Z]{2,6}?)(?:USDT|USDC|USD|PERP|FDUSD)+")
_SEPARATORS = frozenset(",;:()–—|?!-")
_NAMED = {mark: number for number, mark in fg.NAME_MARKS.items()}
_PASSED = frozenset({fg.MONEY, fg.PERCENT, fg.BARE})  # figures that are passed as amounts, not as prices
_SPELLED = ("fraction", "multiple", "number", "ordinal")
_AVERAGES = {mark: f"avg{days}" for days, mark in fg.AVERAGE_MARKS.items()}
_SPANS = frozenset({"days", "weeks", "months", "years", "hours"})
_SINGULAR = frozenset({"day", "hour", "week", "month", "year"})
_MOVED = {"higher than": "+0", "stronger than": "+0", "lower than": "-0", "weaker than": "-0"}
_DAILY = frozenset({"day", "daily", "week", "weekly"})
_AFTER_MOST = ("since", "window", "record", "measure", "side")
# The order in which senses are preferred where nothing beside a phrase decides.
_PREFERENCE = (
    "record",
    "super",
    "majority",
    "measure",
    "since",
    "ordinal",
    "dir",
    "window",
    "rel",
    "cross",
    "stand",
    "extreme",
    "not",
)


def items_of(shape: str, words: Lexicon) -> list[Item]:
    """The items of a sentence's shape, in order, lists of names joined into one."""
    return _joined(_introduced(_aged(_resolved(_found(shape, words)))))


def _found(shape: str, words: Lexicon) -> list[Item]:
    tokens: list[str] = TOKEN.findall(shape.replace(US, "US"))
    lower = [token.lower() for token in tokens]
    items: list[Item] = []
    place, number = 0, 0
    while place < len(tokens):
        token = tokens[place]
        if "\ue000" <= token < "\ue080":
            items.append(Item("figure", token, place, place, number=number))
            number += token not in fg.ON_FILE
            place += 1
        elif token.strip() in _SEPARATORS:
            items.append(Item("sep", token.strip(), place, place))
            place += 1
        else:
            place += _word(tokens, lower, place, words, items)
    return items


def _word(tokens: list[str], lower: list[str], place: int, words: Lexicon, items: list[Item]) -> int:
    """Add the longest phrase that starts here; the number of tokens it takes."""
    named = words.exact.get(tokens[place]) or _pair(tokens[place])
    longest, phrases = words.phrases.get(lower[place], (0, {}))
    for length in range(min(longest, len(lower) - place), 0, -1):
        if length == 1 and named:
            break
        senses = phrases.get(tuple(lower[place : place + length]))
        if senses is None or (length > 1 and lower[place + length : place + length + 1] == ["than"]):
            continue  # "lost more than $5 million" is no "lost more"
        if senses[0][0] == "bet":
            return length + _bet(lower, place + length, words, items, place)
        if senses[0][0] != "ignore":
            text = " ".join(lower[place : place + length])
            if length > 1 and senses[0][0] == "majority":
                items.extend(_moved(lower[place], place, words))
            items.append(Item(*senses[0], place, place + length - 1, senses, text=text))
        return length
    if named:
        items.append(Item(*named, place, place, (named,), text=tokens[place]))
    return 1


def _moved(word: str, place: int, words: Lexicon) -> Iterator[Item]:
    """The direction in "lost less", besides its order."""
    senses = words.phrases.get(word, (0, {}))[1].get((word,), ())
    yield from (Item(*sense, place, place, (sense,), text=word) for sense in senses if sense[0] == "dir")


def _pair(token: str) -> Sense | None:
    """A pair as a venue writes it, "BTCUSDT", names its coin."""
    found = _PAIR.fullmatch(token) if token.isupper() else None
    return ("coin", found.group(1)) if found else None


def _bet(lower: list[str], place: int, words: Lexicon, items: list[Item], start: int) -> int:
    """Read "bets on (a, further, ether's) rise" as a side; the number of tokens taken besides the first."""
    for ahead in range(min(6, len(lower) - place)):
        word = lower[place + ahead]
        side = "long" if word in words.ups else "short" if word in words.downs or word == "against" else ""
        if side:
            last = place + ahead
            items.append(Item("side", side, start, last, (("side", side),)))
            items.extend(_coins_between(lower, place, last, words))
            return ahead + 1 + (last + 1 < len(lower) and lower[last + 1] in ("prices", "price"))
    return 0


def _coins_between(lower: list[str], place: int, last: int, words: Lexicon) -> Iterator[Item]:
    for at in range(place, last):
        senses = words.phrases.get(lower[at], (0, {}))[1].get((lower[at],), (("", ""),))
        if senses[0][0] == "coin":
            yield Item("coin", senses[0][1], at, at, senses)


# ---- senses ----------------------------------------------------------------------------------------------------------


def _resolved(items: list[Item]) -> list[Item]:
    """Choose one sense for each phrase; figures in words become figures."""
    for place, item in enumerate(items):
        after = items[place + 1] if place + 1 < len(items) else None
        if len(item.senses) > 1:
            item.kind, item.value = _sense(item, after)
        elif item.kind in ("compare", "cross", "versus"):
            item.kind, item.value = _single(item, after)
        if item.text == "up to" and [cue.name for cue in items[place + 2 : place + 3]] == ["prep:from"]:
            item.kind, item.value = "dir", "+0"  # "up to 48 from 26"
        if item.kind == "ordinal" and not _ranks(items, place):
            item.kind = "none"
        if item.kind in _SPELLED:
            _spell(item)
    return _names_and_spans(items)


def _ranks(items: list[Item], place: int) -> bool:
    """Whether "fifth" is a rank or a length ("fifth largest", "fifth session", "fifth day in a row")."""
    item, after = items[place], items[place + 1] if place + 1 < len(items) else None
    if after is None or after.at - item.end > 2:
        return False
    if after.kind == "window" and after.text in _DAILY:
        return any(cue.name == "noun:row" for cue in items[place + 2 : place + 5])
    return after.kind in ("noun", "super")


def _figure_next(item: Item, after: Item | None) -> bool:
    return after is not None and (after.is_figure or after.kind in _SPELLED) and after.at - item.end <= 2


def _single(item: Item, after: Item | None) -> Sense:
    if item.kind == "versus" and item.text in _MOVED and not _compared(item, after):
        return "dir", _MOVED[item.text]  # "7% lower than at the start of the year"
    if item.kind == "compare" and not _figure_next(item, after):
        return "none", item.value
    if (
        item.kind == "cross"
        and item.value == "up"
        and _figure_next(item, after)
        and after is not None
        and after.value in _PASSED
    ):
        return "compare", "more"  # "liquidations pass $2.2 billion"
    return item.kind, item.value


def _sense(item: Item, after: Item | None) -> Sense:
    senses = dict(item.senses)
    if _figure_next(item, after) and after is not None:
        level = after.value == fg.PRICE
        for kind in ("rel", "cross", "stand", "compare") if level else ("compare", "cross", "fraction", "ordinal"):
            if kind in senses and (level or senses[kind] != "up"):
                return kind, senses[kind]
        if senses.get("cross") == "up" and after.value in _PASSED:
            return "compare", "more"
    if "super" in senses and "majority" in senses:
        beside = after is not None and after.kind in _AFTER_MOST and after.at - item.end <= 5 and item.end == item.at
        return ("super", senses["super"]) if beside else ("majority", senses["majority"])
    if "versus" in senses and _compared(item, after):
        return "versus", senses["versus"]
    return next(((kind, senses[kind]) for kind in _PREFERENCE if kind in senses), ("none", ""))


def _compared(item: Item, after: Item | None) -> bool:
    """Whether something stands right after "more than" that it can be compared with."""
    told = (*LISTED, "usual", fg.PERCENT)
    return after is not None and after.at - item.end <= 3 and (after.kind in told or after.value in told)


def _spell(item: Item) -> None:
    """A fraction, a multiple, an ordinal or a number in words, as a figure."""
    if item.kind == "fraction":
        top, bottom = item.value.split("/")
        item.constant = fg.spelled(fg.FRACTION, item.value, int(top) / int(bottom), 0.0)
    elif item.kind == "multiple":
        item.constant = fg.spelled(fg.TIMES, item.value, float(item.value), 0.0)
    else:
        mark = fg.ORDINAL if item.kind == "ordinal" else fg.WORDNUMBER
        item.constant = fg.spelled(mark, item.value, float(item.value))
    item.kind, item.value = "figure", item.constant.mark


def _names_and_spans(items: list[Item]) -> list[Item]:
    """Join "Nasdaq 100" and "seven days" into one item each."""
    kept: list[Item] = []
    for item in items:
        last = kept[-1] if kept else None
        if last is None or item.at - last.end > 1 or not _joins(last, item):
            kept.append(item)
    return kept


def _aged(items: list[Item]) -> list[Item]:
    """ "Seven days old" is an age, no window."""
    for place, item in enumerate(items):
        if (
            item.is_figure
            and item.value in fg.WINDOW_OF
            and any(cue.text == "old" for cue in items[place + 1 : place + 3])
        ):
            item.value = fg.SPAN_MARKS[fg.UNIT_OF[item.value]]
    return items


def _joins(last: Item, item: Item) -> bool:
    """Make one of two items that stand side by side; whether the second is used up."""
    if item.is_figure and item.value in _NAMED and last.kind == "index":
        last.value = "NDX" if item.value == fg.NAME_MARKS[100] and last.value in ("IXIC", "NDX") else last.value
        last.end = item.end
        return True
    if last.is_figure and last.value in _AVERAGES and item.kind == "measure" and item.text.endswith("average"):
        last.kind, last.value, last.end = "measure", _AVERAGES[last.value], item.end  # "its 200-day average"
        return True
    if last.value != fg.WORDNUMBER or last.constant is None:
        return False
    singular = item.kind == "window" and item.text in _SINGULAR
    if singular or (item.kind == "noun" and item.value in _SPANS):
        unit = item.text if singular else item.value
        last.constant = fg.span(f"{last.constant.text} {unit}", last.constant.value, unit)
        last.value = last.constant.mark
    if singular:
        last.end = item.end
    return singular


# ---- lists -----------------------------------------------------------------------------------------------------------


def _introduced(items: list[Item]) -> list[Item]:
    """Take "bitcoin (BTC)" as one name; two names that differ stay as what is wrong with them."""
    kept: list[Item] = []
    place = 0
    while place < len(items):
        kept.append(items[place])
        name, group = items[place], items[place + 1 : place + 4]
        if name.kind == "coin" and [item.kind for item in group] == ["sep", "coin", "sep"] and group[0].value == "(":
            if group[1].value != name.value:
                kept.append(Item("misnamed", f"{name.text} is not {group[1].text}", group[1].at, group[1].end))
            place += 3
        place += 1
    return kept


def _joined(items: list[Item]) -> list[Item]:
    """Join lists of names ("Binance, Bybit and OKX") into one item."""
    result: list[Item] = []
    for item in items:
        glue = 0
        while glue < len(result) and glue < 2 and _is_glue(result[-1 - glue]):
            glue += 1
        first = result[-1 - glue] if len(result) > glue else None
        if (
            glue
            and first is not None
            and item.kind in LISTED
            and first.kind == item.kind
            and item.at - first.end <= glue + 1
        ):
            del result[len(result) - glue :]
            first.value, first.end = f"{first.value}+{item.value}", item.end
            continue
        result.append(item)
    return result


def _is_glue(item: Item) -> bool:
    return (item.kind == "sep" and item.value == ",") or (item.kind == "link" and item.value in ("join", "or"))
