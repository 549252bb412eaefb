"""Ghost 5 and 6 by the Admin API: `[destinations.<name>] kind = "ghost"`.

Its key is that of a custom integration (Settings > Integrations) and stands in NEWSGEN_<NAME>_KEY.
Ghost has no trash: an article that was delivered once and is nowhere to be found was deleted by a person.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from newsgen.destinations.base import in_words
from newsgen.destinations.ghost_api import Admin
from newsgen.destinations.ghost_names import authors, tags, warned_of_role
from newsgen.destinations.ghost_post import (
    differences,
    mark,
    marked,
    moment_of,
    notice_post,
    post_of,
    standing_of,
    written,
)
from newsgen.errors import PublishError, SettingsError
from newsgen.http import Caller, Part, Unknown
from newsgen.model import Correction, Picture, Release, Request, Stage, Standing, Wish
from newsgen.tables import read_table, says

TOO_OLD = ("1", "2", "3", "4")  # major versions whose posts are no Lexical
_ID = re.compile("[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Options:
    """What `[destinations.<name>]` may say."""

    url: str = says("the site's address, as https://example.com")
    authors: tuple[str, ...] = says(
        "authors by their e-mail or slug there; without any, by the names of the byline", ()
    )
    tags: tuple[str, ...] = says("tags of every article besides its own", ())
    section_tag: bool = says("whether the section is the first tag, which Ghost shows above the headline", True)
    marker_tag: str = says("an internal tag of every article, which readers do not see; empty for none", "#newsgen")
    json_ld: bool = says("whether the article's own NewsArticle is put beside Ghost's Article", True)
    unpublish: bool = says("whether a withdrawn article leaves the site instead of showing the notice", False)
    seconds: float = says("seconds that the server may take for an answer", 30.0)
    settle: float = says("seconds after which a request that got no answer can no longer make an article", 90.0)


def open_destination(
    name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
) -> Ghost:
    """A site, ready to be asked.  Raises SettingsError for options or a key that cannot be right."""
    chosen = read_table(Options, options, f"destinations.{name}")
    if not chosen.url:
        raise SettingsError(f"destinations.{name}.url is empty; it says: the site's address, as https://example.com.")
    admin = Admin(name, chosen.url, secrets.get("KEY", ""), seconds=chosen.seconds, dry=dry)
    return Ghost(name, chosen, admin, dry=dry, now=now)


class Ghost:
    """A Ghost site; see `newsgen.destinations.base.Destination`."""

    kind = "ghost"

    def __init__(self, name: str, options: Options, admin: Admin, *, dry: bool, now: datetime) -> None:
        self.name, self.settle = name, options.settle
        self._options, self._admin, self._dry, self._now = options, admin, dry, now
        self._staff: tuple[Mapping[str, Any], ...] | None = None

    @property
    def requests(self) -> Sequence[Request]:
        """Of a dry run, in order."""
        return self._admin.caller.requests

    def ready(self) -> tuple[str, ...]:
        """Whether a Ghost answers, knows the key, and has the authors."""
        site = (self._admin.get("site/") or {}).get("site")
        if not isinstance(site, Mapping):
            raise PublishError(
                f"{self.name}: no Ghost answers at {self._admin.url}; set destinations.{self.name}.url to the site's."
            )
        version = str(site.get("version", ""))
        if version.partition(".")[0] in TOO_OLD:
            raise PublishError(f"{self.name}: it is Ghost {version}, and newsgen writes for 5 and newer; update it.")
        self._authors(())
        unnamed = (f"{self.name}: no authors are set; where nobody there has the byline's name, the owner is shown.",)
        return (*warned_of_role(self._admin), *(() if self._options.authors else unnamed))

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """By id, by slug, and by the marker; each hit is looked at."""
        paths = [f"posts/{id}/"] if _ID.fullmatch(id) else []
        paths += [f"posts/slug/{slug}/"] if slug else []
        marked = {"filter": f"codeinjection_foot:~'newsgen:key={key} '", "order": "created_at asc", "formats": "html"}
        posts = [post for post in (*map(self._by, paths), *self._admin.all("posts", marked)) if post]
        one_each = {str(post["id"]): post for post in posts}
        oldest = sorted(one_each.values(), key=lambda post: (str(post.get("created_at")), str(post["id"])))
        found = [standing_of(post) for post in oldest]
        return tuple(one for one in found if one.key == key or slug == one.slug or id == one.id)

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """Ghost lists no images and stores the same one twice: each is sent once and remembered by its bytes."""
        wished = (*release.pictures, *(release.cards if self._options.json_ld else ()))
        return {picture.sha256: known.get(picture.sha256) or self._upload(picture) for picture in _once(wished)}

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """One request makes it; the slug may come back with a number behind it."""
        post = self._post(release, sent, media) | {"status": "draft"}
        return self._go(post, self._write("POST", "posts/", post, {}, "make the article, as a draft"), wish)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """Its address stays as it is, and so does what a person put behind the text."""
        present = self._present(found)
        post = self._post(release, sent, media) | _as_it_stands(present, mark(release.key, sent))
        post["status"] = "draft" if wish.stage is Stage.DRAFT else present["status"]
        return self._go(post, self._write("PUT", f"posts/{found.id}/", post, present, "change the article"), wish)

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """The notice alone stays at its address; with `unpublish` nothing does."""
        present = self._present(found)
        post = notice_post(release, notice) | _as_it_stands(present, mark(release.key, sent, withdrawn=True))
        live = present["status"] == "published" and not self._options.unpublish
        post["status"] = "published" if live else "draft"
        got = self._write("PUT", f"posts/{found.id}/", post, present, "put the notice in its place")
        self._compare(post, got)
        return standing_of(got)

    def remove(self, surplus: Standing) -> None:
        """Ghost has no trash: it is gone for good."""
        if not surplus.key:
            raise PublishError(f"{self.name}: {surplus.url} has no marker of newsgen's; it is not deleted.")
        self._admin.delete(f"posts/{surplus.id}/", "delete newsgen's own second copy")

    def page(self, found: Standing) -> str:
        """Asked without the key; an article that is not public has no page."""
        post = self._by(f"posts/{found.id}/")
        if post is None or post["status"] != "published":
            return ""
        parts = urlsplit(str(post["url"]))
        try:
            with in_words(self.name), Caller(f"{parts.scheme}://{parts.netloc}", seconds=self._options.seconds) as web:
                said = web.ask(str(post["url"]), headers={"Accept": "text/html"})
        except Unknown as error:
            raise PublishError(f"{self.name}: {error} at {post['url']}; look at the page yourself.") from error
        if not said.well:
            raise PublishError(f"{self.name}: {post['url']} answers {said.status}; look at the page yourself.")
        return said.body.decode("utf-8", "replace")

    def close(self) -> None:
        """Let go of the connection."""
        self._admin.close()

    def _by(self, path: str) -> Mapping[str, Any] | None:
        answer = self._admin.get(path, {"formats": "html"})
        return answer["posts"][0] if answer else None

    def _present(self, found: Standing) -> Mapping[str, Any]:
        """The post as it stands now, if it is still as it was found.

        Its updated_at has whole seconds: within the same one a person's change would go unnoticed.
        """
        post = self._by(f"posts/{found.id}/")
        while post and not self._dry and self._admin.moment <= (moment_of(post["updated_at"]) or self._admin.moment):
            time.sleep(0.3)
            post = self._by(f"posts/{found.id}/")
        if post is None:
            raise PublishError(f"{self.name}: {found.url} is gone; a person deleted it, and it is not made again.")
        if found.texts and dict(standing_of(post).texts) != dict(found.texts):
            when = moment_of(post["updated_at"])
            raise PublishError(
                f"{self.name}: {post['url']} was changed there by a person at {when:%H:%M} UTC, {when:%d %B %Y}; "
                f"fetch it with newsgen pull --from {self.name}, or use --force."
            )
        return post

    def _post(self, release: Release, sent: str, media: Mapping[str, str]) -> dict[str, Any]:
        post = post_of(self.name, release, sent, media, self._options.json_ld)
        by = self._authors(release.authors)
        return {**post, "tags": self._tags(release), **({"authors": by} if by else {})}

    def _go(self, post: Mapping[str, Any], got: Mapping[str, Any], wish: Wish) -> Standing:
        """As far as it is wished, once what came back is what was sent: readers see no other."""
        self._compare(post, got)
        step = self._step(wish, got)
        if not step:
            return standing_of(got)
        gone = self._moved(step, got)
        self._compare({**post, **step}, gone)
        return standing_of(gone)

    def _step(self, wish: Wish, got: Mapping[str, Any]) -> dict[str, str]:
        """Status and time that are still to be set.

        Ghost shows what is published with a time to come at once, and keeps the time of what was scheduled.
        """
        status, at = str(got["status"]), moment_of(got.get("published_at"))
        if wish.stage is Stage.LIVE and status != "published":
            return {"status": "published", "published_at": written(self._admin.moment)}
        if wish.stage is Stage.SCHEDULED and status != "published":
            if wish.at is None:
                raise PublishError(f"{self.name}: a scheduled article needs the time when it goes live; set --at.")
            same = status == "scheduled" and written(wish.at) == (at and written(at))
            return {} if same else {"status": "scheduled", "published_at": written(wish.at)}
        return {}

    def _moved(self, step: Mapping[str, str], got: Mapping[str, Any]) -> Mapping[str, Any]:
        """The post after a step; one whose answer was lost is looked for, and taken once more if it did not arrive.

        That is safe as no create is: Ghost takes a change of the version that it names, and of no other.
        """
        path, note = f"posts/{got['id']}/", f"let it go: {step['status']}"
        try:
            return self._write("PUT", path, {**step, "updated_at": got["updated_at"]}, got, note)
        except Unknown:
            now = self._by(path)
            if now is None:
                raise
            if now["status"] == step["status"]:
                return now
            return self._write("PUT", path, {**step, "updated_at": now["updated_at"]}, now, note)

    def _tags(self, release: Release) -> list[dict[str, str]]:
        section = (release.section,) if self._options.section_tag else ()
        return tags(self._admin, (*section, *release.tags, *self._options.tags, self._options.marker_tag))

    def _upload(self, picture: Picture) -> str:
        part = Part(f"{picture.name}.png", picture.content, picture.kind)
        would = f"{self._admin.url}/content/images/{part.name}"
        try:
            return self._admin.upload("images/upload/", part, picture.name, would)
        except Unknown as error:
            raise PublishError(
                f"{self.name}: {error} for the picture {part.name}; no article was sent, try again later."
            ) from error

    def _write(
        self, method: str, path: str, post: Mapping[str, Any], present: Mapping[str, Any], note: str
    ) -> Mapping[str, Any]:
        made = {"id": "0" * 24, "url": f"{self._admin.url}/{post.get('slug', '')}/", "updated_at": written(self._now)}
        return self._admin.write(method, path, post, {**made, **present, **post}, note)

    def _compare(self, post: Mapping[str, Any], got: Mapping[str, Any]) -> None:
        """Raises PublishError where readers would see something else than was sent."""
        found, at = list(differences(post, got)), moment_of(got.get("published_at"))
        if post["status"] == "scheduled" and got.get("status") == "published" and at and at <= self._admin.moment:
            found.remove("status")  # its time came in between
        if got.get("status") == "published" and at and at > self._admin.moment + timedelta(minutes=1):
            found.append("the time of publication")
        if found:
            raise PublishError(
                f"{self.name}: it stands at {got.get('url')}, but not as it was sent: {', '.join(found)}; "
                "look at it there."
            )

    def _authors(self, byline: Sequence[str]) -> list[dict[str, str]]:
        self._staff = self._staff or tuple(self._admin.all("users", {}))
        return authors(self.name, self._staff, self._options.authors, byline)


def _as_it_stands(present: Mapping[str, Any], new: str) -> dict[str, Any]:
    """What a change does not touch, and the version that it is a change of."""
    kept = {field: present[field] for field in ("slug", "updated_at")}
    return {**kept, "codeinjection_foot": marked(present.get("codeinjection_foot"), new)}


def _once(pictures: Iterable[Picture]) -> Iterable[Picture]:
    return {picture.sha256: picture for picture in pictures}.values()
