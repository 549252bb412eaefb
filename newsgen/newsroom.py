"""The product on one page: how one day of the market becomes an article whose figures prove themselves.

    tables -> facts -> verdicts -> plan -> article -> findings -> a folder

Each arrow is a room that knows only the nouns of `newsgen.model`; this module is the only one that knows the rooms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from newsgen import __version__, archive
from newsgen.angles import judge, load_angles
from newsgen.charts import read_look
from newsgen.check import bind, check, check_text
from newsgen.edition import Edition as Edition
from newsgen.errors import ArchiveError, StaleError
from newsgen.filing import papers as papers
from newsgen.filing import printed_by as printed_by
from newsgen.filing import text_of as text_of
from newsgen.house import House, load_house
from newsgen.house.lint import lint
from newsgen.house.notices import read_notices
from newsgen.house.pages import check_pages
from newsgen.market import read_market
from newsgen.measure import Chronicle, measure, prepare
from newsgen.merge import Carried, carried
from newsgen.merge.carry import with_words
from newsgen.model import Article, Facts, Finding, Manuscript, Remembered, Slot, Verdict, Wishes
from newsgen.pack import read_vocabulary
from newsgen.plan import AS_THE_RULES_SAY, advice, arrange
from newsgen.reasons import Why, why
from newsgen.settings import Settings, template_folders
from newsgen.wishes import unmet
from newsgen.write import asked, write
from newsgen.write.sentences import split

Step = Callable[[str], object]
TEMPLATES = "templates"  # in the output folder: templates as they stood on earlier days
_TIMES = 3  # that a day is filed again because somebody saved meanwhile


def tell(
    chronicle: Chronicle,
    day: date,
    house: House,
    *,
    as_of: datetime | None = None,
    now: datetime | None = None,
    memory: Sequence[Remembered] = (),
    wishes: Wishes = AS_THE_RULES_SAY,
) -> Edition:
    """Tell one day from prepared tables, with nothing read that ended after `as_of`; touches no file and no clock.

    `memory` is what was told on the days before, the latest first: the day is told another way.  `wishes` are an
    editor's, who may know better; one that the day cannot meet is a finding.
    """
    facts = measure(chronicle, day, as_of, now=now)  # named values with their workings
    verdicts = judge(load_angles(house), facts, house)  # which stories are true, and how much they matter
    return proofread(compose(facts, verdicts, house, memory, wishes))


def compose(
    facts: Facts,
    verdicts: tuple[Verdict, ...],
    house: House,
    memory: Sequence[Remembered] = (),
    wishes: Wishes = AS_THE_RULES_SAY,
) -> Edition:
    """A studied day, planned and written; its article is still to be checked."""
    seed = _seed(facts.day, house)
    plan = arrange(verdicts, facts, house, seed=seed, memory=memory, wishes=wishes)  # lead, supports, order, the rest
    article = write(plan, facts, house, memory)  # prose in which a figure can only be printed by quoting a fact
    said = (*advice(plan, verdicts, house), *unmet(wishes, plan, article, verdicts, house))
    return Edition(facts, verdicts, plan, article, (*facts.findings, *said))


def proofread(edition: Edition) -> Edition:
    """The edition with what a reader finds who shares no code with the writer."""
    article, facts = edition.article, edition.facts
    claims = {f"slots.{number}": slot.partition(":")[0] for number, slot in enumerate(article.slots)}
    doubts = [replace(one, where=name) for name in claims for one in check_text(claims[name], facts, whole=False)]
    return replace(edition, findings=(*edition.findings, *check(article, facts), *doubts))


def questions(edition: Edition, house: House) -> tuple[Slot, ...]:
    """What an editor of the day is asked, as `Article.slots` says it, each with the event that would answer it."""
    return asked(edition.facts, house)


def edited(edition: Edition, manuscript: Manuscript, house: House) -> Edition:  # noqa: ARG001
    """The edition with an editor's words, each figure with the fact behind it, read again; `edition` as it was told.

    An untouched manuscript gives an equal edition.  Words without figures are an editor's own: nothing but what the
    facts deny, and what no desk prints, is held against them.
    """
    facts, told = edition.facts, edition.article
    article = with_words(told, manuscript, bind(manuscript, facts))
    if article == told:
        return edition
    own = {*check(told, facts), *check(told, facts, strict=False)}
    others = tuple(finding for finding in edition.findings if finding not in own)  # of the input, advice, wishes
    return replace(edition, article=article, findings=(*others, *check(article, facts, strict=False)))


def recap(
    folders: Sequence[Path],
    day: date,
    house: House,
    settings: Settings,
    *,
    now: datetime,
    as_of: datetime | None = None,
    memory: Sequence[Remembered] = (),
    wishes: Wishes | None = None,
    step: Step = str,
) -> tuple[Edition, Path, tuple[str, ...]]:
    """Tell `day` from market folders and leave it in `settings.out`; `memory` is what was told before, latest first.

    Without `wishes` those count that an editor made for the day at the desk.

    Gives the edition as it was filed, its folder and what became of an editor's words there.  `step` hears what is
    being done.
    Raises NewsgenError where the user can mend something; then no folder is touched.
    """
    folder = settings.out / day.isoformat()
    wishes = archive.read_state(folder).wishes if wishes is None else wishes
    desk = archive.desk_papers(folder)  # filed for this day: they come after all folders
    chronicle = _open_tables((*folders, *desk), now, step)
    step(f"Telling {day.isoformat()}")
    edition = tell(chronicle, day, house, as_of=as_of, now=now, memory=memory, wishes=wishes)
    step("Filing the day")
    return file(edition, house, settings, now=now)


def file(
    edition: Edition,
    house: House,
    settings: Settings,
    *,
    now: datetime,
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> tuple[Edition, Path, tuple[str, ...]]:
    """Leave a told day in `settings.out`, with `more` files beside its own; an editor's words there are carried on.

    Gives the edition as it stands with those words, its folder, and what became of them in sentences.
    What an editor saves meanwhile is carried on as well.  Raises ArchiveError where the folder cannot be written.
    """
    for _ in range(_TIMES):
        with suppress(StaleError):
            return _filed(edition, house, settings, now, more)
    return _filed(edition, house, settings, now, more)


def _filed(
    edition: Edition, house: House, settings: Settings, now: datetime, more: Mapping[str, bytes]
) -> tuple[Edition, Path, tuple[str, ...]]:
    folder = settings.out / edition.facts.day.isoformat()
    seen = archive.standing(folder)
    standing, over, notes = with_editors_words(edition, folder, house, settings)
    files = {**papers(standing, house, settings, over, archive.corrections(folder)), **more}
    log = archive.log_line("told", when=now, by=f"newsgen {__version__}", status=standing.status)
    kept = archive.write_day(folder, files, log, carried=over.earlier.article_md if over else b"", seen=seen)
    saved = [f"{folder / name}: an editor's text was there and is kept under this name." for name in kept]
    return standing, folder, (*notes, *saved)


def with_editors_words(
    edition: Edition, folder: Path, house: House, settings: Settings
) -> tuple[Edition, Carried | None, tuple[str, ...]]:
    """The edition with the words of an editor who changed the text in `folder`, and what is to be said of it.

    A text of his that cannot be read is not carried on; the sentence says why.
    """
    try:
        found = carried(folder, text_of(edition, settings), edition.article)
    except ArchiveError as error:
        return edition, None, (str(error),)
    if found is None:
        return edition, None, ()
    standing = edited(edition, found.manuscript, house)
    standing = replace(standing, findings=(*standing.findings, *found.findings))
    return standing, found, (f"{folder / 'article.md'}: {found.note}",)


def facts_of(
    folders: Sequence[Path], day: date, *, now: datetime, as_of: datetime | None = None, step: Step = str
) -> Facts:
    """What is known of a day, without telling it."""
    return measure(_open_tables(folders, now, step), day, as_of, now=now)


def verdicts_of(facts: Facts, house: House) -> tuple[Verdict, ...]:
    """Every rule's verdict on a day, without telling it."""
    return judge(load_angles(house), facts, house)


