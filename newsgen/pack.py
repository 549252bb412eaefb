"""The delivered fields: everything a desk's system wants to know about an article, in one file.

Limits are those of the channels (see `LIMITS`); where the writer's own text for a field is missing or too long,
the longest of the article's headlines or sentences that fits takes its place, and last a plain title: nothing is cut.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from newsgen.catalogue import COINS, MEASURES
from newsgen.errors import HouseError
from newsgen.model import Article, Facts
from newsgen.settings import Settings

LIMITS: Mapping[str, int] = {
    "seo_title": 60,
    "meta_description": 160,
    "dek": 200,
    "slug": 60,
    "x": 280,
    "telegram": 4096,
    "push_title": 50,
    "push_body": 120,
    "subject": 50,
    "preheader": 90,
    "og_title": 70,
    "og_description": 200,
}
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"
FLOOR = "Exchanges publish only part of the orders they close by force, so liquidation totals are a floor."
METHOD = (
    "Each figure was computed from the tables named with its proof, for the window named there, "
    "and read back from the finished text by a second program."
)
DISCLAIMER = "This recap reports what happened in the market; it is not advice and makes no forecast."
MARK = "Reconstruction: "  # opens every short text of a sample, in every channel
WATERMARK = MARK + "made by newsgen's sample data, not measured."


def make_pack(
    article: Article, facts: Facts, body_html: str, settings: Settings, folders: Sequence[Path]
) -> dict[str, Any]:
    """The fields of pack.json; `status` stays "draft" until a person or a policy says otherwise."""
    tags, coins = _tags(article, facts, read_vocabulary(folders))
    texts = _texts(article)
    fields = {
        "headline": article.headline,
        "headlines": list(article.headlines),
        **texts,
        "key_points": list(article.key_points),
        "tags": tags,
        "primary_tag": tags[0] if tags else "",
        "section": settings.section,
        "authors": [settings.byline or settings.newsroom],
        "language": article.language,
        "body_md": article.body_md,
        "body_html": body_html,
        "watermark": WATERMARK if article.sample else "",
        "disclosure": disclosure(settings, sample=article.sample),
        "method_note": _method_note(article),
        "interests": settings.interests,
        "disclaimer": DISCLAIMER,
        "correction_notes": [],
        "canonical_url": None,
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
    """Title, description and the words for each channel; a reconstruction says so in each."""
    extra, titles, sentences = article.extra, (article.headline, *article.headlines), (article.dek, *article.key_points)
    mark, end = MARK if article.sample else "", article.window.end
    plain = f"Crypto recap, {end.day} {end:%B %Y}"

    def title(field: str, key: str = "") -> str:
        return mark + (_fitting(LIMITS[field] - len(mark), extra.get(key), titles) or plain)

    def sentence(field: str, key: str = "") -> str:
        return mark + (_fitting(LIMITS[field] - len(mark), extra.get(key), sentences) or plain)

    return {
        "seo_title": title("seo_title", "seo_title"),
        "meta_description": sentence("meta_description", "description"),
        "dek": article.dek,
        "slug": extra.get("slug") or slug(article.headline, article.window.end.date().isoformat()),
        "og": {"title": title("og_title"), "description": sentence("og_description", "description")},
        "social": {"x": title("x", "social_x"), "telegram": title("telegram", "social_telegram")},
        "push": {"title": title("push_title", "push_title"), "body": sentence("push_body", "push_body")},
        "newsletter": {
            "subject": title("subject"),
            "preheader": sentence("preheader"),
            "blurb": mark + (extra.get("newsletter") or article.dek),
        },
    }


def _fitting(limit: int, own: str | None, others: Iterable[str]) -> str:
    """The writer's own text if it fits, else the longest other that does, else nothing."""
    if own and units(own) <= limit:
        return own
    return max((text for text in others if units(text) <= limit), key=units, default="")


def units(text: str) -> int:
    """Length as the channels count it: in UTF-16 units, where an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def slug(title: str, day: str) -> str:
    """`bitcoin-tops-120-000-2025-07-14`: Latin letters, whole words, the day last, at most 60 characters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words, room = re.findall(r"[a-z0-9]+", plain.replace("'", "")), LIMITS["slug"] - len(day)
    kept: list[str] = []
    for word in words:
        room -= len(word) + 1
        if room < 0:
            break
        kept.append(word)
    return "-".join([*kept, day])


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
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": fields["meta_description"],
        "abstract": article.dek,
        "inLanguage": article.language,
        "articleSection": fields["section"],
        "keywords": fields["tags"],
        "wordCount": article.words,
        "dateModified": _iso(article.as_of),
        "temporalCoverage": f"{_iso(window.start)}/{_iso(window.end)}",
        "author": [{"@type": "Person" if settings.byline else "Organization", "name": fields["authors"][0]}],
        "publisher": {"@type": "Organization", "name": settings.newsroom},
        "about": [{"@type": "Thing", "name": name, "alternateName": ticker} for ticker, name in coins.items()],
        "isBasedOn": [
            {"@type": "Dataset", "name": origin.source} | ({"url": origin.url} if origin.url else {})
            for origin in based_on.values()
        ],
        "digitalSourceType": "https://schema.org/DataDrivenMediaDigitalSource",
        "backstory": f"{fields['disclosure']} {fields['method_note']}",
    }


def _iso(time: Any) -> str:
    return str(time.isoformat()).replace("+00:00", "Z")
