"""What editors do at the desk, without a script: every form works plain."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from newsgen import archive, gate, newsroom
from newsgen.desk.decisions import wish
from newsgen.desk.stamps import stamp_of
from newsgen.desk.views.today import summary
from newsgen.errors import DeskError, StaleError
from newsgen.model import Finding, Severity, Wishes
from newsgen.sample import folder
from tests.desk_kit import DAY, NOW, Editor, Served, desk, desk_settings, editing, told_sample  # noqa: F401

TODAY = f"/days/{DAY}"
Desk = Callable[..., Served]


@pytest.fixture
def ann(desk: Desk) -> Iterator[Editor]:  # noqa: F811
    with editing(desk()) as editor:
        yield editor


def _step(ann: Editor, to: str, **more: object) -> httpx.Response:
    sheet = ann.served.bench.sheet(DAY)
    return ann.send(f"{TODAY}/step", **{"to": to, "revision": sheet.state.revision, "sha256": sheet.sha256} | more)


def _held(ann: Editor) -> Finding:
    """A HOLD on the day, as the input's guards leave one in facts.json."""
    finding = Finding("S2", Severity.HOLD, "Two sources differ by 3%.", "sources", ("btc.price",), "Look at both.")
    path = ann.served.folder / "facts.json"
    facts = json.loads(path.read_text("utf-8"))
    facts["findings"] = [json.loads(archive.pretty(finding))]
    path.write_text(json.dumps(facts), "utf-8")
    return finding


def test_the_latest_day_opens_with_its_headline_and_what_can_be_done(ann: Editor):
    """Nothing was found, so the text can be approved."""
    page = ann.see("/")
    assert page.url.path == TODAY
    sheet = ann.served.bench.sheet(DAY)
    assert sheet.manuscript.headline in page.text
    assert "Nothing was found." in page.text
    assert "Approve this text" in page.text
    assert sheet.sha256 == sheet.filed, "what newsgen writes again is what was filed"


def test_an_approval_names_who_when_and_which_text_and_a_later_change_voids_it(ann: Editor):
    """The hash is that of article.md; with another text the day is back in review."""
    page = _step(ann, "approved")
    assert "The day is now approved." in page.text
    assert "Approved by Ann Lee" in page.text
    assert "It may go out." in page.text
    state = archive.read_state(ann.served.folder)
    article = ann.served.folder / "article.md"
    assert state.approval
    assert state.approval.sha256 == archive.sha256(article.read_bytes())
    article.write_bytes(article.read_bytes().replace(b"Bitcoin", b"The coin", 1))
    page = ann.see(TODAY)
    assert "The approval is void" in page.text
    assert "It may go out." not in page.text


def test_names_are_those_that_editors_know(ann: Editor):
    """A field by its box, an angle by its title, a message by a sentence."""
    article = ann.served.folder / "article.md"
    article.write_bytes(
        article.read_bytes().replace(b"The price of bitcoin reached $1", b"The price of bitcoin reached $9")
    )
    assert '<span class="where">Body: The price of bitcoin' in ann.see(TODAY).text
    page = ann.see(f"{TODAY}/article").text
    assert re.search(r'class="hint">Record price, \d+ characters', page)
    assert "ath new" not in page
    assert "<b>Key points</b> are the same" in ann.see(f"{TODAY}/differences").text


def test_what_is_approved_is_done_and_what_is_held_goes_back_to_review(ann: Editor):
    """An approved text has no button that asks to be pressed next; the way out of a hold is the first."""
    page = _step(ann, "approved")
    assert 'class="main"' not in page.text
    page = _step(ann, "held", reason="Waiting for the exchange.")
    assert ">Back to review</button>" in page.text
    assert "Send to review" not in page.text


def test_only_the_text_that_was_seen_can_be_approved(ann: Editor):
    """Somebody who looked at another text, or at other decisions, is told so."""
    page = _step(ann, "approved", sha256="0" * 64)
    assert page.status_code == 409
    assert "another one than the one you saw" in page.text
    assert _step(ann, "in review").status_code == 200
    page = _step(ann, "approved", revision=0)
    assert page.status_code == 409
    assert "somebody else changed the day" in page.text


def test_a_hold_stops_the_day_until_somebody_lets_it_pass_with_a_reason(ann: Editor):
    """Name and reason stand on the card and in the log; without a reason nothing passes."""
    finding = _held(ann)
    page = ann.see(TODAY)
    assert "1 hold stands against it" in page.text
    assert _step(ann, "approved").status_code == 400
    fields = {"finding": gate.key(finding), "revision": 0}
    assert ann.send(f"{TODAY}/override", **fields, reason="").status_code == 400
    page = ann.send(f"{TODAY}/override", **fields, reason="Both were read again.")
    assert "Both were read again." in page.text
    assert "Let pass" in page.text
    assert _step(ann, "approved").status_code == 200
    log = (ann.served.folder / "log.jsonl").read_text("utf-8")
    assert '"what":"override"' in log
    assert '"by":"Ann Lee"' in log


