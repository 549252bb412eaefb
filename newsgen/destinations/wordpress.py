"""WordPress, through its REST interface and an application password; with the must-use plugin or without it.

An article is made as a draft, compared with what was sent, and only then let go: what the site sends out when
something goes live (mails, posts elsewhere) finds all of it there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from newsgen.destinations import wordpress_blocks as blocks
from newsgen.destinations import wordpress_fields as fields
from newsgen.destinations import wordpress_stock as stock
from newsgen.destinations.wordpress_account import Account, Options
from newsgen.destinations.wordpress_rest import Refused, Rest
from newsgen.errors import PublishError, SettingsError
from newsgen.http import Unknown
from newsgen.keys import variable_of
from newsgen.model import Correction, Picture, Release, Request, Stage, Standing, Wish
from newsgen.tables import read_table

POSTS = "wp/v2/posts"
AHEAD = timedelta(seconds=60)  # WordPress publishes at once what is scheduled for less than this


def open_destination(
    name: str, options: Mapping[str, object], secrets: Mapping[str, str], *, dry: bool, now: datetime
) -> WordPress:
    """See `newsgen.destinations.Opener`."""
    read = read_table(Options, options, f"destinations.{name}")
    if not secrets.get("PASSWORD"):
        raise SettingsError(f"destinations.{name}: set {variable_of(name, 'PASSWORD')} to an application password.")
    return WordPress(name, read, secrets["PASSWORD"], dry=dry, now=now)


class WordPress:
    """A site; see `newsgen.destinations.Destination`."""

    kind = "wordpress"

    def __init__(self, name: str, options: Options, password: str, *, dry: bool, now: datetime) -> None:
        self.name, self.options, self.settle = name, options, options.settle
        self.notes = list[str]()  # what should be known of the last article, in sentences
        self._rest = Rest(name, options.url, options.user, password, seconds=options.seconds, dry=dry)
        self._account = Account(self._rest, options)
        self._now = now

    @property
    def requests(self) -> Sequence[Request]:
        """Of a dry run, in order."""
        return self._rest.caller.requests

    def ready(self) -> tuple[str, ...]:
        """See `Destination.ready`."""
        return (*self._account.warnings(), *self._account.lacking())

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """See `Destination.find`."""
        posts = self._posts(slug=slug, status=fields.STATUSES) if slug else []
        posts += self._posts(slug=slug + fields.TRASHED, status="trash") if slug else []
        posts += self._carrying(key)
        if id.isdigit() and (one := self._rest.maybe(f"{POSTS}/{id}", context="edit")):
            posts.append(one)
        found = {standing.id: standing for standing in map(fields.standing, posts)}
        hits = [one for one in found.values() if one.key == key or one.id == id or (slug and one.slug == slug)]
        return tuple(sorted(hits, key=lambda one: int(one.id)))

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.create`; of two that were made at once, only the first goes further than a draft."""
        self._allows(wish)
        body = self._body(release, sent, media) | {"slug": release.slug, "status": "draft"}
        post = self._post(POSTS, body, {"id": 0, "link": "", "slug": release.slug}, "makes the article, as a draft")
        self._as_sent(body, post)
        if wish.stage is Stage.DRAFT or (not self._rest.caller.dry and self._later(release, post)):
            return fields.standing(post)
        return self._let_go(post, wish)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """See `Destination.update`; an article that readers know keeps its address and its date."""
        self._allows(wish)
        there = self._as_found(found)
        body = self._body(release, sent, media) | self._unless_changed(there)
        status = {Stage.LIVE: "publish", Stage.SCHEDULED: "future"}.get(wish.stage, "draft")
        if status == "draft":
            body |= {"status": status} if there["status"] in ("publish", "future") else {}
        elif status == "future" == there["status"]:
            body |= {"status": status, "date_gmt": fields.moment(wish.at or self._now)}
        post = self._post(f"{POSTS}/{found.id}", body, there, "changes the article")
        self._as_sent(body, post)
        return fields.standing(post) if status in ("draft", there["status"]) else self._let_go(post, wish)

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """See `Destination.pictures`."""
        return stock.pictures(self._rest, self._shown(release), known)

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """See `Destination.withdraw`; what no reader has seen yet becomes a draft with the notice."""
        there = self._as_found(found)
        stays = there["status"] == "publish" and self.options.withdrawn == "notice"
        body: dict[str, Any] = {
            "title": blocks.plain(f"{notice.kind}: recap of {release.day.day} {release.day:%B %Y}"),
            "content": blocks.notice(release, notice, sent),
            "excerpt": blocks.plain(notice.text),
            "status": "publish" if stays else "draft",
            "tags": [],
            "featured_media": 0,
        }
        about = replace(release, seo_title=body["title"], description=notice.text, json_ld={}, headline=body["title"])
        meta = fields.meta(about, sent, {}, self._account.registered, json_ld=False)
        if self._account.guarded:
            meta["newsgen_withdrawn"] = notice.when.isoformat()
        body |= {"meta": meta} if meta else {}
        post = self._post(f"{POSTS}/{found.id}", body | self._unless_changed(there), there, "withdraws the article")
        self._as_sent(body, post)
        return fields.standing(post)

    def remove(self, surplus: Standing) -> None:
        """See `Destination.remove`."""
        post = self._rest.maybe(f"{POSTS}/{surplus.id}", context="edit")
        if post is None:
            return
        if not surplus.key or fields.standing(post).key != surplus.key:
            raise PublishError(f"{self.name}: post {surplus.id} is none of newsgen's and is not deleted.")
        self._rest.delete(f"{POSTS}/{surplus.id}", f"deletes the surplus copy {surplus.id} for good")

    def page(self, found: Standing) -> str:
        """See `Destination.page`."""
        seen = found.stage is Stage.LIVE or (found.stage is Stage.WITHDRAWN and found.at is not None)
        return self._rest.page(found.url) if seen else ""

    def close(self) -> None:
        """See `Destination.close`."""
        self._rest.caller.__exit__(None, None, None)

    # What is possible, and what there is.

    def _allows(self, wish: Wish) -> None:
        """Refuses before anything is made what the site would refuse, or do in its own way."""
        if wish.stage in (Stage.LIVE, Stage.SCHEDULED) and not self._account.may("publish_posts"):
            raise PublishError(
                f"{self.name}: {self._account.who}, cannot publish; give that person the role of editor."
            )
        if wish.stage is Stage.SCHEDULED:
            if wish.at is None:
                raise PublishError(f"{self.name}: a scheduled article needs a moment; give one with --at.")
            if wish.at < max(self._now, self._rest.clock or self._now) + AHEAD:
                raise PublishError(
                    f"{self.name}: {fields.moment(wish.at)} UTC is less than a minute ahead, and WordPress would "
                    "publish at once; choose a later moment, or publish it live."
                )

    def _posts(self, **params: Any) -> list[Mapping[str, Any]]:
        _ = self._account.me  # with a wrong password it would be a stranger's question, answered in another way
        return list(self._rest.get(POSTS, context="edit", per_page=100, **params))

    def _carrying(self, key: str) -> list[Mapping[str, Any]]:
        every = f"{fields.STATUSES},trash"
        hits = self._posts(newsgen_key=key, status=every) if self._account.guarded else []
        # The quotation marks keep it one phrase; hits are looked at, for a search may be anybody's own.
        hits += self._posts(search=f'"newsgen:key={key} sent="', status=every, orderby="id", order="asc")
        return [hit for hit in hits if fields.standing(hit).key == key]

    def _as_found(self, found: Standing) -> Mapping[str, Any]:
        post: Mapping[str, Any] | None = self._rest.maybe(f"{POSTS}/{found.id}", context="edit")
        if post is None:
            raise PublishError(f"{self.name}: article {found.id} is no longer there; somebody deleted it for good.")
        if post["status"] == "trash":
            raise PublishError(f"{self.name}: article {found.id} was put into the trash there, and stays in it.")
        there = fields.standing(post)
        # Times there have no fractions: who saved within the same second is seen by the words.
        if (there.touched, there.slug, dict(there.texts)) != (found.touched, found.slug, dict(found.texts)):
            raise self._changed(found.id, there.touched)
        return post

    def _changed(self, id: str, when: str) -> PublishError:
        return PublishError(
            f"{self.name}: article {id} was changed there by a person at {when.replace('T', ' ')} UTC; "
            f"pull it with newsgen pull DATE --from {self.name}, or force."
        )

    def _later(self, release: Release, post: Mapping[str, Any]) -> bool:
        """Whether another run made the same article before."""
        twins = [int(one.id) for one in self.find(release.key, release.slug) if one.key == release.key]
        return min(twins, default=int(post["id"])) < int(post["id"])

    # What is sent.

    def _shown(self, release: Release) -> tuple[Picture, ...]:
        """The cards of other shapes are for search engines alone."""
        cards = release.cards if self.options.json_ld and "newsgen_jsonld" in self._account.registered else ()
        card = self._card(release)
        return (*((card,) if card else ()), *release.charts, *cards)

    def _card(self, release: Release) -> Picture | None:
        """The featured image."""
        shape = f"-{self.options.card}"
        return next((card for card in (release.card, *release.cards) if card and card.name.endswith(shape)), None)

    def _body(self, release: Release, sent: str, media: Mapping[str, str]) -> dict[str, Any]:
        stands = {
            picture.name: one
            for picture in self._shown(release)
            if (one := stock.medium(media.get(picture.sha256, "")))
        }
        options, rest, card = self.options, self._rest, self._card(release)
        categories = options.categories or ((release.section,) if release.section else ())
        sections, unknown = stock.terms(rest, "categories", categories, options.create_categories)
        tags, missing = stock.terms(rest, "tags", (*release.tags, *options.tags), options.create_tags)
        self.notes = [*unknown, *missing]
        meta = fields.meta(release, sent, stands, self._account.registered, options.json_ld)
        return {
            **fields.head(release),
            "content": blocks.content(release, sent, stands),
            "categories": list(sections),
            "tags": list(tags),
            "featured_media": stands[card.name].id if card and card.name in stands else 0,
            **({"author": options.author} if options.author else {}),
            **({"meta": meta} if meta else {}),
        }

    def _unless_changed(self, there: Mapping[str, Any]) -> dict[str, str]:
        seen = str(there.get("modified_gmt") or "")
        return {"newsgen_unmodified": seen} if seen and self._account.guarded else {}

    def _let_go(self, post: Mapping[str, Any], wish: Wish) -> Standing:
        """Live now, or at its moment: without a date a draft would keep the one it has."""
        now = min(self._now, self._rest.clock or self._now)  # the site's clock may be behind: no date of tomorrow
        at = wish.at if wish.stage is Stage.SCHEDULED and wish.at else now
        body = {"status": "future" if wish.stage is Stage.SCHEDULED else "publish", "date_gmt": fields.moment(at)}
        gone = self._post(f"{POSTS}/{post['id']}", body | self._unless_changed(post), post, f"lets it go {wish.stage}")
        self._as_sent(body, gone)
        return fields.standing(gone)

    def _post(self, path: str, body: Mapping[str, Any], there: Mapping[str, Any], note: str) -> Mapping[str, Any]:
        """Send it; in a dry run it is answered as it would be."""
        raws = {name: {"raw": body[name]} for name in ("title", "content", "excerpt") if name in body}
        try:
            return self._rest.post(path, body, would={**there, **body, **raws}, note=note)
        except Refused as error:
            if error.code == "newsgen_duplicate":  # looking again finds the first
                raise Unknown(f"another request made it: article {error.data.get('post_id')}") from error
            if error.code == "newsgen_touched":
                raise self._changed(path.rpartition("/")[2], str(error.data.get("modified_gmt", ""))) from error
            raise

    def _as_sent(self, body: Mapping[str, Any], post: Mapping[str, Any]) -> None:
        wrong = fields.differences(body, post)
        if wrong:
            seen = "readers see it" if post.get("status") == "publish" else "no reader sees it"
            raise PublishError(
                f"{self.name}: article {post['id']} came back with another {', '.join(wrong)} than was sent ({seen}); "
                f"a plugin there, or the role of {self.options.user}, changes what is written.  "
                f"Look at {post.get('link') or self.options.url}."
            )
