"""Read finished copy as a stranger would, and refuse what no fact supports.

The reader shares no code with the writer: it cuts figures and cues out of plain text, finds what each sentence
claims and holds every claim against the day's facts.

    check(article, facts)            every field of an article
    check_text(text, facts)          any text about that day, with or without YAML front matter
"""

from newsgen.check.desk import check, check_text

__all__ = ["check", "check_text"]
