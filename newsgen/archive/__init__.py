"""The day's folder: what each step left there, written whole or not at all, and read back."""

from newsgen.archive.corrections import Sent, add_correction, corrections, keep_beside, keep_sent, read_sent
from newsgen.archive.desk_papers import desk_papers, file_event, file_quote
from newsgen.archive.disk import add_log, log_line, sha256
from newsgen.archive.drafts import Draft, drafts, drop_draft, save_draft
from newsgen.archive.earlier import Clash, Earlier, clashes_json, edited_before, read_told
from newsgen.archive.facts import facts_json, pretty, read_facts
from newsgen.archive.folder import standing, write_day
from newsgen.archive.manuscript import front_of, merged_front, read_manuscript, with_field, with_manuscript
from newsgen.archive.papers import angles_json, article_json, article_md, front_matter
from newsgen.archive.receipt import printed_proofs, receipt_json, rounding
from newsgen.archive.snapshots import keep_templates, snapshot_folders, snapshots
from newsgen.archive.state import change_state, read_state
from newsgen.archive.texts import keep_version, read_version, save_text, version_name

__all__ = [
    "Clash",
    "Draft",
    "Earlier",
    "Sent",
    "add_correction",
    "add_log",
    "angles_json",
    "article_json",
    "article_md",
    "change_state",
    "clashes_json",
    "corrections",
    "desk_papers",
    "drafts",
    "drop_draft",
    "edited_before",
    "facts_json",
    "file_event",
    "file_quote",
    "front_matter",
    "front_of",
    "keep_beside",
    "keep_sent",
    "keep_templates",
    "keep_version",
    "log_line",
    "merged_front",
    "pretty",
    "printed_proofs",
    "read_facts",
    "read_manuscript",
    "read_sent",
    "read_state",
    "read_told",
    "read_version",
    "receipt_json",
    "rounding",
    "save_draft",
    "save_text",
    "sha256",
    "snapshot_folders",
    "snapshots",
    "standing",
    "version_name",
    "with_field",
    "with_manuscript",
    "write_day",
]
