"""Any CMS with an interface of JSON: how it is asked and told stands in the settings (see `generic_options`).

What counts as the article is told by its marker alone; a look-up that the CMS misunderstands is refused.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from newsgen.destinations.base import in_words
from newsgen.destinations.generic_body import fields_of, probed, rendered
from newsgen.destinations.generic_calls import Calls
from newsgen.destinations.generic_options import Create, Options, Update
from newsgen.destinations.generic_reading import (
    age,
    at_path,
    filled,
    letters,
    looked_at,
    marked,
    standing_of,
    word_for,
)
from newsgen.errors import HouseError, PublishError
from newsgen.http import Caller, Unknown
from newsgen.model import Correction, Release, Request, Stage, Standing, Wish
from newsgen.tables import read_table

LAGS = (0.0, 0.2, 1.0, 3.0, 6.0)  # seconds that a search may lag behind
NOBODY = "newsgen-asks-for-a-key-that-nobody-has"


def open_destination(
    name: str,
    options: Mapping[str, object],
    secrets: Mapping[str, str],
    *,
    dry: bool,
    now: datetime,  # noqa: ARG001
) -> Generic:
    """See `newsgen.destinations.base.Opener`."""
    where = f"destinations.{name}"
    said = read_table(Options, options, where)
    looked_at(said, where)
    return Generic(name, said, Calls(name, said, secrets.get("TOKEN", ""), dry=dry))


class Generic:
    """A CMS; see `newsgen.destinations.base.Destination`."""

    kind = "http"

    def __init__(self, name: str, options: Options, calls: Calls) -> None:
        self.name, self.settle = name, options.settle
        self._options, self._calls = options, calls

    @property
    def requests(self) -> Sequence[Request]:
        """Of a dry run, in order."""
        return self._calls.caller.requests

    def ready(self) -> tuple[str, ...]:
        """Whether the templates print the marker, the account is right, and the look-up looks."""
        for template in self._options.templates():
            body = self._rendered(template, probed())
            if not marked(body)[0]:
                raise PublishError(
                    f"{self.name}: {template} does not print {{{{ marker }}}}, by which an article is found again; "
                    "put it into a field that the CMS keeps."
                )
        if self._options.ready:
            self._calls.read(self._options.ready.path)
        for path in self._options.find.by_key:
            if self._calls.listed(filled(path, key=NOBODY)):
                raise PublishError(
                    f"{self.name}: {path} gives articles for a key that nobody has, so it does not look for the key; "
                    f"mend destinations.{self.name}.find.by_key."
                )
        return tuple(self._warnings())

    def find(self, key: str, slug: str, id: str = "") -> tuple[Standing, ...]:
        """By id, by slug and by key; each hit is looked at."""
        find = self._options.find
        items = [item for item in ((self._by(id) if id else None),) if item is not None]
        for path in find.by_slug if slug else ():
            items += self._calls.listed(filled(path, slug=slug, key=key))
        for path in find.by_key:
            items += self._calls.listed(filled(path, key=key, slug=slug))
        one_each: dict[str, Any] = {}
        for item in items:
            one_each.setdefault(str(at_path(item, find.id)), item)
        found = [standing_of(item, self._options, self.name) for item in sorted(one_each.values(), key=self._age)]
        return tuple(one for one in found if one.key == key or one.slug == slug != "" or one.id == id != "")

    def pictures(self, release: Release, known: Mapping[str, str]) -> Mapping[str, str]:
        """Each is sent once and remembered; none where the settings have no request for it."""
        if self._options.upload is None:
            return {}
        wanted = {picture.sha256: picture for picture in (*release.pictures, *release.cards)}
        return {sha: known.get(sha) or self._calls.upload(picture) for sha, picture in wanted.items()}

    def create(self, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """One request, then a look at what stands there."""
        call = self._options.create
        status = self._word(wish.stage)
        body = self._body(call, release, wish, sent, media, status)
        path = filled(call.path, key=release.key, slug=release.slug, status=status)
        got = self._calls.write(call, path, body, "create the article")
        if self._calls.caller.dry:
            return self._imagined("(new)", release, wish, sent)
        id = at_path(at_path(got, call.item or self._options.find.item), self._options.find.id)
        if not isinstance(id, str | int) or id == "":
            raise Unknown("the answer names no id")
        made = self._again(str(id))
        if made is None:
            raise Unknown("it says that it was made, and it is not there")
        if (made[0].key, made[0].sent) != (release.key, sent):
            marker = f"the CMS does not keep the marker at {self._options.find.marker!r}"
            raise PublishError(
                self._taken_back(made[0], marker, "let the template print it into a field that it keeps")
            )
        if self._options.delete and not self._found_again(made[0]):
            blind = "the look-up by key does not show what was just made"
            raise PublishError(self._taken_back(made[0], blind, "let find.by_key look at every status"))
        return self._compared(made, body, wish, release)

    def update(self, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str]) -> Standing:
        """The address stays as it is."""
        release = replace(release, slug=found.slug or release.slug)
        return self._change(self._options.update, found, release, wish, sent, media, None)

    def withdraw(self, found: Standing, release: Release, notice: Correction, sent: str) -> Standing:
        """The notice alone stays, with the CMS's word for it where there is one."""
        release = replace(release, slug=found.slug or release.slug)
        call = self._options.withdraw or self._options.update
        return self._change(call, found, release, Wish(Stage.WITHDRAWN), sent, {}, notice)

    def remove(self, surplus: Standing) -> None:
        """Deleted for good, where the settings have a request for it."""
        if not surplus.key:
            raise PublishError(f"{self.name}: {surplus.id} has no marker of newsgen's; it is not deleted.")
        call = self._options.delete
        if call is None:
            raise PublishError(f"{self.name}: there is no request that deletes; delete {surplus.id} there by hand.")
        present = self._present(surplus.id)
        if present is None:
            return
        if present[0].key != surplus.key:
            raise PublishError(f"{self.name}: {surplus.id} is another article now; it is not deleted.")
        self._calls.write(call, filled(call.path, id=surplus.id), None, "delete newsgen's own second copy")

    def page(self, found: Standing) -> str:
        """Asked without the token."""
        if not found.url or found.stage not in (Stage.LIVE, Stage.WITHDRAWN):
            return ""
        with in_words(self.name), Caller(found.url, seconds=self._options.seconds) as reader:
            said = reader.ask("", headers={"Accept": "text/html"})
        return said.body.decode("utf-8", "replace") if said.well else ""

    def close(self) -> None:
        """The connection is closed."""
        self._calls.caller.__exit__(None, None, None)

    # ---- bodies ----------------------------------------------------------------------------------------------------

    def _body(
        self, call: Create | Update, release: Release, wish: Wish, sent: str, media: Mapping[str, str], status: str,
        notice: Correction | None = None,
    ) -> Any:  # fmt: skip
        known = "{id}" not in self._options.page  # what has an id has no address before it is made
        page = filled(self._options.page, slug=release.slug, key=release.key) if known else ""
        fields = fields_of(
            release, stage=wish.stage, status=status, at=wish.at, sent=sent, media=media, notice=notice, page=page
        )
        body = self._rendered(call.template or self._options.template, fields)
        if fields["marker"].strip() not in json.dumps(body):
            raise PublishError(
                f"{self.name}: {call.template or self._options.template} does not print {{{{ marker }}}}."
            )
        return body

    def _rendered(self, template: str, fields: Mapping[str, Any]) -> Any:
        try:
            return rendered(template, fields)
        except HouseError as error:
            raise PublishError(f"{self.name}: {error}") from error

    def _word(self, stage: Stage, default: str | None = None) -> str:
        word = word_for(self._options.stages, stage)
        word = default if word is None else word
        if word is None:
            raise PublishError(
                f"{self.name}: destinations.{self.name}.stages has no word for {stage.value}; add it where the CMS "
                "can do that, or publish in another way."
            )
        return word

    def _age(self, item: Any) -> tuple[str, int, str]:
        return age(item, self._options.find)

    # ---- what stands there -----------------------------------------------------------------------------------------

    def _change(
        self, call: Update, found: Standing, release: Release, wish: Wish, sent: str, media: Mapping[str, str],
        notice: Correction | None,
    ) -> Standing:  # fmt: skip
        present = self._present(found.id)
        if present is None:
            raise PublishError(f"{self.name}: the article {found.id} is not there any more; publish again to look.")
        if present[0].touched != found.touched:
            raise PublishError(
                f"{self.name}: the article was changed there by a person at {present[0].touched}; "
                f"pull it with newsgen pull {release.day} --from {self.name}, or force."
            )
        stays = Stage.LIVE if present[0].stage in (Stage.LIVE, Stage.WITHDRAWN) else Stage.DRAFT
        status = self._word(wish.stage, self._word(stays) if notice else None)
        body = self._body(call, release, wish, sent, media, status, notice)
        path = filled(call.path, id=found.id, key=release.key, slug=release.slug, status=status)
        self._calls.write(call, path, body, "withdraw the article" if notice else "change the article", empty=True)
        if self._calls.caller.dry:
            return self._imagined(found.id, release, wish, sent)
        now = self._again(found.id)
        if now is None or (now[0].key, now[0].sent) != (release.key, sent):
            raise Unknown("it says that it was changed, and the change is not there")
        return self._compared(now, body, wish, release)

    def _by(self, id: str) -> Any:
        """The article of that id as the CMS says it, None where it knows none."""
        for path in self._options.find.by_id:
            got = self._calls.read(filled(path, id=id), missing=True)
            if (item := at_path(got, self._options.find.item)) is not None:
                return item
        return None

    def _present(self, id: str) -> tuple[Standing, Any] | None:
        """The article of that id, as a standing and as the CMS says it."""
        item = self._by(id)
        return None if item is None else (standing_of(item, self._options, self.name), item)

    def _again(self, id: str) -> tuple[Standing, Any] | None:
        """The article after it was sent: where nobody answers, nobody knows."""
        try:
            return self._present(id)
        except PublishError as error:
            raise Unknown(str(error)) from error

    def _compared(self, now: tuple[Standing, Any], body: Any, wish: Wish, release: Release) -> Standing:
        """What stands there, if it is what was sent."""
        standing, item = now
        find, wrong = self._options.find, list[str]()
        if standing.stage is not wish.stage and (wish.stage, standing.stage) != (Stage.SCHEDULED, Stage.LIVE):
            wrong.append(f"its status is {at_path(item, find.status)!r}")
        for what, path in (("headline", find.title), ("text", find.body), ("excerpt", find.excerpt)):
            put = at_path(body, path) if at_path(body, path) is not None else at_path(at_path(body, find.item), path)
            got = at_path(item, path)
            if path and isinstance(put, str) and isinstance(got, str) and letters(put) != letters(got):
                wrong.append(f"its {what} is another")
        if wrong:
            raise PublishError(
                f"{self.name}: {standing.url or standing.id} does not stand there as it was sent: {', '.join(wrong)}; "
                f"look there, then mend the template or destinations.{self.name}."
            )
        return replace(standing, slug=standing.slug or release.slug)

    def _imagined(self, id: str, release: Release, wish: Wish, sent: str) -> Standing:
        """What a dry run takes for the article."""
        page = filled(self._options.page, id=id, slug=release.slug, key=release.key)
        return Standing(id, release.key, release.slug, page, wish.stage, sent, at=wish.at)

    def _found_again(self, made: Standing) -> bool:
        """Whether the look-up shows it, at once or after a moment: else a run that broke off would send it again."""
        for wait in LAGS:
            if wait > self.settle:
                return False
            time.sleep(wait)
            if any(one.id == made.id for path in self._options.find.by_key for one in self._by_key(path, made.key)):
                return True
        return False

    def _by_key(self, path: str, key: str) -> Iterator[Standing]:
        for item in self._calls.listed(filled(path, key=key)):
            yield standing_of(item, self._options, self.name)

    def _taken_back(self, made: Standing, why: str, way_out: str) -> str:
        """Deletes an article of this moment that could not be found again, and says so."""
        gone = f"delete {made.id} there by hand"
        if call := self._options.delete:
            self._calls.write(call, filled(call.path, id=made.id), None, "take back what cannot be found again")
            gone = "the article was deleted again"
        return f"{self.name}: {why}; {gone}; {way_out}."

    def _warnings(self) -> Sequence[str]:
        said, missing = self._options, []
        if said.upload is None:
            missing.append("pictures are not sent: there is no upload")
        if said.delete is None:
            missing.append("surplus copies are not removed: there is no delete")
        if not said.find.url and not said.page:
            missing.append("nobody looks at the page: there is neither page nor find.url")
        return [f"{self.name}: {one}." for one in missing]
