"""The delivered fields: everything a desk's system wants to know about an article, in one file.

The words are the writer's, as they were checked: nothing is fitted, cut or put together here.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsgen.catalogue import COINS, MEASURES
from newsgen.errors import HouseError
from newsgen.model import Approval, Article, Chart, Correction, Facts
from newsgen.sample import MARK
from newsgen.settings import Settings

CHANNELS = ("x", "bluesky", "mastodon", "threads", "linkedin", "telegram", "telegram_caption")
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"
FLOOR = "Exchanges publish only part of the orders they close by force, so liquidation totals are a floor."
METHOD = (
    "Each figure was computed from its source's own tables and read back from the finished text by a second program."
)
DISCLAIMER = "This recap reports what happened in the market; it is not advice and makes no forecast."
WATERMARK = MARK + "made by newsgen's sample data, not measured."


LONGEST = 110  # characters of a headline in structured data
CARDS = (("charts/card-16x9.png", 1200, 675), ("charts/card-4x3.png", 1200, 900), ("charts/card-1x1.png", 1200, 1200))


def make_pack(
    article: Article,
    facts: Facts,
    body_html: str,
    settings: Settings,
    folders: Sequence[Path],
    *,
    canonical: str | None = None,
    approval: Approval | None = None,
    corrections: Sequence[Correction] = (),
) -> dict[str, Any]:
    """The fields of pack.json; `status` stays "draft" until a person or a policy says otherwise.

    Files of pictures are named from the day's folder: who publishes puts their addresses in their place.
    """
    tags, coins = _tags(article, facts, read_vocabulary(folders))
    texts = _texts(article)
    fields = {
        "headline": article.headline,
        "headlines": list(article.headlines),
        "bench": [asdict(headline) for headline in article.bench],
        **texts,
        "key_points": list(article.key_points),
        "tags": tags,
        "primary_tag": tags[0] if tags else "",
        "section": settings.section,
        "authors": [settings.byline or settings.newsroom],
        "author_url": settings.byline_url,
        "language": article.language,
        "body_md": article.body_md,
        "body_html": body_html,
        "watermark": WATERMARK if article.sample else "",
        "disclosure": disclosure(settings, sample=article.sample),
        "method_note": _method_note(article),
        "interests": settings.interests,
        "disclaimer": DISCLAIMER,
        "correction_notes": [asdict(note) for note in sorted(corrections, key=lambda note: note.when, reverse=True)],
        "reviewed": {"by": approval.by, "when": approval.when, "sha256": approval.sha256} if approval else None,
        "canonical_url": canonical,
        **_pictures(article, settings),
        "status": "draft",
        "publish_at": None,
        "embargo_until": None,
        "digital_source_type": SOURCE_TYPE,
        "as_of": article.as_of,
        "window": article.window,
        "sample": article.sample,
    }
    return fields | {"json_ld": _json_ld(article, facts, fields, coins, settings)}


def disclosure(settings: Settings, *, sample: bool) -> str:
    """The line that says how the text was made; a reconstruction says so first."""
    return f"{WATERMARK} {settings.disclosure}" if sample else settings.disclosure


def _texts(article: Article) -> dict[str, Any]:
    """Title, description and the words for each channel."""
    said = defaultdict(str, article.extra)
    return {
        "seo_title": said["seo_title"] or article.headline,
        "meta_description": said["description"] or article.dek,
        "dek": article.dek,
        "slug": said["slug"] or article.window.end.date().isoformat(),
        "og": {"title": said["og_title"], "description": said["og_description"]},
        "social": {name: said[f"social_{name}"] for name in CHANNELS},
        "push": {"title": said["push_title"], "body": said["push_body"]},
        "newsletter": {
            "subject": said["subject"],
            "preheader": said["preheader"],
            "blurb": said["newsletter"],
        },
    }


def _pictures(article: Article, settings: Settings) -> dict[str, Any]:
    """The cards and charts of an article by their files, with the words that stand beside them."""
    cards = [{"file": file, "width": width, "height": height} for file, width, height in CARDS]
    words = {"alt": article.headline, "caption": article.dek, "credit": settings.newsroom}
    if article.charts:
        first = article.charts[0]
        words = {"alt": first.alt, "caption": first.caption, "credit": first.source or settings.newsroom}
    charts = [_chart(chart) for chart in article.charts]
    return {"feature_image": cards[0] | words, "images": cards, "charts": charts}


def _chart(chart: Chart) -> dict[str, Any]:
    files = {"svg": ".svg", "png": ".png", "svg_dark": "-dark.svg", "png_dark": "-dark.png"}
    return {
        **{form: f"charts/{chart.file}{suffix}" for form, suffix in files.items()},
        "title": chart.title,
        "alt": chart.alt,
        "caption": chart.caption,
        "source": chart.source,
        "table": asdict(chart.table) if chart.table else None,
    }


def _method_note(article: Article) -> str:
    told = " ".join(section.text for section in article.sections if section.angle.endswith("method"))
    return f"{' '.join(re.sub(r'[*_]', '', told).split()) or FLOOR} {METHOD}"


def read_vocabulary(folders: Sequence[Path]) -> dict[str, Any]:
    """The tags of the first folder that has them; raises HouseError for a measure or coin that nothing can speak of."""
    for folder in folders:
        file = folder / "page" / "tags.toml"
        if file.is_file():
            try:
                words = tomllib.loads(file.read_text("utf-8"))
            except tomllib.TOMLDecodeError as error:
                raise HouseError(f"{file}: not valid TOML ({error}); mend that line.") from error
            _known(words.get("measures", {}), MEASURES, f"{file}: measures")
            _known(words.get("coins", {}), COINS, f"{file}: coins")
            return words
    return {}


def _known(names: Iterable[str], there_are: Iterable[str], where: str) -> None:
    for name in names:
        if name not in there_are:
            close = get_close_matches(name, list(there_are), 1, 0.4)
            guess = f"did you mean {close[0]!r}?" if close else "see newsgen/catalogue."
            raise HouseError(f"{where}: the catalogue has no {name!r}; {guess}")


def _tags(article: Article, facts: Facts, words: Mapping[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Tags of the article, most printed first, and the coins it speaks of with their names."""
    about = [facts.known[printed.fact].about for printed in article.figures if printed.fact in facts.known]
    coins = Counter(item.coin for item in about if item.coin in words.get("coins", {}))
    measures = Counter(words["measures"][item.measure] for item in about if item.measure in words.get("measures", {}))
    named = {ticker: str(words["coins"][ticker]) for ticker, _ in coins.most_common(3) if ticker}
    subjects = (coins + Counter()).most_common(1)
    first = [named[str(subjects[0][0])]] if subjects else []
    ranked = [*first, *(tag for tag, _ in measures.most_common()), *named.values(), *words.get("always", [])]
    return list(dict.fromkeys(ranked))[: words.get("most", len(ranked))], named


