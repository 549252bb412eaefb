"""Edit: headline, dek, key points and body, checked as one types, kept as a draft, saved over no one else's text."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import date, timedelta

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from newsgen import archive
from newsgen.archive import Draft
from newsgen.desk import apart, editing
from newsgen.desk.site import Tab, back, day_of, desk_of, form_of, number_in, session_of
from newsgen.desk.workbench import Sheet, Workbench
from newsgen.errors import DeskError, StaleError
from newsgen.merge import differences

TAB = Tab("edit", "Edit", "e")
RECENT = timedelta(minutes=2)  # a draft that somebody is at


async def show(request: Request) -> Response:
    """The boxes with the text as it stands, or with a draft of it."""
    desk, day = desk_of(request), day_of(request)
    wanted = request.query_params.get("draft", "")
    draft = await desk.run(editing.draft_of, desk.bench, day, wanted) if wanted else None
    return await _page(request, draft)


async def check(request: Request) -> Response:
    """What is found in a text as it is typed, and how it reads; nothing is kept."""
    desk, sheet = desk_of(request), await desk_of(request).sheet(request)
    words = editing.words_in(await _json(request))
    found = await desk.run(editing.marks, words, sheet, desk.bench)
    html = await desk.run(editing.preview, words)
    return JSONResponse({
        "marks": [asdict(one) for one in found],
        "preview": html,
        "points": words.manuscript.key_points,
        "words": len(words.body_md.split()),
        "text": sheet.sha256,
    })  # fmt: skip


async def keep(request: Request) -> Response:
    """Keep what is typed as the draft of a tab; the one that it goes on from goes, if nobody wrote on in it."""
    desk, day, sent = desk_of(request), day_of(request), await _json(request)
    draft = _draft(request, editing.words_in(sent), str(sent.get("draft", "")), str(sent.get("base", "")))
    await desk.run(archive.save_draft, desk.bench.folder(day), draft)
    before = str(sent.get("from", ""))
    if before and before != draft.id:
        old = await desk.run(editing.draft_of, desk.bench, day, before)
        if old and old.when.isoformat() == sent.get("from_when"):
            await desk.run(archive.drop_draft, desk.bench.folder(day), before)
    return JSONResponse(
        {"when": f"{draft.when:%H:%M:%S} UTC", "others": await desk.run(_writing, desk.bench, day, draft)}
    )


async def save(request: Request) -> Response:
    """Save the text, or show both where somebody else saved meanwhile; or only look it over."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    words, by = editing.words_in(form), session_of(request).name
    draft = _draft(request, words, form.get("draft", ""), form.get("base", ""))
    await desk.run(archive.save_draft, desk.bench.folder(day), draft)  # whatever happens now, it is kept
    if form.get("do") == "check":
        return await _page(request, draft, said="Looked over; nothing is saved yet.")
    try:
        await desk.run(editing.save, desk.bench, day, words.manuscript, draft.base_sha256, by=by)
    except StaleError as error:
        return await _page(request, draft, said=str(error), status=409)
    except DeskError as error:
        return await _page(request, draft, said=str(error), status=400)
    await desk.run(archive.drop_draft, desk.bench.folder(day), draft.id)
    return back(request, f"/days/{day}/edit", "Saved.")


async def settle(request: Request) -> Response:
    """Take mine, theirs or both together; it can be read over before it is saved."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    draft = await desk.run(editing.draft_of, desk.bench, day, form.get("draft", ""))
    take = form.get("take", "")
    if draft is None or take not in ("mine", "theirs", "merged"):
        raise DeskError("There is no such draft any more; load the page again.")
    settled = await desk.run(editing.settle, desk.bench, day, draft, take, by=session_of(request).name)
    if settled is None:
        return back(request, f"/days/{day}/edit", "The other text stays; yours is kept among the versions.")
    return RedirectResponse(f"/days/{day}/edit?draft={settled.id}", 303)


async def discard(request: Request) -> Response:
    """Forget a draft."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    await desk.run(archive.drop_draft, desk.bench.folder(day), form.get("draft", ""))
    return back(request, f"/days/{day}/edit", "The draft is gone.")


async def clash(request: Request) -> Response:
    """Keep an editor's sentence that clashes with new facts, or take the new one."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    key, by = form.get("clash", ""), session_of(request).name
    if form.get("take") == "new":
        await desk.run(editing.take_new, desk.bench, day, key, by=by)
        return back(request, f"/days/{day}/edit", "The new sentence stands in the text.")
    revision = number_in(form, "revision")
    await desk.run(editing.keep_mine, desk.bench, day, key, by=by, revision=revision)
    return back(request, f"/days/{day}/edit", "Your sentence stays; your name is kept with it.")


async def fix(request: Request) -> Response:
    """Put the right figure in the place of a wrong one, from the preflight card."""
    desk, day, form = desk_of(request), day_of(request), await form_of(request)
    await desk.run(
        editing.fix, desk.bench, day, form.get("finding", ""), form.get("sha256", ""), by=session_of(request).name
    )
    return back(request, f"/days/{day}", "The right figure stands in the text.")


async def _page(request: Request, draft: Draft | None, said: str = "", status: int = 200) -> Response:
    desk, sheet = desk_of(request), await desk_of(request).sheet(request)
    base = draft.base_sha256 if draft else await desk.run(editing.keep_base, sheet)
    words = editing.words_of(draft.manuscript if draft else sheet.manuscript)
    conflict = await desk.run(editing.conflict, sheet, draft.manuscript, base) if draft else None
    return desk.page(
        request,
        "edit",
        sheet=sheet,
        said=said,
        status=status,
        words=words,
        base=base,
        draft=draft,
        new_id=secrets.token_urlsafe(12),
        drafts=await desk.run(_others, sheet, draft),
        marks=await desk.run(editing.marks, words, sheet, desk.bench),
        preview=await desk.run(editing.preview, words),
        conflict=conflict,
        apart=apart.rows(await desk.run(differences, conflict.current, conflict.mine)) if conflict else (),
        clashes=editing.clashes(sheet),
    )


def _others(sheet: Sheet, draft: Draft | None) -> tuple[Draft, ...]:
    """Drafts that say something else than the text, other than the one at hand."""
    own = draft.id if draft else ""
    return tuple(one for one in archive.drafts(sheet.folder) if one.id != own and one.manuscript != sheet.manuscript)


def _writing(bench: Workbench, day: date, own: Draft) -> list[str]:
    """Who else wrote in the text within the last minutes."""
    others = (one for one in archive.drafts(bench.folder(day)) if own.when - one.when < RECENT)
    return sorted({one.by for one in others} - {own.by, ""})


def _draft(request: Request, words: editing.Words, draft_id: str, base: str) -> Draft:
    return Draft(draft_id, session_of(request).name, desk_of(request).bench.clock(), base, words.manuscript)


async def _json(request: Request) -> dict[str, object]:
    try:
        return msgspec.json.decode(await request.body(), type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DeskError("This is no text of the desk; load the page again.") from error


ROUTES = (
    Route("/days/{day:day}/edit", show),
    Route("/days/{day:day}/edit", save, methods=["POST"]),
    Route("/days/{day:day}/edit/check", check, methods=["POST"]),
    Route("/days/{day:day}/edit/draft", keep, methods=["POST"]),
    Route("/days/{day:day}/edit/discard", discard, methods=["POST"]),
    Route("/days/{day:day}/edit/settle", settle, methods=["POST"]),
    Route("/days/{day:day}/edit/clash", clash, methods=["POST"]),
    Route("/days/{day:day}/fix", fix, methods=["POST"]),
)
