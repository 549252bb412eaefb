"""One source's connection in one run: hosts in turn, errors told apart in one order, every answer kept as it came."""

from __future__ import annotations

import hashlib
import json as plain_json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from newsgen import keys
from newsgen.gather.numbers import decoded
from newsgen.gather.source import Source
from newsgen.http import Reply, Web, WebError
from newsgen.wire import Answer, SourceError, Trouble

REFUSED = "refused"  # in Answer.asked: kept, but not to be read
ELSEWHERE = (Trouble.GEO, Trouble.BLOCKED, Trouble.UNREACHABLE)  # another host may do better
PASSING = (Trouble.BUSY, Trouble.BROKEN)
SECRET = 6  # a shorter key is no secret, and may be part of any figure
PAGE = (b"<!doctype html", b"<html", b"just a moment")
ENDINGS = {"application/json": "json", "text/csv": "csv", "application/csv": "csv", "text/html": "html"}
STATUSES = {
    401: (Trouble.KEY, "the key is missing or wrong"),
    403: (Trouble.BLOCKED, "access is blocked (403)"),
    418: (Trouble.BUSY, "too many questions (418)"),
    429: (Trouble.BUSY, "too many questions (429)"),
    451: (Trouble.GEO, "not served in this place (451)"),
}


@dataclass(slots=True)
class WebLine:
    """See `newsgen.gather.source.Line`."""

    source: Source
    web: Web
    clock: Callable[[], datetime]
    key: str = ""
    answers: list[Answer] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)  # file names in use, shared by every line to this source in a run
    seconds: float = 0.0  # spent waiting for answers

    async def get(
        self,
        name: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        asked: Mapping[str, str] | None = None,
        hosts: Sequence[str] | None = None,
    ) -> Answer:
        """See `newsgen.gather.source.Line.get`."""
        if not (self.key.isascii() and self.key.isprintable()) and self.key:
            raise self._error(Trouble.KEY, "the key holds signs that no key has; copy it again")
        instead = keys.base_url(self.source.name)
        trouble: SourceError | None = None
        for host in (instead,) if instead else tuple(hosts or self.source.hosts):
            try:
                return await self._ask(host, name, path, params or {}, headers, json, asked or {})
            except SourceError as error:
                trouble = trouble or error  # the first host is the one that matters
                if error.trouble not in ELSEWHERE:
                    raise
        raise trouble or self._error(Trouble.UNREACHABLE, "there is no host to ask")

    async def _ask(
        self,
        host: str,
        name: str,
        path: str,
        params: Mapping[str, str | int],
        headers: Mapping[str, str] | None,
        json: object,
        asked: Mapping[str, str],
    ) -> Answer:
        began = time.monotonic()
        try:
            reply = await self.web.ask(
                host + path,
                params=params,
                headers=headers,
                json=json,
                rate=self.source.rate,
                secret_params=self.source.secret_params,
                passing=self._passing,
                pool=self.source.name,
            )
        except WebError as error:
            trouble = Trouble.SLOW if error.slow else Trouble.UNREACHABLE
            raise self._error(trouble, f"{error} ({name})") from error
        finally:
            self.seconds += time.monotonic() - began
        said = {key: str(value) for key, value in params.items() if key not in self.source.secret_params}
        answer = self._answer(reply, name, {**said, **asked})
        try:
            self._accept(answer, reply)
        except SourceError:
            self.answers.append(self._marked(answer))
            raise
        self.answers.append(answer)
        return answer

    def _answer(self, reply: Reply, name: str, asked: Mapping[str, str]) -> Answer:
        ending = ENDINGS.get(reply.kind) or ("xml" if reply.kind.endswith("xml") else "txt")
        body = self._without_key(reply.body)
        file = self._file(f"raw/{self.source.name}-{name}.{ending}")
        return Answer(
            self.source.label, name, dict(asked), reply.url, file, self.clock(), reply.status,
            hashlib.sha256(body).hexdigest(), body, reply.sent,
        )  # fmt: skip

    def _file(self, wanted: str) -> str:
        """A name of its own, also where the same question was put twice."""
        path, number = PurePosixPath(wanted), 1
        while wanted in self.taken:
            number += 1
            wanted = str(path.with_stem(f"{path.stem}-{number}"))
        self.taken.add(wanted)
        return wanted

    def _without_key(self, body: bytes) -> bytes:
        """Some vendors repeat the key in their refusal; what is kept and said must not hold it."""
        for secret in {self.key, *keys.secrets()}:
            if len(secret) >= SECRET:
                body = body.replace(secret.encode(), b"***")
        return body

    def _marked(self, answer: Answer) -> Answer:
        return Answer(
            answer.source, answer.name, {**answer.asked, REFUSED: "yes"}, answer.url, answer.file, answer.fetched_at,
            answer.status, answer.sha256, answer.body, answer.sent,
        )  # fmt: skip

    def _accept(self, answer: Answer, reply: Reply) -> None:
        """Raise SourceError where the answer is none: by status, by page, by the vendor's own word, in this order."""
        # A vendor's reason says more than a bare status: it is looked at first where there is one.
        body = _json_or_none(answer.body)
        if body is not None and reply.status != 451:
            self.source.refuse(answer, body)
        if reply.status >= 300:
            known = STATUSES.get(reply.status)
            broken = Trouble.BROKEN if reply.status >= 500 else Trouble.REFUSED
            trouble, reason = known or (broken, f"the question is refused with status {reply.status}")
            raise self._error(trouble, f"{reason} ({answer.name})")
        start = reply.body[:1024].lower()
        if any(mark in start for mark in PAGE):
            raise self._error(Trouble.BLOCKED, f"a page for browsers came instead of data ({answer.name})")
        if reply.kind == "application/json" and body is None and reply.body.strip() != b"null":
            decoded(answer)  # says what is wrong

    def _passing(self, status: int, body: bytes) -> bool:
        """Whether a good status hides a vendor's "not now"."""
        found = _json_or_none(body)
        if status >= 400 or found is None:
            return False
        probe = Answer(self.source.label, "", {}, "", "", self.clock(), status, "", body)
        try:
            self.source.refuse(probe, found)
        except SourceError as error:
            return error.trouble in PASSING
        return False

    def _error(self, trouble: Trouble, reason: str) -> SourceError:
        return SourceError(self.source.label, trouble, reason)


def _json_or_none(body: bytes) -> Any:
    try:
        return plain_json.loads(body)
    except (ValueError, RecursionError):
        return None
