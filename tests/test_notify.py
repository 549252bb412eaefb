"""People are told, in the words and within the limits of each platform, and no secret gets out on the way."""

from __future__ import annotations

import json
import logging
import re
import threading
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given
from hypothesis import settings as laws
from hypothesis import strategies as st

from newsgen import keys, notify
from newsgen.cli import main
from newsgen.errors import PublishError, SettingsError
from newsgen.model import Bulletin
from newsgen.notify import base, discord, slack, telegram, webhook
from newsgen.notify.words import fit, message_of, plain
from newsgen.settings import Settings
from tests.services import certificates, platforms
from tests.services.platforms import BOT, DISCORD, HOOK, SIGNING, SLACK, Marked, Platform, units

NOW = datetime(2025, 11, 22, 7, 0, 5, tzinfo=UTC)
BULLETIN = Bulletin(
    "held",
    "daily",
    date(2025, 11, 21),
    "Bitcoin falls & takes <longs> along",
    ("Bitcoin fell 8%", "Closed by force: $1.2 billion", "Ether fell *too*", "a fourth"),
    "21 Nov: 0 blocks, 1 hold (S2), 2 warnings",
    "Somebody has to look at S2.",
    "https://desk.example.org/days/2025-11-21",
    NOW,
)
TABLES: dict[str, dict[str, object]] = {
    "chat": {"kind": "slack"},
    "guild": {"kind": "discord"},
    "phone": {"kind": "telegram", "chat": "-100"},
    "robot": {"kind": "webhook"},
}
MARKS = (
    *("@everyone", "@here", "<!channel>", "<!here|x>", "<@U1>", "<#C1>", "<@&5>", "<b>", "</b>", "&amp;", "**", "__"),
    *(
        "`",
        "```",
        "[a](https://x.test)",
        "\r\nBcc: x@y.test",
        "\n# ",
        "👩🏽\u200d🚀",
        "🇮🇹",
        "é̂",
        "\u202e",
        "\x00",
        "\\",
    ),
)
ODD = st.text(st.characters(codec="utf-8"), max_size=400) | st.lists(st.sampled_from(MARKS), max_size=300).map("".join)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The platforms, with every secret in the environment."""
    with platforms.running() as platform:
        give_secrets(monkeypatch, platform.url)
        monkeypatch.setattr(base, "WAITS", (0.0, 0.0))
        yield platform


def give_secrets(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """The environment that leads every channel to `url`."""
    monkeypatch.setenv("NEWSGEN_CHAT_WEBHOOK", url + SLACK)
    monkeypatch.setenv("NEWSGEN_GUILD_WEBHOOK", url + DISCORD)
    monkeypatch.setenv("NEWSGEN_PHONE_TOKEN", BOT.removeprefix("/bot"))
    monkeypatch.setenv("NEWSGEN_ROBOT_WEBHOOK", url + HOOK)
    monkeypatch.setenv("NEWSGEN_ROBOT_SECRET", SIGNING)


def room(platform: Platform, *names: str, **options: object) -> Settings:
    """Settings with the channels of these names, or all."""
    tables = {name: {**TABLES[name], **options} for name in names or TABLES}
    if "phone" in tables:
        tables["phone"] = {**tables["phone"], "url": platform.url}
    return Settings(notify=tables)


def test_every_platform_takes_the_message(world: Platform) -> None:
    assert notify.tell(BULLETIN, room(world), now=NOW) == ()
    chat, guild, phone, robot = (world.at[place] for place in (SLACK, DISCORD, BOT, HOOK))
    assert chat["blocks"][0]["text"]["text"] == "Held for a person: Bitcoin falls & takes <longs> along"
    lines = chat["blocks"][1]["text"]["text"].splitlines()
    assert lines == ["• Bitcoin fell 8%", "• Closed by force: $1.2 billion", "• Ether fell *too*", *lines[3:]]
    assert lines[3:] == [BULLETIN.findings, BULLETIN.sentence]
    assert chat["blocks"][2]["text"]["text"] == f"<{BULLETIN.link}|Open it>"
    assert guild["embeds"][0]["url"] == BULLETIN.link
    assert r"Ether fell \*too\*" in guild["embeds"][0]["description"]
    assert f'<a href="{BULLETIN.link}">' in phone["text"]
    assert robot["kind"] == "held"
    assert robot["day"] == "2025-11-21"
    assert robot["headline"] == BULLETIN.headline


def test_a_run_that_did_not_happen_is_told_without_a_headline(world: Platform) -> None:
    missed = Bulletin("missed", "daily", date(2025, 11, 21), "", sentence="No machine was awake at 07:00.")
    assert notify.tell(missed, room(world), now=NOW) == ()
    assert world.at[SLACK]["blocks"][0]["text"]["text"] == "Did not run: daily 2025-11-21"
    assert len(world.got) == 4


def test_made_up_data_is_called_so_first(world: Platform) -> None:
    notify.tell(replace(BULLETIN, sample=True), room(world), now=NOW)
    assert world.at[SLACK]["blocks"][0]["text"]["text"].startswith("[Made-up data] Held")
    assert world.at[HOOK]["sample"] is True


def test_a_channel_gets_only_the_kinds_that_it_wants(world: Platform) -> None:
    settings = room(world, "chat", on=["missed", "failed"])
    assert notify.tell(BULLETIN, settings, now=NOW) == ()
    assert world.asked == 0
    assert notify.tell(replace(BULLETIN, kind="failed"), settings, now=NOW) == ()
    assert world.asked == 1


def test_a_channel_that_fails_stops_neither_the_others_nor_the_run(world: Platform, monkeypatch: Any) -> None:
    monkeypatch.setenv("NEWSGEN_CHAT_WEBHOOK", f"{world.url}/services/gone")
    monkeypatch.setenv("NEWSGEN_PHONE_TOKEN", "")
    failed = notify.tell(BULLETIN, room(world), now=NOW)
    assert [re.match(r"notify\.\w+", one)[0] for one in failed] == ["notify.chat", "notify.phone"]  # type: ignore[index]
    assert "set NEWSGEN_CHAT_WEBHOOK anew" in failed[0]
    assert "set NEWSGEN_PHONE_TOKEN" in failed[1]
    assert len(world.got) == 2


def test_a_channel_of_somebody_else_may_fail_in_any_way(world: Platform, monkeypatch: Any) -> None:
    def open_channel(*_: object, **__: object) -> None:
        raise RuntimeError("with a secret in it")

    entry = EntryPoint("pager", "x:y", notify.GROUP)
    monkeypatch.setattr(EntryPoint, "load", lambda _: open_channel)
    monkeypatch.setattr(notify, "entry_points", lambda **_: [entry])
    settings = Settings(notify={"night": {"kind": "pager"}, **room(world, "chat").notify})
    (failed,) = notify.tell(BULLETIN, settings, now=NOW)
    assert failed == "notify.night: it failed (RuntimeError); try newsgen notify night."
    assert len(world.got) == 1
    assert notify.kinds()[-1] == "pager"


def test_a_channel_that_is_slow_holds_up_no_other(world: Platform, monkeypatch: Any) -> None:
    meeting = threading.Barrier(len(TABLES), timeout=30)
    post = base.Hook.post
    monkeypatch.setattr(base.Hook, "post", lambda *a, **k: (meeting.wait(), post(*a, **k))[1])
    assert notify.tell(BULLETIN, room(world), now=NOW) == ()
    assert len(world.got) == 4


def test_what_the_settings_say_wrongly_is_one_sentence() -> None:
    def wrong(table: dict[str, object]) -> str:
        return notify.check(Settings(notify={"chat": table}))[0]

    assert "did you mean 'slack'?" in wrong({"kind": "slakc"})
    assert "set NEWSGEN_CHAT_WEBHOOK" in wrong({"kind": "slack"})
    assert "no option called 'onn'; did you mean 'on'?" in wrong({"kind": "slack", "onn": []})
    assert "expected one of ready, published" in wrong({"kind": "slack", "on": ["redy"]})
    assert "chat is missing" in wrong({"kind": "telegram"})
    with pytest.raises(SettingsError, match="did you mean 'chat'"):
        notify.channel("chta", Settings(notify={"chat": {"kind": "slack"}}))


@pytest.mark.parametrize(
    "address", ["http://hooks.example.org/tokenSECRET", "hooks.example.org/tokenSECRET", "https://h:x/tokenSECRET"]
)
def test_an_address_that_is_unsafe_or_none_is_refused_unseen(address: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("NEWSGEN_CHAT_WEBHOOK", address)
    (sentence,) = notify.check(Settings(notify={"chat": {"kind": "slack"}}))
    assert "mend NEWSGEN_CHAT_WEBHOOK" in sentence
    assert "SECRET" not in sentence


# How often something is sent


def test_a_message_whose_answer_is_lost_is_not_sent_again(world: Platform) -> None:
    world.says = [None]
    (failed,) = notify.tell(BULLETIN, room(world, "chat"), now=NOW)
    assert "may have arrived and is not sent again" in failed
    assert world.asked == 1


@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_a_server_in_trouble_gets_it_once(status: int, world: Platform) -> None:
    world.says = [(status, b"", {})] * 3
    (failed,) = notify.tell(BULLETIN, room(world, "robot"), now=NOW)
    assert f"answered {status}" in failed
    assert world.asked == 1


def test_a_platform_that_has_had_too_much_is_waited_for_a_moment(world: Platform) -> None:
    world.says = [(429, b"", {"Retry-After": "0"})] * 2
    assert notify.tell(BULLETIN, room(world, "guild"), now=NOW) == ()
    assert (world.asked, len(world.got)) == (3, 1)
    world.says = [(429, b"", {"Retry-After": "3600"})]
    (failed,) = notify.tell(BULLETIN, room(world, "guild"), now=NOW)
    assert "took none" in failed
    assert world.asked == 4


def test_nobody_there_is_tried_three_times(world: Platform, monkeypatch: Any) -> None:
    tried = []
    once = base.Hook._once
    monkeypatch.setattr(base.Hook, "_once", lambda *a, **k: (tried.append(1), once(*a, **k))[1])
    with platforms.running() as gone:
        pass
    monkeypatch.setenv("NEWSGEN_CHAT_WEBHOOK", gone.url + SLACK)
    (failed,) = notify.tell(BULLETIN, room(world, "chat"), now=NOW)
    assert "no connection.  No message was sent." in failed
    assert len(tried) == 3


def test_a_redirect_to_another_host_is_not_followed(world: Platform) -> None:
    with platforms.running() as other:
        for status in (301, 302, 307, 308):
            world.says = [(status, b"", {"Location": other.url + SLACK})]
            (failed,) = notify.tell(BULLETIN, room(world, "chat"), now=NOW)
            assert "leads to another address" in failed
    assert other.asked == 0


def test_an_untrusted_certificate_gets_nothing_and_a_trusted_one_does(tmp_path: Path, monkeypatch: Any) -> None:
    files = certificates.made(tmp_path)
    with platforms.running((str(files.chain), str(files.key))) as world:
        give_secrets(monkeypatch, world.url)
        monkeypatch.setattr(base, "WAITS", (0.0, 0.0))
        failed = notify.tell(BULLETIN, room(world), now=NOW)
        assert [one for one in failed if "certificate is not trusted" in one] == list(failed)
        assert (len(failed), world.asked) == (4, 0)
        monkeypatch.setenv("SSL_CERT_FILE", str(files.authority))
        assert notify.tell(BULLETIN, room(world), now=NOW) == ()
        assert len(world.got) == 4


def test_whoever_says_yes_without_being_the_platform_is_not_believed(world: Platform) -> None:
    world.says = [(200, b"<html>Welcome to the hotel</html>", {})] * 2
    failed = notify.tell(BULLETIN, room(world, "chat", "phone"), now=NOW)
    assert ["is not Slack" in failed[0], "is not Telegram" in failed[1]] == [True, True]


def test_what_a_platform_refuses_is_told_in_its_words(world: Platform) -> None:
    (failed,) = notify.tell(BULLETIN, Settings(notify={"phone": {**TABLES["phone"], "chat": "7", "url": world.url}}))
    assert "(400: Bad Request: chat not found)" in failed


# Secrets


def test_no_secret_is_in_any_sentence_record_log_or_rehearsal(
    world: Platform, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = room(world)
    told: list[object] = [notify.rehearse(BULLETIN, settings, now=NOW), notify.channels(settings)]
    for status in (200, 302, 400, 403, 404, 422, 429, 500):
        world.says = [(status, b"", {"Retry-After": "99"})] * 4
        told.append(notify.tell(BULLETIN, settings, now=NOW))
    for name in ("chat", "phone"):
        hidden = world.url + SLACK if name == "chat" else BOT.removeprefix("/bot")
        world.says = [(400, b"you asked " + hidden.encode(), {})]
        told.append(notify.tell(BULLETIN, room(world, name), now=NOW))
        assert "***" in str(told[-1])
    world.says = [None]
    try:
        notify.channel("chat", settings).tell(BULLETIN, NOW)
    except PublishError as error:
        told.append("".join(traceback.format_exception(error)))
    said = repr(told) + caplog.text + "".join(capsys.readouterr())
    assert [one for one in keys.secrets() if one in said] == []
    assert [one for one in ("slackSECRET", "discordSECRET", "botSECRET", "signingSECRET") if one in said] == []
    assert len(keys.secrets()) == 5


def test_a_rehearsal_shows_the_requests_and_sends_nothing(world: Platform) -> None:
    requests = notify.rehearse(BULLETIN, room(world), now=NOW)
    assert [one.method for one in requests] == ["POST"] * 4
    assert {one.url for one in requests} == {f"{world.url}/***"}
    assert json.loads(requests[0].body)["blocks"][0]["text"]["text"].endswith(BULLETIN.headline)
    assert requests[3].headers[webhook.HEADER] == "***"
    assert world.asked == 0


# The signature


def test_a_signature_holds_for_its_bytes_its_secret_and_five_minutes(world: Platform) -> None:
    notify.tell(BULLETIN, room(world, "robot"), now=NOW)
    header, body = world.headers[0]["x-newsgen-signature"], world.bodies[0]
    assert webhook.verify(SIGNING, header, body, NOW + timedelta(seconds=299))
    assert not webhook.verify(SIGNING, header, body, NOW + timedelta(seconds=301))
    assert not webhook.verify(SIGNING, header, body.replace(b"held", b"gone"), NOW)
    assert not webhook.verify("another", header, body, NOW)
    later = f"t={int(NOW.timestamp()) + 100},{header.partition(',')[2]}"
    assert not webhook.verify(SIGNING, later, body, NOW + timedelta(seconds=100))
    for torn in ("", "t=1", "v1=2", "t=x,v1=y", f"{header},", "t=1,v1=é"):
        assert not webhook.verify(SIGNING, torn, body, NOW)


def test_a_wrong_secret_is_refused_by_the_receiver(world: Platform, monkeypatch: Any) -> None:
    monkeypatch.setenv("NEWSGEN_ROBOT_SECRET", "another")
    (failed,) = notify.tell(BULLETIN, room(world, "robot"), now=NOW)
    assert "(401)" in failed


def test_the_same_bulletin_has_the_same_key_and_another_has_another(world: Platform) -> None:
    settings = room(world, "robot")
    for one, now in ((BULLETIN, NOW), (BULLETIN, NOW + timedelta(hours=1)), (replace(BULLETIN, kind="ready"), NOW)):
        notify.tell(one, settings, now=now)
    first, again, other = [headers["idempotency-key"] for headers in world.headers]
    assert first == again != other


# Laws


@given(ODD, ODD, ODD)
@laws(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("<!channel> @everyone\r\n**x**", "```", "&lt;")
@example("👩🏽‍🚀" * 400, "&" * 3000, "_" * 3000)
def test_any_words_arrive_as_plain_words_within_limits(headline: str, point: str, sentence: str) -> None:
    message = message_of(
        Bulletin("held", "daily", None, headline, (point,) * 4, point, sentence, "https://d.test/?a&b")
    )
    chat, guild, phone = slack.body_of(message), discord.body_of(message), telegram.body_of(message)
    assert platforms.slack(chat)[0] == 200
    assert platforms.discord(guild, "wait=true")[0] == 200
    assert platforms.telegram({"chat_id": "-100", **phone})[0] == 200
    for text in (message.title, *message.lines):
        assert text == plain(text)
        assert len(text.splitlines()) == 1
    seen = Marked(phone["text"]).text.replace("@\u2060", "@").split("\n")
    assert seen == [message.title, *message.lines, "Open it"]
    assert not re.search(r"@(?!\u2060)", phone["text"])
    assert _unmarked(guild["content"]) == message.title
    bare = re.sub(r"\\.", "", "\n".join([guild["content"], *(one.get("description", "") for one in guild["embeds"])]))
    assert not re.search(r"[\\*_~`|<>#\[\]()@:]", bare)


@given(st.text(st.characters(codec="utf-8"), max_size=60) | ODD, st.integers(1, 80))
@example("👩🏽‍🚀👩🏽‍🚀", 8)
@example("é̂x", 2)
def test_a_cut_keeps_its_limit_and_whole_signs(text: str, limit: int) -> None:
    cut = fit(text, limit)
    assert units(cut) <= limit
    if cut != text:
        kept = cut.removesuffix("…")
        assert text.startswith(kept)
        assert not text[len(kept) :].lstrip().startswith(("\u200d", "\ufe0f", "🏽", "\u0302"))


def test_lengths_are_counted_as_platforms_count() -> None:
    assert units("a👩🏽‍🚀") == 8
    assert fit("👩🏽‍🚀👩🏽‍🚀", 8) == "👩🏽‍🚀…"
    assert fit("a&b", 6, slack.escaped) == "a…"
    assert fit("a&b", 7, slack.escaped) == "a&amp;b"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://x.test/a b", "https://x.test/>|<!channel>", "", "https://[x", "//x"]
)
def test_a_link_that_is_no_plain_web_address_is_left_out(link: str) -> None:
    assert message_of(replace(BULLETIN, link=link)).link == ""


# The command


def test_the_command_sends_a_test_message(world: Platform, tmp_path: Path) -> None:
    file = _written(tmp_path)
    result = CliRunner().invoke(main, ["notify", "chat", "--kind", "missed", "--settings", str(file)])
    assert result.exit_code == 0, result.output
    assert "chat has a test message" in result.output
    assert world.got[0]["blocks"][0]["text"]["text"] == "Did not run: a test message of newsgen"


def test_the_command_only_shows_when_dry(world: Platform, tmp_path: Path) -> None:
    file = _written(tmp_path)
    shown = CliRunner().invoke(main, ["notify", "chat", "--dry-run", "--settings", str(file)])
    assert shown.exit_code == 0, shown.output
    assert f"POST {world.url}/***" in shown.output
    assert "SECRET" not in shown.output
    result = CliRunner().invoke(main, ["notify", "chat", "--dry-run", "--json", "--settings", str(file)])
    assert json.loads(result.output)["sent"] is False
    assert world.asked == 0


def test_the_command_says_what_is_wrong_in_one_sentence(world: Platform, tmp_path: Path) -> None:
    file = _written(tmp_path)
    world.says = [(404, b"no_team", {})]
    result = CliRunner().invoke(main, ["notify", "chat", "--settings", str(file)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: notify.chat: it does not know this address")
    result = CliRunner().invoke(main, ["notify", "chat", "--kind", "ill", "--settings", str(file)])
    assert result.exit_code == 2
    assert "there are: ready" in result.output


def _written(folder: Path) -> Path:
    file = folder / "newsgen.toml"
    file.write_text('[notify.chat]\nkind = "slack"\n')
    return file


def _unmarked(text: str) -> str:
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text)