def _open_tables(folders: Sequence[Path], now: datetime, step: Step) -> Chronicle:
    step("Reading the tables")
    market = read_market(folders, now=now)
    step("Preparing the series")
    return prepare(market)


def open_house(settings: Settings, *, whole: bool = False, folders: Sequence[Path] = ()) -> House:
    """The house language with the newsroom's own templates first; `whole` reads all that ship with newsgen, too.

    `folders` are looked in instead of the settings', as those of a snapshot.
    """
    return load_house(
        folders or template_folders(settings),
        language=settings.language,
        style=settings.style,
        readers=settings.readers,
        whole=whole,
    )


def keep_templates(settings: Settings, now: datetime) -> None:
    """Keep today's templates beside the told days, where they differ from those kept last."""
    archive.keep_templates(template_folders(settings), settings.out / TEMPLATES, now)


def templates_of(settings: Settings, day: date) -> tuple[Path, ...]:
    """The folders of templates as they stood at the end of a day; none where nothing had been kept by then."""
    kept = [path for known, path in archive.snapshots(settings.out / TEMPLATES) if known <= day]
    return archive.snapshot_folders(kept[-1]) if kept else ()


def inspect(settings: Settings) -> tuple[House, tuple[Finding, ...]]:
    """The house, and what an editor should know of it before any day is told.

    Raises HouseError for the first rule, template or tag that does not fit the catalogue.
    """
    folders = template_folders(settings)
    house = open_house(settings, whole=True)
    read_vocabulary(folders)
    check_pages(folders)
    read_look(folders)
    read_notices(folders, settings.language)
    return house, lint(house)


def why_told(
    edition: Edition, house: House, *, wishes: Wishes = AS_THE_RULES_SAY, memory: Sequence[Remembered] = ()
) -> Why:
    """Why a day is told as it is: every angle with its evidence, and what else it could be."""
    told = (edition.facts, edition.verdicts, edition.plan, edition.article)
    return why(*told, house, printed_by(house), wishes=wishes, memory=memory)


def remembered(edition: Edition, house: House) -> Remembered:
    """What the next days keep in mind of an edition."""
    article = edition.article
    body = [line for line in article.body_md.split("\n\n") if not line.startswith("#")]
    lead = edition.plan.lead
    return Remembered(
        day=edition.facts.day,
        lead=lead.angle,
        subject=lead.subject,
        angles=tuple(told.name for told in article.angles if told.role == "support"),
        skeleton=article.skeleton,
        parts=tuple(dict.fromkeys(section.angle for section in article.sections if section.angle not in house.angles)),
        headline=house.mask(article.headline),
        sentences=tuple(house.mask(sentence) for line in body for sentence in split(line)),
    )


def fingerprint(article: Article) -> str:
    """SHA-256 of what readers see of an article."""
    seen = (article.headline, article.dek, *article.key_points, article.body_md)
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def _seed(day: date, house: House) -> int:
    """The same day in the same style and language is always worded the same way."""
    words = f"{day.isoformat()} {house.style} {house.language}"
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:6], "big")
