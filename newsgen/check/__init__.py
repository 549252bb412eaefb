"""Read finished copy as a stranger would, and refuse what no fact supports.

The reader shares no code with the writer: it cuts figures and cues out of plain text, finds what each sentence
claims and holds every claim against the day's facts.

    check(article, facts)            every field of an article
    check_text(text, facts)          any text about that day, with or without YAML front matter
    spots(manuscript, facts)         what is found in an editor's words, each at its place with what would be right
    bind(manuscript, facts)          the figures in an editor's words, each with the fact that supports it
"""

from newsgen.check.desk import bind, check, check_text, spots

__all__ = ["bind", "check", "check_text", "spots"]
