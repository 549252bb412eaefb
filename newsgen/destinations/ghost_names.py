"""Tags and authors of a Ghost site: looked up, as Ghost renames tags and names its owner where it knows no author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from newsgen.destinations.ghost_api import Admin
from newsgen.errors import PublishError


def tags(admin: Admin, wished: Iterable[str]) -> list[dict[str, str]]:
    """Those that the site has by their ids: a name in another letter case would rename them for the whole site."""
    names = list({name.casefold(): name for name in map(str.strip, wished) if name}.values())
    like = ",".join(f"name:~'{_quoted(name)}'" for name in names)
    found = admin.all("tags", {"filter": like}) if names else ()
    known = {str(tag["name"]).casefold(): str(tag["id"]) for tag in found}
    return [{"id": known[fold]} if (fold := name.casefold()) in known else {"name": name} for name in names]


def authors(
    place: str, staff: Sequence[Mapping[str, Any]], wished: Sequence[str], byline: Sequence[str]
) -> list[dict[str, str]]:
    """Authors of an article: those of the settings by e-mail or slug, else whoever of the byline has a name there.

    Raises PublishError for one of the settings whom the site does not know.
    """
    if not wished:
        by_name = {str(one["name"]).casefold(): one for one in staff}
        return [{"id": str(by_name[fold]["id"])} for name in byline if (fold := name.casefold()) in by_name]
    known = {str(one[what]).casefold(): one for one in staff for what in ("email", "slug")}
    for author in wished:
        if author.casefold() not in known:
            there = ", ".join(sorted(str(one["slug"]) for one in staff))
            raise PublishError(
                f"{place}: no author there has the e-mail or slug {author!r}; there are {there}: "
                f"mend destinations.{place}.authors."
            )
    return [{"id": str(known[author.casefold()]["id"])} for author in wished]


def warned_of_role(admin: Admin) -> Iterator[str]:
    """What the key may not do.  That of an integration belongs to nobody, and a staff token to a person."""
    answer = admin.get("users/me/", {"include": "roles"})
    roles = [str(role["name"]) for role in answer["users"][0]["roles"]] if answer else []
    if "Contributor" in roles:
        raise PublishError(
            f"{admin.name}: the key in {admin.variable} is a contributor's, who may not publish; "
            "use that of a custom integration."
        )
    if "Author" in roles:
        yield f"{admin.name}: the key is an author's, who cannot change others' posts; use a custom integration's."


def _quoted(name: str) -> str:
    return name.replace("\\", "\\\\").replace("'", "\\'")