def _json_ld(
    article: Article, facts: Facts, fields: Mapping[str, Any], coins: Mapping[str, str], settings: Settings
) -> dict[str, Any]:
    """NewsArticle for search engines; `datePublished` is left to the system that publishes."""
    based_on = {
        (origin.source, origin.url): origin
        for printed in article.figures
        if printed.fact in facts.known
        for origin in facts.known[printed.fact].origins
    }
    window = article.window
    author = {"@type": "Person" if settings.byline else "Organization", "name": fields["authors"][0]}
    optional = {
        "mainEntityOfPage": fields["canonical_url"],
        "editor": {"@type": "Person", "name": fields["reviewed"]["by"]} if fields["reviewed"] else None,
        "correction": [
            {"@type": "CorrectionComment", "text": note["text"], "datePublished": _iso(note["when"])}
            for note in fields["correction_notes"]
        ],
    }
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": _headline(article),
        "image": [card["file"] for card in fields["images"]],
        "description": fields["meta_description"],
        "abstract": article.dek,
        "inLanguage": article.language,
        "isAccessibleForFree": True,
        "articleSection": fields["section"],
        "keywords": fields["tags"],
        "wordCount": article.words,
        "dateModified": _iso(max([article.as_of, *(note["when"] for note in fields["correction_notes"])])),
        "temporalCoverage": f"{_iso(window.start)}/{_iso(window.end)}",
        "author": [author | ({"url": fields["author_url"]} if fields["author_url"] else {})],
        "publisher": {"@type": "Organization", "name": settings.newsroom},
        "about": [{"@type": "Thing", "name": name, "alternateName": ticker} for ticker, name in coins.items()],
        "isBasedOn": [
            {"@type": "Dataset", "name": origin.source} | ({"url": origin.url} if origin.url else {})
            for origin in based_on.values()
        ],
        "digitalSourceType": "https://schema.org/DataDrivenMediaDigitalSource",
        "backstory": f"{fields['disclosure']} {fields['method_note']}",
        **{name: value for name, value in optional.items() if value},
    }


def _headline(article: Article) -> str:
    """The headline where search engines take it, up to 110 characters; else the first of the others that fits."""
    fitting = [text for text in (article.headline, *article.headlines) if len(text) <= LONGEST]
    return fitting[0] if fitting else article.headline


def _iso(time: Any) -> str:
    return str(time.isoformat()).replace("+00:00", "Z")
