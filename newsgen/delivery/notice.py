"""The note that readers get, and the posts that follow: composed from what was wrong, in the editors' words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from newsgen.check.notices import Wrong, check_notice
from newsgen.delivery.restated import Moved
from newsgen.filing import printed_by
from newsgen.house import House
from newsgen.house.notices import Notices, filled
from newsgen.merge import Change
from newsgen.model import Article, Correction, Fact, Finding, Unit
from newsgen.sentences import sentences
from newsgen.write.channels import CHANNELS

FOLLOWED = ("x", "bluesky", "mastodon", "threads", "telegram")  # where a post that went out cannot be changed
_SIZES = frozenset((Unit.USD, Unit.PRICE, Unit.PERCENT, Unit.POINTS, Unit.COUNT, Unit.RATIO, Unit.INDEX, Unit.RATE))
_SIDES = ("liq.side_usd", "liq.minor_usd")  # which of longs and shorts they are of is in the fact


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was wrong.

    what       what a figure is of; "" for a whole sentence
    old, new   figures or sentences as they were and are; `new` is "" where nothing stands in its place
    source     who restated it, or ""
    """

    what: str
    old: str
    new: str
    source: str = ""


def items_of(
    wrong: Sequence[Moved], changes: Sequence[Change], after: Article, house: House, words: Notices
) -> tuple[Item, ...]:
    """What was wrong, in the order of the text: figures by what they are of, all else by whole sentences.

    `changes` are the sentences that were wrong or that an editor put right, with what stands there now.
    """
    figures = {one.fact: item for one in wrong if (item := _figure(one, after, house, words)) is not None}
    pairs = {_pair(one, after, house) for one in wrong if one.fact in figures}
    named = {one.fact for one in wrong if one.fact in figures or _pair(one, after, house) in pairs}
    found = list({(item.old, item.new): item for item in reversed(_once(wrong, figures))}.values())[::-1]
    for change in changes:
        inside = [one for one in wrong if _in(one, change.before)]
        if not inside or any(one.fact not in named for one in inside):
            source = next((one.source for one in inside), "")
            found.append(Item("", _quoted(change.before), _quoted(change.after), source))
    return tuple(dict.fromkeys(found))


def note_of(items: Sequence[Item], words: Notices) -> str:
    """The note: what was wrong and what is right, thing by thing."""
    return " ".join(_sentence(item, words, more=number > 0) for number, item in enumerate(items))


def correction(text: str, words: Notices, when: datetime) -> Correction:
    """A note as readers get it, with its date; the label is the agencies' own."""
    return Correction(when.replace(microsecond=0), " ".join(text.split()), words.label["correction"])


def withdrawal(reason: str, words: Notices, when: datetime) -> Correction:
    """What readers find in the place of an article that was taken back."""
    bare = " ".join(reason.split()).rstrip(".")
    text = filled(words.note["withdrawn"], reason=bare[:1].lower() + bare[1:] if _may_begin_small(bare) else bare)
    return Correction(when.replace(microsecond=0), text, words.label["withdrawal"])


def doubts(
    note: str,
    wrong: Sequence[Moved],
    before: Article,
    after: Article,
    house: House,
    words: Notices,
    changes: Sequence[Change] = (),
) -> tuple[Finding, ...]:
    """What the check holds against a note, whoever wrote it; `changes` are the sentences that differ."""
    told = [
        Wrong(one.was, one.now, one.printed, item.new if (item := _figure(one, after, house, words)) else "")
        for one in wrong
        if one.printed
    ]
    pairs = [(change.before, change.after) for change in changes]
    return check_notice(note, told, earlier=_all(before), later=_all(after), never=words.never, changed=pairs)


def posts(
    note: str, items: Sequence[Item], words: Notices, day: date, *, kind: str = "correction"
) -> Mapping[str, str]:
    """A post for each channel where an earlier one cannot be changed, as long as the channel takes.

    The whole note where there is room, else the first thing that was wrong and how many more there are.
    """
    told = filled(words.post["article"], day=f"{day.day} {day:%B %Y}")
    return {name: _post(name, note, items, words, told, kind) for name in FOLLOWED}


def _post(name: str, note: str, items: Sequence[Item], words: Notices, told: str, kind: str) -> str:
    channel = CHANNELS[name]
    options = [note]
    for shown in range(len(items) - 1, 0, -1):
        rest = len(items) - shown
        more = words.post["rest_one"] if rest == 1 else filled(words.post["rest_many"], count=str(rest))
        options.append(f"{note_of(items[:shown], words)} {more}")
    for option in options:
        said = filled(words.post[kind], note=option.replace(words.post["instead_of"], told))
        if channel.count(said) <= channel.most - channel.link:
            return said
    return ""  # nothing that is whole fits: better no post than half a sentence


