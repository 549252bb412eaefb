"""Whose name newsgen uses at a WordPress site, what that person may do there, and what the site can take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from newsgen.destinations.wordpress_fields import OWN, SEO
from newsgen.destinations.wordpress_rest import Rest
from newsgen.errors import PublishError
from newsgen.tables import says


@dataclass(frozen=True, slots=True)
class Options:
    """What [destinations.NAME] may say for a WordPress site."""

    url: str = says("Address of the site, https://...")
    user: str = says("Name of the person whose application password is in NEWSGEN_<NAME>_PASSWORD; best an editor")
    author: int = says("Number of the person who is shown as the author; 0 for the one who signs in", 0)
    categories: tuple[str, ...] = says("Categories of every article; empty for the article's section", ())
    tags: tuple[str, ...] = says("Tags of every article, besides its own", ())
    create_categories: bool = says("Whether a category that is missing there is made", True)
    create_tags: bool = says("Whether a tag that is missing there is made", True)
    seo: str = says("Whose fields for search engines are filled", "auto", ("auto", "yoast", "rank_math", "none"))
    card: str = says(
        "Shape of the card that is the featured image; a theme that shows it 3:2 cuts the sides of a 16x9",
        "16x9",
        ("16x9", "4x3", "1x1", "none"),
    )
    json_ld: bool = says("Whether the NewsArticle goes into a field that the must-use plugin can print", True)
    withdrawn: str = says(
        "What becomes of a withdrawn article that readers know: it stays with the notice, or becomes a draft",
        "notice",
        ("notice", "draft"),
    )
    settle: float = says("Seconds after which the site can no longer be at work on a request", 120.0)
    seconds: float = says("Seconds that the site has for an answer", 30.0)


class Account:
    """The person who signs in; asked once."""

    def __init__(self, rest: Rest, options: Options) -> None:
        self._rest, self._options, self._name = rest, options, rest.name

    @cached_property
    def me(self) -> Mapping[str, Any]:
        """Nothing tells a wrong password from nobody's but this question: all else is answered as to a stranger."""
        if "application-passwords" not in dict(self._rest.index.get("authentication") or {}):
            raise PublishError(
                f"{self._name}: {self._options.url} takes no application passwords; it has to be served over https, "
                "know that it is, and have no plugin that switches them off."
            )
        told: Mapping[str, Any] = self._rest.get("wp/v2/users/me", context="edit")
        return told

    def may(self, capability: str) -> bool:
        """Whether that person may, in WordPress's own words: "publish_posts"."""
        return bool(dict(self.me.get("capabilities") or {}).get(capability))

    @property
    def who(self) -> str:
        """Name and roles."""
        return f"{self._options.user}, {' and '.join(self.me.get('roles') or ['without a role'])} there"

    @cached_property
    def registered(self) -> tuple[str, ...]:
        """The fields that can be written: OPTIONS, asked as a question, for a dry run asks it as well."""
        told = self._rest.get("wp/v2/posts", _method="OPTIONS")
        there = told.get("schema", {}).get("properties", {}).get("meta", {}).get("properties", {})
        seo = self._options.seo
        chosen = SEO if seo == "auto" else {seo: SEO.get(seo, {})}
        wanted = (*OWN, *(name for names in chosen.values() for name in names))
        return tuple(name for name in wanted if name in there)

    @property
    def guarded(self) -> bool:
        """Whether the must-use plugin is there."""
        return "newsgen_key" in self.registered

    def warnings(self) -> tuple[str, ...]:
        """What that person cannot do; raises PublishError for too little to begin with."""
        if not self.may("edit_posts") or not self.may("upload_files"):
            raise PublishError(
                f"{self._name}: {self.who}, may not put articles and pictures there; it takes the role of editor."
            )
        said = {
            "publish_posts": "can make drafts and cannot publish; the role of editor can.",
            "edit_others_posts": "does not see the drafts of others, so that an article of newsgen's that another "
            "person sent would not be found; give newsgen the role of editor.",
        }
        if self._options.create_categories:
            said["manage_categories"] = "cannot make categories; make those that are missing yourself."
        return tuple(f"{self._name}: {self.who}, {lack}" for right, lack in said.items() if not self.may(right))

    def lacking(self) -> tuple[str, ...]:
        """What the site cannot take and was asked for."""
        seo = self._options.seo
        if seo not in SEO or set(self.registered) & set(SEO[seo]):
            return ()
        return (
            f"{self._name}: the fields of {seo} cannot be written there, and no title and description for search "
            "engines go out; put deploy/wordpress/newsgen.php into wp-content/mu-plugins.",
        )
