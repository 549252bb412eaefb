"""The day's folder: what each step left there, written whole or not at all, and read back."""

from newsgen.archive.facts import facts_json, pretty, read_facts
from newsgen.archive.folder import log_line, write_day
from newsgen.archive.papers import angles_json, article_json, article_md, front_matter
from newsgen.archive.receipt import printed_proofs, receipt_json, rounding

__all__ = [
    "angles_json",
    "article_json",
    "article_md",
    "facts_json",
    "front_matter",
    "log_line",
    "pretty",
    "printed_proofs",
    "read_facts",
    "receipt_json",
    "rounding",
    "write_day",
]