def _once(wrong: Sequence[Moved], figures: Mapping[str, Item]) -> list[Item]:
    """One item for each thing: where several facts are of it, that of the one which the text prints."""
    in_text = {one.fact for one in wrong if any(place.wrong and place.name == "body_md" for place in one.places)}
    best: dict[str, Item] = {}
    for fact, item in figures.items():
        if item.what not in best or fact in in_text:
            best[item.what] = item
    return list(best.values())


def _what(one: Moved, house: House, words: Notices) -> str:
    """What the figure is of; the larger and the smaller side are called by their names while they stay the same."""
    fact, coin = one.was, one.was.about.coin or ""
    if fact.id in _SIDES:
        stays = one.now is None or one.now.about.side == fact.about.side
        return words.what(f"liq.{fact.about.side}", "", "") if stays else ""
    return words.what(fact.id, coin, house.coin(coin))


def _figure(one: Moved, after: Article, house: House, words: Notices) -> Item | None:
    """The figure by what it is of; None where there are no words for that, or where it is no size."""
    was, now = one.was, one.now
    place = next((place for place in one.places if place.wrong and any(map(str.isdigit, place.text))), None)
    what = _what(one, house, words)
    if place is None or not what or was.unit not in _SIZES or not _has_figure(one.printed):
        return None
    new = _now_printed(one, after, house)
    if now is not None and not new:
        return None
    if now is None:
        return Item(what, _signed(was, one.printed, words), "")
    return Item(what, _signed(was, one.printed, words), _signed(now, new, words), one.source)


def _signed(fact: Fact, printed: str, words: Notices) -> str:
    value = fact.value
    return words.signed(fact.about.measure, printed, float(value)) if isinstance(value, int | float) else printed


def _now_printed(one: Moved, after: Article, house: House) -> str:
    """The figure as it is printed now, in the form of the place where it was wrong; "" where it is not known."""
    if one.now is None:
        return ""
    first = next((place.name for place in one.places if place.wrong and place.text == one.printed), "body_md")
    found = [printed for printed in after.figures if printed.fact == one.fact and _alike(printed.text, one.printed)]
    near = sorted(found, key=lambda printed: (printed.where != first, printed.where != "body_md"))
    if near:
        return near[0].text
    if one.now.unit not in _SIZES:
        return ""
    return printed_by(house)(one.now)


def _alike(one: str, other: str) -> bool:
    """Whether two figures are of one form: in digits or in words."""
    return _has_figure(one) is _has_figure(other)


def _has_figure(text: str) -> bool:
    return any(map(str.isdigit, text))


def _pair(one: Moved, after: Article, house: House) -> tuple[str, str]:
    return one.printed, _now_printed(one, after, house)


def _in(one: Moved, sentence: str) -> bool:
    return any(place.wrong and place.sentence == sentence for place in one.places)


def _sentence(item: Item, words: Notices, *, more: bool) -> str:
    name = ("figure" if item.new else "lost") if item.what else ("sentence" if item.new else "gone")
    source = filled(words.note["source"], names=item.source) if item.source else ""
    return filled(
        words.note[f"{name}_more" if more else name], what=item.what, old=item.old, new=item.new, source=source
    )


def _quoted(sentence: str) -> str:
    """A sentence as it can stand between quotation marks: without its Markdown, and with other marks inside."""
    return re.sub(r"[*_`]+|^#+\s*|^[-•]\s+", "", sentence).replace("“", "‘").replace("”", "’").strip()


def _all(article: Article) -> str:
    """Every word of an article that a note may quote, as `_quoted` writes it."""
    fields = (article.headline, article.dek, *article.key_points, article.body_md)
    more = (*(text for chart in article.charts for text in (chart.title, chart.alt, chart.caption)),)
    return "\n".join(_quoted(one.text) for text in (*fields, *more, *article.extra.values()) for one in sentences(text))


def _may_begin_small(reason: str) -> bool:
    """Whether the first word is a word like any other, and no name."""
    first = reason.partition(" ")[0]
    return first[:1].isupper() and first[1:].islower() and first in _COMMON


_COMMON = frozenset(
    ("The", "A", "An", "It", "Its", "This", "That", "These", "Those", "There", "We", "Our", "Some", "All", "Both")
)
