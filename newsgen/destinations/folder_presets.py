"""What each generator of static sites wants: where a page lies, what its fields are called, how a draft is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# What a page can say of an article; a preset says what the site calls it, and leaves out what it does not name.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "the headline",
        "date": "when it went or goes live",
        "modified": "when its words last changed, if they did",
        "publish_at": "when a scheduled one goes live",
        "slug": "what its address ends with",
        "summary": "the dek",
        "description": "for search engines",
        "seo_title": "for search engines, where it is another",
        "authors": "a list",
        "author": "all of them in one line",
        "tags": "a list",
        "categories": "a list of the section alone",
        "section": "the section",
        "language": "as en",
        "image": "the feature image",
        "images": "a list of it alone",
        "image_alt": "what it shows",
        "image_caption": "what stands under it",
        "key_points": "a list; they stand in the text as well",
        "canonical": "the address that counts",
        "corrections": "a list of tables: kind, when, text",
        "json_ld": "a table for search engines",
    }
)
_FOR_FEW = ("author", "categories", "images", "key_points", "json_ld")
_COMMON = {"title": "title", "date": "date", "description": "description", "tags": "tags"}


@dataclass(frozen=True, slots=True)
class Preset:
    """A generator.  Paths are below the site's folder and may hold {slug}, {key}, {date}, {year}, {month}, {day}.

    page      the path of an article
    pictures  the folder of its pictures
    link      what stands before a picture's name where the text shows it
    drafted   fields that tell a draft
    shown     fields that tell anything else
    waits     whether the generator leaves out what is dated in the future, until it is built after that
    always    fields that every page has
    note      what the site must do for drafts to be unseen, or ""
    """

    page: str
    pictures: str
    link: str
    fields: Mapping[str, str]
    drafted: Mapping[str, object] = field(default_factory=lambda: {"draft": True})
    shown: Mapping[str, object] = field(default_factory=lambda: {"draft": False})
    waits: bool = False
    always: Mapping[str, object] = field(default_factory=dict)
    yaml: bool = True
    note: str = ""


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "hugo": Preset(
            page="content/posts/{slug}/index.md",
            pictures="content/posts/{slug}",
            link="",
            fields=_COMMON
            | {
                "modified": "lastmod", "publish_at": "publishDate", "slug": "slug", "summary": "summary",
                "authors": "authors", "categories": "categories", "images": "images",
            },
            waits=True,
        ),
        "pelican": Preset(
            page="content/{slug}.md",
            pictures="content/images/{slug}",
            link="{static}/images/{slug}/",
            fields={
                "title": "Title", "date": "Date", "modified": "Modified", "slug": "Slug", "summary": "Summary",
                "authors": "Authors", "section": "Category", "tags": "Tags", "language": "Lang",
            },
            drafted={"Status": "draft"},
            shown={"Status": "published"},
            yaml=False,
            note="Pelican builds drafts as well, unlisted below drafts/; DRAFT_SAVE_AS = '' leaves them out",
        ),
        "eleventy": Preset(
            page="posts/{slug}/index.md",
            pictures="posts/{slug}",
            link="",
            fields=_COMMON
            | {
                "modified": "modified", "summary": "excerpt", "authors": "authors", "image": "image",
                "image_alt": "imageAlt",
            },
            # It builds drafts like anything else, unless they have no address.
            drafted={"draft": True, "permalink": False, "eleventyExcludeFromCollections": True},
            # Liquid would run in the text.
            always={"templateEngineOverride": "md"},
        ),
        "jekyll": Preset(
            page="_posts/{date}-{slug}.md",
            pictures="assets/{slug}",
            link="/assets/{slug}/",
            fields=_COMMON
            | {
                "modified": "last_modified_at", "slug": "slug", "summary": "excerpt", "author": "author",
                "categories": "categories", "image": "image",
            },
            drafted={"published": False},
            shown={"published": True},
            waits=True,
        ),
        "astro": Preset(
            page="src/content/posts/{slug}/index.md",
            pictures="src/content/posts/{slug}",
            link="./",
            fields={
                "title": "title", "date": "pubDate", "modified": "updatedDate", "description": "description",
                "tags": "tags", "image": "heroImage", "author": "author",
            },
            note="the site must leave out entries with draft: true itself, as its getCollection filter does",
        ),
        "plain": Preset(
            page="{slug}/index.md",
            pictures="{slug}",
            link="",
            fields={name: name for name in FIELDS if name not in _FOR_FEW},
            note="whatever reads the folder must leave out pages with draft: true itself",
        ),
    }
)  # fmt: skip
