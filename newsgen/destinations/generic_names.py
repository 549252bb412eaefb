"""What a template in templates/destinations can print: every name and what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "marker": "says which article it is and what was sent of it; printed into a field that the CMS keeps",
        "marker_html": "the same as a comment, to go at the end of html",
        "key": "newsgen's own name for the article, for good",
        "slug": "what its address ends with",
        "series": "the series that it belongs to",
        "language": "as en",
        "day": "the day it tells, as 2025-07-14",
        "as_of": "the moment up to which it tells, with its zone",
        "version": "1, and one more with each correction or refiling",
        "stage": "how far it goes: draft, scheduled, live, withdrawn",
        "status": "the same in the CMS's own word",
        "at": "when a scheduled one goes live, with its zone; else null",
        "headline": "its headline",
        "dek": "the line under it",
        "key_points": "its main points, a list",
        "html": "the whole text under the headline, with its notes and pictures",
        "markdown": "the text alone, as Markdown",
        "seo_title": "a shorter headline for search engines",
        "description": "a sentence for search engines",
        "section": "the section of the site",
        "tags": "a list",
        "authors": "a list of names",
        "author_url": "address of a page about who answers for it",
        "newsroom": "name of the publisher",
        "canonical": "the address that counts, if it is another one",
        "picture": "the feature image with id, url, name, alt, caption, credit, width, height, sha256; or null",
        "pictures": "a list of all pictures, the feature image first",
        "corrections": "a list of notes with kind, text and when, the newest first",
        "notice": "the note that is left of a withdrawn article; else null",
        "disclosure": "how the text was made",
        "method_note": "what the figures can and cannot say",
        "interests": "holdings that readers should know of",
        "disclaimer": "that it is no advice",
        "watermark": "not empty for made-up data, which stands at the top of html",
        "sample": "whether the data are made up",
        "sources": "a list with name and url of each",
        "social": "texts for social media, by channel",
        "newsletter": "subject, preheader and blurb",
        "json_ld": "NewsArticle for search engines",
    }
)