def test_a_day_can_be_held_and_released_and_says_why(ann: Editor):
    """A hold needs a reason, and a step that is none is refused."""
    assert _step(ann, "held").status_code == 400
    assert "waits for a call" in _step(ann, "held", reason="waits for a call").text
    assert "waits for a call" not in _step(ann, "draft").text
    assert _step(ann, "published").status_code == 400
    assert _step(ann, "nonsense").status_code == 400
    assert ann.send(f"{TODAY}/step", to="held", reason="x", revision="one", sha256="").status_code == 400


def test_the_summary_fits_a_chat(ann: Editor):
    """One line: counts, which holds, and the status."""
    _held(ann)
    said = summary(ann.served.bench.sheet(DAY))
    assert said == "BTC recap 14 July 2025: 0 blocks, 1 hold (S2), 0 warnings; draft"


def test_past_days_are_told_with_their_status_in_words(ann: Editor):
    """The calendar links every told day; a folder that is none is passed over."""
    (ann.served.settings.out / "2025-07-99").mkdir()
    (ann.served.settings.out / "2025-07-99" / "facts.json").write_text("{}")
    page = ann.see(TODAY)
    assert re.search(r'href="/days/2025-07-14" aria-current="date".*?draft', page.text, re.DOTALL)
    assert "2025-07-99" not in page.text


def test_a_day_that_was_not_told_is_one_sentence(ann: Editor):
    """It names the way out; a day that no calendar has is not found."""
    page = ann.see("/days/2025-07-13")
    assert page.status_code == 400
    assert "tell it with newsgen recap 2025-07-13" in page.text
    assert ann.see("/days/2025-02-30").status_code == 404


def test_a_wish_plans_and_writes_the_day_again_and_leaves_the_filed_text(ann: Editor):
    """The lead that was switched off leads no more; a wish decided on an older revision changes nothing."""
    bench = ann.served.bench
    before = bench.sheet(DAY)
    lead = before.edition.plan.lead.angle
    after = wish(bench, DAY, Wishes(off=(lead,)), by="Ann Lee", revision=before.state.revision)
    assert after.edition.plan.lead.angle != lead
    assert after.sha256 != after.filed == before.filed
    assert after.state.wishes.off == (lead,)
    with pytest.raises(StaleError):
        wish(bench, DAY, Wishes(), by="Bob", revision=before.state.revision)
    assert (ann.served.folder / "log.jsonl").read_text("utf-8").count('"what":"wishes"') == 1


def test_an_editors_words_stay_when_the_day_is_planned_anew(ann: Editor):
    """The headline is in the text on the desk, and still in the file."""
    bench, article = ann.served.bench, ann.served.folder / "article.md"
    words = replace(bench.sheet(DAY).manuscript, headline="A quiet word of the editor")
    article.write_bytes(archive.with_manuscript(article.read_bytes(), words))
    sheet = bench.sheet(DAY)
    assert sheet.manuscript.headline == sheet.edition.article.headline == "A quiet word of the editor"
    assert sheet.generated.article.headline != sheet.edition.article.headline
    after = wish(bench, DAY, Wishes(), "lively", by="Ann Lee", revision=0)
    assert after.manuscript.headline == "A quiet word of the editor"
    assert b"A quiet word of the editor" in article.read_bytes()


def test_a_template_that_breaks_leaves_the_last_good_text_in_view(desk: Desk):  # noqa: F811
    """The page says what is wrong, nothing can be approved or filed meanwhile, and mending it is enough."""
    with editing(desk(templates=True)) as ann:
        before = ann.served.bench.sheet(DAY)
        rule = ann.served.settings.templates[0] / "angles" / before.edition.plan.lead.angle / "rule.toml"
        good = rule.read_text("utf-8")
        rule.write_text("when = [", "utf-8")
        page = ann.see(TODAY)
        assert before.manuscript.headline in page.text
        assert 'role="alert"' in page.text
        assert "rule.toml" in page.text
        assert _step(ann, "approved").status_code == 400
        with pytest.raises(DeskError, match=r"rule\.toml"):
            ann.served.bench.file(DAY)
        rule.write_text(good, "utf-8")
        assert 'role="alert"' not in ann.see(TODAY).text


def test_open_pages_hear_of_what_changes(desk: Desk):  # noqa: F811
    """Each with the name of what changed; the stream ends when the desk stops, and nobody looks when nobody listens."""
    served = desk(templates=True)
    lines: list[str] = []
    told = threading.Event()

    def listen() -> None:
        with httpx.stream("GET", served.url("live"), timeout=10, trust_env=False) as stream:
            for line in stream.iter_lines():
                lines.append(line)
                if line == "event: ready":
                    (served.folder / "desk.json").write_text("{}", "utf-8")
                if line == "data: decisions":
                    (served.settings.templates[0] / "house.toml").touch()
                if line == "data: templates":
                    told.set()

    thread = threading.Thread(target=listen)
    thread.start()
    assert told.wait(5), lines


