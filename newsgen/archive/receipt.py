"""receipt.json: what the article stands on, and for every printed figure where it comes from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from newsgen.archive.facts import pretty
from newsgen.model import Article, Fact, Facts, Finding, Origin, Printed, Unit

_NUMBER = re.compile(r"(\d[\d,]*)(?:\.(\d+))?\s*(trillion|billion|million|[TBMK](?![a-z]))?")
_SCALES = {"trillion": 12, "T": 12, "billion": 9, "B": 9, "million": 6, "M": 6, "K": 3, "": 0}
_UNROUNDED = {Unit.DATE, Unit.TIME, Unit.COIN, Unit.VENUE, Unit.SIDE, Unit.TEXT, Unit.FLAG}


def receipt_json(
    article: Article,
    facts: Facts,
    findings: Iterable[Finding],
    *,
    status: str,
    article_md: bytes,
    templates: Mapping[str, str],
    version: str,
) -> bytes:
    """The receipt: `sha256` is that of article.md as generated, `templates` maps each template to its own."""
    return pretty(
        {
            "status": status,
            "findings": list(findings),
            "sources": sources(article, facts),
            "templates": dict(templates),
            "version": version,
            "seed": article.seed,
            "sha256": hashlib.sha256(article_md).hexdigest(),
            "as_of": facts.as_of,
            "sample": facts.sample,
            "figures": [_proof(printed, fact) for printed, fact in printed_proofs(article, facts)],
        }
    )


def printed_proofs(article: Article, facts: Facts) -> Iterator[tuple[Printed, Fact]]:
    """Every printed figure with its fact; a figure without one is the checker's business."""
    for printed in article.figures:
        fact = facts.known.get(printed.fact)
        if fact is not None:
            yield printed, fact


def sources(article: Article, facts: Facts) -> list[dict[str, Any]]:
    """Each origin that a printed figure stands on, once, with the facts it carries."""
    found: dict[Origin, list[str]] = {}
    for _, fact in printed_proofs(article, facts):
        for origin in fact.origins:
            names = found.setdefault(origin, [])
            if fact.id not in names:
                names.append(fact.id)
    return [
        {
            "source": origin.source,
            "file": origin.file,
            "rows": origin.rows,
            "url": origin.url,
            "fetched_at": origin.fetched_at,
            "sha256": origin.sha256,
            "facts": names,
        }
        for origin, names in found.items()
    ]


def _proof(printed: Printed, fact: Fact) -> dict[str, Any]:
    return {
        "where": printed.where,
        "text": printed.text,
        "fact": fact.id,
        "value": fact.value,
        "unit": fact.unit,
        "rounding": rounding(printed, fact),
        "working": fact.working,
        "window": fact.window,
        "origins": fact.origins,
    }


def rounding(printed: Printed, fact: Fact) -> str:
    """What happened to the exact value on its way to the page, in a few words."""
    if printed.qualifier == "word":
        return "as a word"
    if fact.unit in _UNROUNDED or isinstance(fact.value, str):
        return "as it is"
    match = _NUMBER.search(printed.text)
    if match is None:
        return "in words"
    whole, decimals, scale = match[1].replace(",", ""), match[2] or "", match[3] or ""
    shown = Decimal(f"{whole}.{decimals or 0}").scaleb(_SCALES[scale])
    step = Decimal(1).scaleb(_SCALES[scale] - len(decimals))
    return _how(shown, step, fact)


def _how(shown: Decimal, step: Decimal, fact: Fact) -> str:
    try:
        exact = abs(Decimal(repr(fact.value)))
    except InvalidOperation:
        return "as it is"
    if exact == shown:
        return "exact"
    if abs(exact - shown) * 2 > step:
        return "in round figures"
    return f"to the nearest {_step(step, fact.unit)}, half up"


def _step(step: Decimal, unit: Unit) -> str:
    figure = f"{step:,f}"
    if unit in (Unit.USD, Unit.PRICE):
        return f"${figure}"
    if unit in (Unit.PERCENT, Unit.RATE):
        return f"{figure}%"
    return f"{figure} points" if unit is Unit.POINTS else figure
