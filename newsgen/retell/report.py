"""What many told days come to: findings, angles and the measures of their prose, beside those of a plain template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from newsgen.house import House
from newsgen.model import Finding, Severity

from . import variety
from .often import Often, often
from .readability import Reading, read
from .strict import make_strict
from .texts import Text
from .year import Stretch


@dataclass(frozen=True, slots=True)
class Prose:
    """The measures of the prose of many articles; parts are of 1."""

    seen: float  # sentences seen before
    seen_strict: float  # the same where the words for a move are masked too
    gzip: float
    grams: float  # turns of six words seen before
    openings: tuple[date, ...]  # days that opened as one of the ten before
    headlines: tuple[date, ...]  # days with the headline pattern of one of the thirty before
    orders: float  # days with the order of parts of one of the thirty before
    reading: Reading


@dataclass(frozen=True, slots=True)
class Report:
    """What was told from the first day to the last."""

    since: date
    until: date
    days: int
    untold: tuple[tuple[date, str], ...]
    findings: Mapping[str, int]  # by severity
    blocks: tuple[tuple[date, Finding], ...]
    angles: tuple[Often, ...]
    entropy: float  # of the leads, in bits
    skeletons: Mapping[str, int]
    words: tuple[int, int, int]  # of the shortest, the middle and the longest article
    prose: Prose
    baseline: Prose


def make_report(stretch: Stretch, house: House) -> Report:
    """The report of told days."""
    told = stretch.counted
    loosen = make_strict(house)
    leads = Counter(one.lead for one in told)
    words = sorted(one.words for one in told)
    findings = [(one.day, finding) for one in told for finding in one.findings]
    return Report(
        since=told[0].day,
        until=told[-1].day,
        days=len(told),
        untold=stretch.untold,
        findings={severity.value: sum(f.severity is severity for _, f in findings) for severity in Severity},
        blocks=tuple((day, finding) for day, finding in findings if finding.severity is Severity.BLOCK),
        angles=often(told, tuple(house.angles)),
        entropy=variety.entropy(leads),
        skeletons=dict(Counter(one.skeleton for one in told).most_common()),
        words=(words[0], round(median(words)), words[-1]),
        prose=measure_prose([one.text for one in stretch.told], stretch.first, loosen),
        baseline=measure_prose([one.baseline for one in stretch.told], stretch.first, loosen),
    )


def measure_prose(texts: Sequence[Text], first: int, loosen: Callable[[str], str]) -> Prose:
    """The measures of texts in order, those before `first` being only what the others may repeat."""
    counted = texts[first:]
    return Prose(
        seen=variety.seen_share(texts, first),
        seen_strict=variety.seen_share(texts, first, loosen),
        gzip=variety.gzip_ratio([text.body for text in counted]),
        grams=variety.self_repetition(texts, first),
        openings=variety.openings_repeated(texts, first),
        headlines=variety.headlines_repeated(texts, first),
        orders=len(variety.orders_repeated(texts, first)) / len(counted),
        reading=read(counted),
    )