def _mark(served: Served) -> str:
    """What a page says that it was made of."""
    with editing(served) as editor:
        found = re.search(r'data-seen="([0-9a-f.]+)"', editor.page.text)
        assert found
        return found[1]


def _first(served: Served, mark: str) -> str:
    """The first thing that a page with this mark is told: what a draft does that is kept as soon as the page listens,
    unless there was something before."""
    draft = served.folder / "drafts" / "other.json"
    draft.parent.mkdir(exist_ok=True)
    said: list[str] = []
    with httpx.stream("GET", served.url(f"live?seen={mark}"), timeout=10, trust_env=False) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                said.append(line.removeprefix("data: "))
                with draft.open("a") as file:
                    file.write("{}")
            if len(said) == 2:
                break
    return said[1]


def test_a_page_hears_of_what_changed_before_it_listened(desk: Desk):  # noqa: F811
    """Also one that joins others; nothing, where nothing changed, even if the desk was started again meanwhile."""
    served = desk()
    (served.folder / "drafts").mkdir()
    old = _mark(served)
    assert _first(served, old) == "drafts"
    (served.folder / "desk.json").write_text("{}", "utf-8")
    assert _first(served, old) == "decisions drafts"
    old = _mark(served)
    (served.folder / "desk.json").write_text("{ }", "utf-8")
    with httpx.stream("GET", served.url("live"), timeout=10, trust_env=False) as stream:
        next(stream.iter_lines())
        assert _first(served, old) == "decisions"
    assert _first(served, "made up") == "templates article facts papers decisions drafts log out desk"
    assert _first(served, _mark(served)) == "drafts"


def test_pages_that_are_open_while_the_desk_starts_again_are_asked_for_only_where_their_forms_are_void(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
):
    """With a secret that outlives the start nothing changed; without one the pages' tokens did."""
    first, second = desk(), desk()
    assert _first(second, _mark(first)) == "desk"
    monkeypatch.setenv("NEWSGEN_DESK_SECRET", "a secret of more than enough letters")
    first, second = desk(), desk()
    assert _first(second, _mark(first)) == "drafts"


def test_a_wish_made_at_the_desk_counts_when_the_day_is_told_again(ann: Editor):
    """By a command, too: the story that was switched off stays off."""
    served = ann.served
    lead = served.bench.sheet(DAY).edition.plan.lead.angle
    after = wish(served.bench, DAY, Wishes(off=(lead,)), by="Ann Lee", revision=0)
    house = newsroom.open_house(served.settings)
    edition, _, _ = newsroom.recap([folder()], DAY, house, served.settings, now=NOW)
    assert edition.plan.lead.angle == after.edition.plan.lead.angle != lead


def test_what_people_write_is_shown_as_text(ann: Editor):
    """Scripts and template syntax in a name, a reason and the article itself: nothing runs and nothing is evaluated."""
    hostile = "<script>alert(1)</script>{{ 7 * 191 }}{% raw %}<img src=x onerror=alert(1)>"
    ann.send("/name", name="{{ 7 * 191 }}<b>")
    _step(ann, "held", reason=hostile)
    article = ann.served.folder / "article.md"
    words = replace(ann.served.bench.sheet(DAY).manuscript, headline=f"Bitcoin {hostile}")
    article.write_bytes(archive.with_manuscript(article.read_bytes(), words))
    page = ann.see(TODAY)
    assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 191 }}") >= 2
    for made in ("<script>alert", "<img", "1337", "<b>\n"):
        assert made not in page.text


def test_behind_a_name_of_its_own_the_desk_takes_its_own_forms(desk: Desk):  # noqa: F811
    """As `desk_hosts` says, with or without encryption before it; the names of others stay shut out."""
    with editing(desk(desk_hosts=("desk.example.org",))) as ann:
        sheet = ann.served.bench.sheet(DAY)
        fields = {"to": "in review", "revision": 0, "sha256": sheet.sha256}
        own = {"host": "desk.example.org", "origin": "https://desk.example.org"}
        assert ann.send(f"{TODAY}/step", {**own, "origin": "https://example.org"}, **fields).status_code == 403
        ann.client.follow_redirects = False
        assert ann.send(f"{TODAY}/step", own, **fields).status_code == 303


def test_a_folder_that_is_filed_again_while_it_is_looked_at_is_no_trouble(tmp_path: Path):
    """Files come and go between two looks and within one; an equal folder has an equal stamp."""
    folder, stop = tmp_path / "day", threading.Event()
    folder.mkdir()

    def work() -> None:
        for number in range(10**9):
            (folder / f"{number % 5}.md").write_bytes(b"a")
            (folder / f"{(number + 2) % 5}.md").unlink(missing_ok=True)
            if stop.is_set():
                return

    thread = threading.Thread(target=work)
    thread.start()
    stamps = {stamp_of(folder, folder / "1.md", tmp_path / "none") for _ in range(300)}
    stop.set()
    thread.join()
    assert len(stamps) > 1
    assert stamp_of(folder) == stamp_of(folder)
