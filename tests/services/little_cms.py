"""A small CMS of the tests' own: posts in memory, each with a status, a slug and a moment of its last change.

It is asked and told in JSON over HTTP, drops fields that it does not know, and can be slow, in trouble, or die.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

EDITOR, READER = "editorSECRET", "readerSECRET"
FIELDS = ("title", "html", "excerpt", "slug", "status", "newsgen", "publish_at", "tags", "cover", "meta")
STATUSES = ("draft", "published", "scheduled", "archived", "trash")


@dataclass
class LittleCms:
    """The posts and the faults.

    fields     what it keeps of a post
    suffixes   whether a slug that is taken gets a number, or is refused
    slow       seconds before anything is written
    after      what becomes of the answer to the next write of a post: a status, "empty", "page" or "hang up"
    before     a status that the next requests are refused with
    deaf       whether a look-up forgets what it was asked for
    blind      statuses that a look-up does not show
    lag        look-ups after a new post that do not show it yet
    elsewhere  another server that every request is sent on to
    """

    url: str = ""
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: dict[int, dict[str, Any]] = field(default_factory=dict)
    fields: tuple[str, ...] = FIELDS
    suffixes: bool = True
    slow: float = 0.0
    after: list[int | str] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    deaf: bool = False
    blind: tuple[str, ...] = ()
    lag: int = 0
    elsewhere: str = ""
    writes: list[tuple[str, str]] = field(default_factory=list)
    ticks: int = 0

    def reset(self) -> None:
        """Empty and without a fault."""
        fresh = LittleCms(self.url)
        for name, value in vars(fresh).items():
            setattr(self, name, value)

    def make(self, told: dict[str, Any]) -> dict[str, Any]:
        """A post, with an id and a slug of its own."""
        post = {"id": len(self.posts) + 1, **dict.fromkeys(FIELDS, ""), **self._known(told)}
        post["slug"] = self.free(post["slug"] or "post")
        self.posts[post["id"]] = post
        return self.touch(post)

    def touch(self, post: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """A post changed, by newsgen or by a person."""
        self.ticks += 1
        post.update(changes, updated=f"2025-01-01T00:00:{self.ticks:02}Z")
        return post

    def free(self, slug: str) -> str:
        """The slug, with a number where it is taken."""
        taken, number = {post["slug"] for post in self.posts.values()}, 2
        wished = slug
        while slug in taken:
            slug, number = f"{wished}-{number}", number + 1
        return slug

    def person(self, id: int, **changes: Any) -> None:
        """What an editor does there by hand."""
        self.touch(self.posts[id], **changes)

    def _known(self, told: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in told.items() if name in self.fields}

    # ---- the interface ---------------------------------------------------------------------------------------------

    def refused(self, request: Request) -> Response | None:
        """Who may not, or must wait."""
        if self.elsewhere:
            return RedirectResponse(self.elsewhere + request.url.path, 307)
        if self.before:
            return JSONResponse({"error": "not now"}, self.before.pop(0))
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in (EDITOR, READER):
            return JSONResponse({"error": "who are you"}, 401)
        if token == READER and request.method != "GET":
            return JSONResponse({"error": "not yours"}, 403)
        return None

    def said(self, answer: Response) -> Response:
        """The answer to a write that was done, or what becomes of it."""
        if not self.after:
            return answer
        what = self.after.pop(0)
        if what == "hang up":
            raise ConnectionAbortedError
        if what == "empty":
            return Response(b"", 200)
        return HTMLResponse("<h1>Oh dear</h1>", what if isinstance(what, int) else 200)

    async def listed(self, request: Request) -> Response:
        """GET /api/posts?key=...&slug=...: both are sought within the marker or the slug."""
        asked, found = request.query_params, list(self.posts.values())
        if not self.deaf:
            found = [
                one for one in found if f"newsgen:key={asked.get('key', '')}" in one["newsgen"] or "key" not in asked
            ]
            found = [one for one in found if one["slug"] == asked.get("slug", one["slug"])]
        found = [one for one in found if one["status"] not in self.blind]
        if found and "key" in asked and self.lag:
            self.lag, found = self.lag - 1, found[:-1]
        return JSONResponse({"data": found[::-1]})

    async def made(self, request: Request) -> Response:
        """POST /api/posts."""
        told = (await request.json())["data"]
        time.sleep(self.slow)
        if told.get("status") not in STATUSES:
            return JSONResponse({"error": f"no status {told.get('status')!r}"}, 422)
        if not self.suffixes and any(post["slug"] == told.get("slug") for post in self.posts.values()):
            return JSONResponse({"error": "the slug is taken"}, 409)
        return self.said(JSONResponse({"data": self.make(told)}, 201))

    async def one(self, request: Request) -> Response:
        """GET, PUT and DELETE /api/posts/7."""
        id = request.path_params["id"]
        if id not in self.posts:
            return JSONResponse({"error": "no such post"}, 404)
        if request.method == "GET":
            return JSONResponse({"data": self.posts[id]})
        if request.method == "DELETE":
            del self.posts[id]
            return self.said(Response(status_code=204))
        told = (await request.json())["data"]
        time.sleep(self.slow)
        return self.said(JSONResponse({"data": self.touch(self.posts[id], **self._known(told))}))

    async def uploaded(self, request: Request) -> Response:
        """POST /api/files: a form with a file and its words."""
        async with request.form() as form:
            file: Any = form["file"]
            content = await file.read()
            id = len(self.files) + 1
            self.files[id] = {"id": id, "name": file.filename, "kind": file.content_type, "content": content}
            self.files[id]["alt"] = form.get("alt", "")
        return JSONResponse([{"id": id, "url": f"/files/{file.filename}"}], 201)

    async def page(self, request: Request) -> Response:
        """What readers get."""
        for post in self.posts.values():
            if post["slug"] == request.path_params["slug"] and post["status"] in ("published", "archived"):
                return HTMLResponse(f"<h1>{escape(post['title'])}</h1>\n{post['html']}")
        return HTMLResponse("<h1>Nothing here</h1>", 404)

    def app(self) -> Starlette:
        """The server's application."""

        def guarded(view: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
            async def answer(request: Request) -> Response:
                if request.method != "GET":
                    self.writes.append((request.method, request.url.path))
                return self.refused(request) or await view(request)

            return answer

        async def me(_: Request) -> Response:
            return JSONResponse({"name": "newsgen"})

        return Starlette(
            routes=[
                Route("/api/me", guarded(me)),
                Route("/api/posts", guarded(self.listed), methods=["GET"]),
                Route("/api/posts", guarded(self.made), methods=["POST"]),
                Route("/api/posts/{id:int}", guarded(self.one), methods=["GET", "PUT", "DELETE"]),
                Route("/api/files", guarded(self.uploaded), methods=["POST"]),
                Route("/news/{slug}", self.page),
            ]
        )


@contextmanager
def running() -> Iterator[LittleCms]:
    """A CMS on a free port, empty."""
    cms = LittleCms()
    # Named as TCP, or asyncio leaves Nagle's delay on and every answer takes 40 ms.
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    place.bind(("127.0.0.1", 0))
    cms.url = f"http://127.0.0.1:{place.getsockname()[1]}"
    server = uvicorn.Server(
        uvicorn.Config(cms.app(), log_level="critical", access_log=False, lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, args=([place],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield cms
    finally:
        server.should_exit = server.force_exit = True
        thread.join(5)
        place.close()
