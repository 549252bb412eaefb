"""One fault in the body of an answer: seeded, named, and told in a few words.

JSON is taken apart and put together again, so that a fault is one of meaning; some faults are of bytes alone.
A kind gives None where a body has nothing that it could change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from newsgen.wire import Answer

HOUR, DAY = 3600, 86_400
WALL = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
WRONG = (None, "", "NaN", "n/a", True, [], {}, "-", "null", "1,234.5")
FACTORS = (1000.0, 0.001, 100.0, 0.01, 10.0, 0.1)
LONG, SHORT = re.compile("long", re.IGNORECASE), re.compile("short", re.IGNORECASE)
OUT_OF_ORDER = ("reversed", "shuffled")

Place: TypeAlias = tuple[Any, Any]  # a row, and a key or a place in it


class Fault(NamedTuple):
    """A changed body, and what was done."""

    body: bytes
    said: str


class Page:
    """A decoded body: its lists of rows, the largest first, and one of them chosen to suffer."""

    def __init__(self, body: bytes, random: Random) -> None:
        """Raises ValueError for a body that is no JSON, or has no rows."""
        self.random, self.root = random, json.loads(body)
        lists = sorted(_lists(self.root), key=len, reverse=True)
        if not lists:
            raise ValueError("no rows")
        # Most figures stand in the longest list; where lists are nested, each has its turn.
        self.rows: list[Any] = lists[0] if random.random() < 0.5 else random.choice(lists)

    def give(self, said: str) -> Fault:
        """The body as it is now."""
        return Fault(json.dumps(self.root, separators=(",", ":"), ensure_ascii=False).encode(), said)

    def rows_hit(self) -> list[int]:
        """One row, the newest or oldest as often as any; a few in a row; or all of them."""
        many, last = self.random.random(), len(self.rows) - 1
        if many < 0.35:
            return list(range(len(self.rows)))
        at = self.random.choice((0, last, last, min(1, last), self.random.randint(0, last)))
        wide = 1 if many < 0.8 else self.random.randint(2, 12)
        return list(range(max(0, at - wide + 1) if at else 0, (at or wide - 1) + 1))[: len(self.rows)]

    def field(self, fits: Callable[[object, Any], bool]) -> Any:
        """The key of a field whose value fits, None where no row has one."""
        keys = sorted({key for row in self.rows[:50] for key, value in _items(row) if fits(key, value)}, key=str)
        return self.random.choice(keys) if keys else None

    def places(self, key: Any) -> list[Place]:
        """That field in the rows that are hit."""
        hit = [self.rows[at] for at in self.rows_hit() if at < len(self.rows)]
        return [(row, key) for row in hit if _has(row, key)]

    def where(self, places: Sequence[Place]) -> str:
        """In words: how many rows, and which field."""
        return f"{places[0][1]!r} in {len(places)} of {len(self.rows)} rows"


def _lists(node: Any) -> list[list[Any]]:
    found = []
    if isinstance(node, list) and node and all(isinstance(one, dict | list) for one in node):
        found.append(node)
    if isinstance(node, dict | list):
        for _, one in _items(node):
            if isinstance(one, dict | list):
                found += _lists(one)
    return found


def _items(row: Any) -> list[tuple[Any, Any]]:
    return list(row.items()) if isinstance(row, dict) else list(enumerate(row)) if isinstance(row, list) else []


def _has(row: Any, key: Any) -> bool:
    return key in row if isinstance(row, dict) else isinstance(row, list) and isinstance(key, int) and key < len(row)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _is_time(key: object, value: object) -> bool:
    """By the name of the field, in a bare list by its place and size."""
    if isinstance(key, int):
        found = _number(value)
        return found is not None and not isinstance(value, str) and key in (0, 6) and 1e9 < found < 2e12
    return str(key) == "t" or str(key).lower().endswith(("time", "timestamp", "date"))


def _is_figure(key: object, value: object) -> bool:
    return _number(value) is not None and not _is_time(key, value)


def _like(old: object, value: float) -> object:
    """A number written as the old one was: text or not, whole or not."""
    if isinstance(old, str):
        return f"{value:.8f}" if "." in old else str(round(value))
    return round(value) if isinstance(old, int) else value


def _each(page: Page, said: str, change: Callable[[object], object]) -> Fault | None:
    """The same change to one figure in the rows that are hit."""
    places = page.places(page.field(_is_figure))
    places = [(row, key) for row, key in places if _number(row[key]) is not None]
    if not places:
        return None
    for row, key in places:
        row[key] = change(row[key])
    return page.give(f"{said}: {page.where(places)}")


def field_dropped(page: Page) -> Fault | None:
    """A field is missing."""
    places = page.places(page.field(lambda _key, _value: True))
    if not places:
        return None
    for row, key in places:
        del row[key]
    return page.give(f"dropped: {page.where(places)}")


def rows_dropped(page: Page) -> Fault | None:
    """Rows are missing: one, some at random, an end, or every other."""
    rows, random = page.rows, page.random
    before = len(rows)
    part = random.choice(
        (rows[:-1], rows[1:], rows[: before // 2], rows[before // 2 :], rows[::2], rows[:1], rows[-1:],
         [row for row in rows if random.random() < 0.7], [*rows[: before // 3], *rows[before // 3 + 1 :]])
    )  # fmt: skip
    kept = list(part)
    if len(kept) == before:
        return None
    page.rows[:] = kept
    return page.give(f"{before - len(kept)} of {before} rows dropped")


def other_type(page: Page) -> Fault | None:
    """A value of another type, or text that is no number."""
    places = page.places(page.field(lambda _key, _value: True))
    wrong = page.random.choice(WRONG)
    for row, key in places:
        row[key] = deepcopy(wrong)
    return page.give(f"now {wrong!r}: {page.where(places)}") if places else None


def not_a_number(page: Page) -> Fault | None:
    """NaN or Infinity as bare words, which JSON does not know."""
    word = page.random.choice((float("nan"), float("inf"), float("-inf")))
    return _each(page, f"now {word}", lambda _: word)


def scaled(page: Page) -> Fault | None:
    """Figures of another unit: a thousand times, a hundredth."""
    factor = page.random.choice(FACTORS)
    return _each(page, f"x {factor:g}", lambda old: _like(old, (_number(old) or 0.0) * factor))


def all_scaled(page: Page) -> Fault | None:
    """Every figure of the answer in another unit."""
    factor = page.random.choice(FACTORS)

    def scale(node: Any) -> None:
        for key, value in _items(node):
            if isinstance(value, dict | list):
                scale(value)
            elif _is_figure(key, value):
                node[key] = _like(value, (_number(value) or 0.0) * factor)

    scale(page.root)
    return page.give(f"every figure x {factor:g}")


def sign_flipped(page: Page) -> Fault | None:
    """Minus for plus."""
    return _each(page, "sign flipped", lambda old: _like(old, -(_number(old) or 0.0)))


def zeros(page: Page) -> Fault | None:
    """Zero for what is not known."""
    return _each(page, "zero", lambda old: _like(old, 0.0))


def sides_swapped(page: Page) -> Fault | None:
    """Longs for shorts, in one row or in all."""
    rows = page.rows if page.random.random() < 0.6 else [page.random.choice(page.rows)]
    hit = sum(_swapped(row) for row in rows)
    return page.give(f"sides swapped in {hit} of {len(page.rows)} rows") if hit else None


def _swapped(row: Any) -> bool:
    if not isinstance(row, dict):
        return False
    pairs = [(key, SHORT.sub(lambda m: m[0], LONG.sub("short", key))) for key in row if LONG.search(key)]
    pairs += [("l", "s")] if {"l", "s"} <= set(row) else []
    for one, other in pairs:
        name = other if other in row else next((key for key in row if key.lower() == other.lower()), None)
        if name is not None:
            row[one], row[name] = row[name], row[one]
    if row.get("side") in (1, 2):
        row["side"] = 3 - row["side"]
        return True
    return bool(pairs)


def digits_swapped(page: Page) -> Fault | None:
    """Two neighbouring digits of a figure have changed places."""
    random = page.random

    def swap(old: object) -> object:
        text = str(old)
        fits = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]][:3]
        if not fits:
            return old
        at = random.choice(fits)
        made = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return made if isinstance(old, str) else json.loads(made.lstrip("0") or "0") if made[0] != "0" else old

    return _each(page, "digits swapped", swap)


def neighbours_value(page: Page) -> Fault | None:
    """A figure of the row beside it."""
    key = page.field(_is_figure)
    rows = [row for row in page.rows if key is not None and _has(row, key)]
    if len(rows) < 2:
        return None
    at = page.random.choice((len(rows) - 1, 0, page.random.randrange(len(rows))))
    rows[at][key] = rows[at - 1 if at else 1][key]
    return page.give(f"{key!r} of row {at + 1} is its neighbour's")


def column_shifted(page: Page) -> Fault | None:
    """All figures have moved by a row against their times or names."""
    keys = [key for key, value in _items(page.rows[0]) if _is_figure(key, value)]
    rows = [row for row in page.rows if all(_has(row, key) for key in keys)]
    if len(rows) < 2 or not keys:
        return None
    keys = keys if page.random.random() < 0.5 else [page.random.choice(keys)]
    step = page.random.choice((1, -1))
    for key in keys:
        values = [row[key] for row in rows]
        for row, value in zip(rows, values[step:] + values[:step], strict=True):
            row[key] = value
    return page.give(f"{keys!r} moved by {step} rows")


def time_shifted(page: Page) -> Fault | None:
    """Times of another moment or in another unit."""
    places = page.places(page.field(_is_time))
    shift = page.random.choice((1, -1, HOUR, -HOUR, 4 * HOUR, -4 * HOUR, DAY, -DAY, 7 * DAY, -7 * DAY, "unit"))
    hit = 0
    for row, key in places:
        made = _moved(row[key], shift)
        hit += made != row[key]
        row[key] = made
    return page.give(f"time moved by {shift}: {page.where(places)}") if hit else None


def _moved(old: object, shift: int | str) -> object:
    found = _number(old)
    if found is None:
        return _day_moved(old, shift)
    thousands = found > 1e11
    if shift == "unit":
        made = found / 1000 if thousands else found * 1000
    else:
        made = found + int(shift) * (1000 if thousands else 1)
    return str(int(made)) if isinstance(old, str) else int(made)


def _day_moved(old: object, shift: int | str) -> object:
    from datetime import date, timedelta

    if not isinstance(old, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", old) or shift == "unit":
        return old
    days = -(-abs(int(shift)) // DAY) * (1 if int(shift) > 0 else -1)
    return (date.fromisoformat(old) + timedelta(days=days)).isoformat()


def duplicated(page: Page) -> Fault | None:
    """Rows twice, the same or with another figure."""
    random, altered = page.random, page.random.random() < 0.5
    part = [page.rows[at] for at in page.rows_hit() if at < len(page.rows)]
    again = deepcopy(part)
    if altered:
        for row in again:
            for key, value in _items(row):
                if _is_figure(key, value):
                    row[key] = _like(value, (_number(value) or 0.0) * 1.07)
    page.rows[:] = [*page.rows, *again] if random.random() < 0.5 else [*again, *page.rows]
    return page.give(f"{len(part)} rows twice{', with other figures' if altered else ''}")


def out_of_order(page: Page) -> Fault | None:
    """Rows backwards, or in no order."""
    if len(page.rows) < 2:
        return None
    how = page.random.choice(OUT_OF_ORDER)
    page.rows.reverse() if how == "reversed" else page.random.shuffle(page.rows)
    return page.give(f"rows {how}")


def frozen(page: Page) -> Fault | None:
    """The newest rows all hold the same figures: the feed stands still."""
    rows = page.rows
    if len(rows) < 4:
        return None
    count = min(page.random.choice((3, 6, 12, 24, len(rows) // 2)), len(rows))
    newest_last = page.random.random() < 0.7
    part, still = (rows[-count:], rows[-count]) if newest_last else (rows[:count], rows[count - 1])
    for row in part:
        for key, value in _items(still):
            if _is_figure(key, value) and _has(row, key):
                row[key] = value
    return page.give(f"{len(part)} {'last' if newest_last else 'first'} rows stand still")


def names_swapped(page: Page) -> Fault | None:
    """Two rows, as venues or coins, have changed names."""
    key = page.field(lambda key, value: isinstance(key, str) and isinstance(value, str) and _number(value) is None)
    rows = [row for row in page.rows if key is not None and _has(row, key) and isinstance(row[key], str)]
    one, other = (page.random.sample(rows, 2) if len(rows) > 1 else (None, None))  # fmt: skip
    if one is None or one[key] == other[key]:
        return None
    one[key], other[key] = other[key], one[key]
    return page.give(f"{key!r} swapped: {one[key]} and {other[key]}")


def emptied(page: Page) -> Fault | None:
    """The envelope without data: an empty list, or null."""
    instead: Any = page.random.choice(([], None))
    if isinstance(page.root, list):
        page.root = instead
        return page.give(f"the answer is {instead!r}")
    key = next((key for key in ("data", "result", "observations") if page.root.get(key)), None)
    if key is None:
        return None
    page.root[key] = deepcopy(instead)
    return page.give(f"{key!r} is {instead!r}")


def truncated(body: bytes, random: Random) -> Fault:
    """The body breaks off."""
    at = random.randrange(len(body))
    return Fault(body[:at], f"broken off at {at} of {len(body)} bytes")


def a_page(body: bytes, random: Random) -> Fault:
    """A page for browsers."""
    made = random.choice((WALL, WALL + body, b"", b"{}", b"[]", b"null"))
    return Fault(made, f"instead {made[:15]!r}")


def bits_flipped(body: bytes, random: Random) -> Fault:
    """A byte is another one."""
    at = random.randrange(len(body))
    made = random.choice(b'0123456789,:.-"]}x\xff')
    return Fault(body[:at] + bytes((made,)) + body[at + 1 :], f"byte {at} is {chr(made)!r}")


def another_answer(answer: Answer, others: Sequence[Answer], random: Random) -> Fault | None:
    """The body of another question to the same source: another coin, another length, another list."""
    mine = [one for one in others if one.source == answer.source and one.body != answer.body]
    near = [one for one in mine if one.asked.get("kind") == answer.asked.get("kind")]
    found = random.choice(near or mine) if mine else None
    return Fault(found.body, f"the body of {found.name}") if found else None


OF_ROWS: Mapping[str, Callable[[Page], Fault | None]] = MappingProxyType(
    {
        "field dropped": field_dropped, "rows dropped": rows_dropped, "another type": other_type, "NaN": not_a_number,
        "scale": scaled, "scale of all": all_scaled, "sign": sign_flipped, "zeros": zeros,
        "sides swapped": sides_swapped, "digits swapped": digits_swapped, "neighbour's value": neighbours_value,
        "column shifted": column_shifted, "time shifted": time_shifted, "duplicates": duplicated,
        "out of order": out_of_order, "frozen": frozen, "names swapped": names_swapped, "emptied": emptied,
    }
)  # fmt: skip
OF_BYTES: Mapping[str, Callable[[bytes, Random], Fault]] = MappingProxyType(
    {"truncated": truncated, "page": a_page, "byte": bits_flipped}
)
KINDS = (*OF_ROWS, *OF_BYTES, "another answer", "yesterday's")


def corrupted(
    kind: str, answer: Answer, others: Sequence[Answer], before: Mapping[str, bytes], random: Random
) -> Fault | None:
    """A fault of this kind in an answer; None where it cannot have one.

    others  the day's answers;  before  what the same questions brought a day earlier, by file
    """
    if kind == "another answer":
        return another_answer(answer, others, random)
    if kind == "yesterday's":
        body = before.get(answer.file)
        return Fault(body, "yesterday's body") if body and body != answer.body else None
    if kind in OF_BYTES:
        fault: Fault | None = OF_BYTES[kind](answer.body, random)
    else:
        try:
            fault = OF_ROWS[kind](Page(answer.body, random))
        except ValueError:
            return None
    return fault if fault and fault.body != answer.body else None
