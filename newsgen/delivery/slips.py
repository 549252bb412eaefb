"""What may be sent again without a correction: a slip of the pen, and never a figure, a name or a direction."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from newsgen.check.figures import FIGURE, MONTHS
from newsgen.check.lexicon import lexicon
from newsgen.merge import Change, differences
from newsgen.model import Article, Manuscript, Printed

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Numbers and denials in words that the check's own list of words may not have.
_MORE = re.compile(
    r"(?:not|no|never|nor|neither|without|hardly|barely|nobody|nothing|none|every|all|both|most|least|twice|thrice|half"
    r"|\w+n't|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|\w*teen|\w+ty)"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teenth|quarter)s?|doubled?|tripled?)"
)
# Words of that list that stand in any sentence and claim nothing.
_SMALL = frozenset(
    ("the", "a", "an", "of", "and", "it", "its", "is", "was", "were", "be", "been", "has", "had", "that")
)


def more_than_slips(before: Article, after: Article) -> tuple[str, ...]:
    """What differs between two texts and is more than a slip, in sentences; nothing where a refile will do.

    A figure counts with the fact behind it: the same digits for another fact are another figure.
    """
    return tuple(dict.fromkeys((*_of_figures(before, after), *_of_words(before, after))))


def changed(before: Article, after: Article) -> tuple[Change, ...]:
    """The sentences that differ."""
    return tuple(one for one in differences(_words(before), _words(after)) if one.kind != "same")


def is_more(change: Change) -> bool:
    """Whether a change of a sentence touches a figure, a name, a number in words, a direction or a denial."""
    return _marks(_spelled(change.before, change.after)) != _marks(change.after)


def _of_figures(before: Article, after: Article) -> Iterator[str]:
    """Figures that differ where a sentence is as it was, or is another; one with a slip has all its own (`is_more`)."""
    slips = [one for one in changed(before, after) if one.before and one.after and not is_more(one)]
    old = _printed(before, [one.before for one in slips])
    new = _printed(after, [one.after for one in slips])
    for (fact, text), _ in sorted((old - new).items()):
        yield f"{text} ({fact}) is not printed any more as it was."
    for (fact, text), _ in sorted((new - old).items()):
        yield f"{text} ({fact}) is printed and was not."


def _of_words(before: Article, after: Article) -> Iterator[str]:
    for change in changed(before, after):
        if is_more(change):
            old, new = Counter(_marks(_spelled(change.before, change.after))), Counter(_marks(change.after))
            words = ", ".join(sorted({f"“{word}”" for word in ((old - new) + (new - old))}))
            yield f"A sentence of the {_NAMES[change.field]} says something else: {words or 'its order'}."


_NAMES = {"headline": "headline", "dek": "opening line", "key_points": "key points", "body_md": "text"}


def _printed(article: Article, but: Sequence[str]) -> Counter[tuple[str, str]]:
    """The figures of what readers see, and the words that stand for facts, outside of some sentences."""
    fields = {"headline": article.headline, "dek": article.dek, "body_md": article.body_md}
    fields |= {f"key_points.{number}": point for number, point in enumerate(article.key_points)}
    left = {name: [(text.find(one), len(one)) for one in but if one in text] for name, text in fields.items()}
    return Counter(
        (one.fact, one.text.lower())
        for one in article.figures
        if _seen(one) and not any(start <= one.start < start + long for start, long in left.get(one.where, ()))
    )


def _seen(one: Printed) -> bool:
    return one.where in ("headline", "dek", "body_md") or one.where.startswith("key_points")


def _marks(sentence: str) -> tuple[str, ...]:
    """What a sentence claims with, in its order: figures, names, numbers in words, cues of the check, denials."""
    found = [(match.start(), match.group().strip()) for match in FIGURE.finditer(sentence)]
    bare = FIGURE.sub(lambda match: " " * len(match.group()), sentence)
    for token in _WORD.finditer(bare):
        word, low = token.group(), token.group().lower().replace("’", "'")
        begins = not sentence[: token.start()].strip(" \n#*_“‘\"'(-•")
        if (word[:1].isupper() and not begins) or (word.isupper() and len(word) > 1):
            found.append((token.start(), word))
        elif (low in lexicon().words and low not in _SMALL) or low in MONTHS or _MORE.fullmatch(low):
            found.append((token.start(), low))
    return tuple(mark for _, mark in sorted(found))


def _spelled(before: str, after: str) -> str:
    """The sentence before as it was meant: a word that means nothing, one letter away from the one after it."""
    old, new = list(_WORD.finditer(before)), [match.group() for match in _WORD.finditer(after)]
    matcher = SequenceMatcher(None, [match.group() for match in old], new, autojunk=False)
    for kind, start, end, first, last in reversed(matcher.get_opcodes()):
        if kind == "replace" and end - start == last - first:
            for match, word in zip(reversed(old[start:end]), reversed(new[first:last]), strict=True):
                if _is_slip(match.group(), word):
                    before = before[: match.start()] + word + before[match.end() :]
    return before


def _is_slip(one: str, other: str) -> bool:
    """Whether one of two words is the other with a letter too many, too few, wrong or out of place."""
    known = [word for word in (one, other) if word in lexicon().words or _MORE.fullmatch(word)]
    return len(known) == 1 and one.islower() and other.islower() and not _MORE.fullmatch(known[0]) and _near(one, other)


def _near(one: str, other: str) -> bool:
    start = next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])


def _words(article: Article) -> Manuscript:
    return Manuscript(article.headline, article.dek, article.key_points, article.body_md)
