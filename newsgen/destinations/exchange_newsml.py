"""NewsML-G2 2.35, at the conformance level "power".

The body is HTML as text: Superdesk, for one, keeps of XHTML only the first words of each paragraph.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from newsgen import __version__
from newsgen.destinations.exchange_item import GENRE, PROFILE, SOURCE_TYPE, TOPICS, Described, stamp
from newsgen.destinations.feeds_html import words
from newsgen.destinations.folder_text import clean, line

SPACE = "http://iptc.org/std/nar/2006-10-01/"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"


def newsml(said: Described) -> bytes:
    """The article as a newsItem."""
    root = ET.Element(
        _tag("newsItem"),
        {
            "guid": said.uri, "version": str(said.version), "standard": "NewsML-G2", "standardversion": "2.35",
            "conformance": "power", "xml:lang": said.release.language,
        },
    )  # fmt: skip
    _add(root, "catalogRef", href=CATALOG)
    rights = _add(root, "rightsInfo")
    _party(rights, "copyrightHolder", said.provider)
    _add(rights, "copyrightNotice", said.copyright)
    if said.usage:
        _add(rights, "usageTerms", said.usage)
    _item_meta(_add(root, "itemMeta"), said)
    _content_meta(_add(root, "contentMeta"), said)
    contents = _add(root, "contentSet")
    _add(contents, "inlineData", said.html, contenttype="text/html", wordcount=str(words(said.html)))
    ET.register_namespace("", SPACE)
    ET.indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


def _item_meta(meta: ET.Element, said: Described) -> None:
    _add(meta, "itemClass", qcode="ninat:text")
    _party(meta, "provider", said.provider)
    _add(meta, "versionCreated", stamp(said.created))
    _add(meta, "firstCreated", stamp(said.first))
    if said.at:
        _add(meta, "embargoed", stamp(said.at))
    _add(meta, "pubStatus", qcode=f"stat:{said.status}")
    _add(meta, "generator", "newsgen", versioninfo=__version__)
    _add(meta, "profile", PROFILE)
    _add(meta, "title", said.title)
    if said.note:
        _add(meta, "edNote", said.note)
    for one in said.pictures:
        size = str(len(one.picture.content))
        _add(meta, "link", rel="irel:seeAlso", href=one.address, contenttype=one.picture.kind, size=size)


def _content_meta(meta: ET.Element, said: Described) -> None:
    """In the order that the standard wants."""
    release = said.release
    _add(meta, "urgency", str(said.urgency))
    _add(meta, "contentCreated", stamp(release.as_of))
    _add(meta, "contentModified", stamp(said.created))
    _add(meta, "digitalSourceType", qcode=f"digsrctype:{SOURCE_TYPE}")
    if said.located:
        _party(meta, "located", said.located)
    for author in release.authors or (said.provider,):
        _party(meta, "creator", author)
    for name, _ in release.sources:
        _party(meta, "infoSource", name, role="cRole:source")
    _add(meta, "altId", release.key, type="idtype:newsgenKey")
    _add(meta, "language").set("tag", release.language)
    genre = _add(meta, "genre", qcode=f"genre:{GENRE}")
    _name(genre, GENRE)
    for tag in release.tags:
        _add(meta, "keyword", line(tag))
    for code, topic in TOPICS:
        _name(_add(meta, "subject", type="cpnat:abstract", qcode=f"medtop:{code}"), topic)
    _add(meta, "slugline", said.slugline)
    _add(meta, "headline", said.title)
    _add(meta, "by", said.by)
    if said.located:
        _add(meta, "dateline", said.located.upper())
    if said.summary:
        _add(meta, "description", said.summary, role="drol:summary")


def _party(parent: ET.Element, tag: str, name: str, **attributes: str) -> None:
    party = _add(parent, tag, literal=line(name), **attributes)
    _add(party, "name", line(name))


def _name(parent: ET.Element, text: str) -> None:
    _add(parent, "name", text).set("xml:lang", "en")


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, _tag(tag), {name: clean(value) for name, value in attributes.items()})
    if text:
        found.text = clean(text)
    return found


def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"
