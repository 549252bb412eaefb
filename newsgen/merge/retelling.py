"""A day told again over an editor's text: his words carried on into the new telling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from newsgen import archive
from newsgen.merge.manuscripts import Merged, merge
from newsgen.model import Article, Finding, Manuscript, Severity

GUARD = "M5"  # an editor's sentence whose facts are gone or replaced


@dataclass(frozen=True, slots=True)
class Carried:
    """An editor's words in a new telling; `earlier` is what lay in the folder, `generated` the new article.md."""

    earlier: archive.Earlier
    generated: bytes
    fresh: Article
    merged: Merged
    open: tuple[archive.Clash, ...]  # the clashes of this telling, and those of earlier ones that nobody settled

    @property
    def manuscript(self) -> Manuscript:
        """The words as they stand now."""
        return self.merged.manuscript

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A HOLD for each clash, with both sentences."""
        return tuple(_finding(clash) for clash in self.open)

    @property
    def note(self) -> str:
        """What became of the editor's words, in one line."""
        figures, clashes = len(self.merged.refreshed), len(self.merged.clashes)
        renewed = f", {figures} figure{'s' * (figures != 1)} in them renewed" if figures else ""
        asks = f"; {clashes} of the sentences clash{'es' * (clashes == 1)} with the new facts" if clashes else ""
        return f"an editor's words were kept{renewed}{asks}."

    def text(self, fresh_md: bytes) -> bytes:
        """article.md as it stands now; `fresh_md` has the merged words and the front matter of the new telling."""
        before = self.earlier
        if self.generated == before.base_md:
            return before.article_md
        return archive.merged_front(before.base_md, before.article_md, fresh_md, self.manuscript)

    def files(self) -> dict[str, bytes]:
        """What belongs beside an article that an editor worked on."""
        before = self.earlier
        files = {
            "article.base.md": self.generated,
            "article.base.json": archive.article_json(self.fresh),
            archive.version_name(before.article_md): before.article_md,
        }
        if self.open:
            files["clashes.json"] = archive.clashes_json(self.open)
        if self.merged.clashes:
            files["article.edited.md"] = before.article_md
        return files


def carried(folder: Path, generated: bytes, fresh: Article) -> Carried | None:
    """An editor's words in `folder` merged into a new telling; None where nobody changed the text there.

    `generated` is the article.md of `fresh`.  Raises ArchiveError where the editor's text cannot be read.
    """
    earlier = archive.edited_before(folder)
    if earlier is None:
        return None
    base, edited, new = map(archive.read_manuscript, (earlier.base_md, earlier.article_md, generated))
    old = earlier.article or replace(fresh, figures=())
    merged = merge(base, edited, new, old=old, fresh=fresh)
    words = "\n".join((edited.headline, edited.dek, *edited.key_points, edited.body_md))
    unsettled = [clash for clash in earlier.clashes if clash.edited in words and clash not in merged.clashes]
    return Carried(earlier, generated, fresh, merged, (*merged.clashes, *unsettled))


def _finding(clash: archive.Clash) -> Finding:
    told = f"the facts now say: “{clash.new}”" if clash.new else "the facts it was written from are not told any more"
    message = f"An editor wrote: “{clash.edited}”; {told}."
    return Finding(GUARD, Severity.HOLD, message, f"{clash.field}: {clash.edited}", hint="Keep one of the two.")
