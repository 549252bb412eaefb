"""The nouns that every room shares: frozen, typed, with tuples inside."""

from newsgen.model.article import Article, Chart, Datum, Headline, Label, Line, Printed, Section, Slot, Table, Told
from newsgen.model.desk import Approval, Correction, Manuscript, Note, Override, Spot, State, Status
from newsgen.model.facts import Bar, Declared, Event, Fact, Facts, Finding, Point, Quote, Series
from newsgen.model.plan import Dropped, Plan, Remembered, Verdict, Wishes
from newsgen.model.values import About, Origin, Severity, Unit, Value, Window

__all__ = [
    "About",
    "Approval",
    "Article",
    "Bar",
    "Chart",
    "Correction",
    "Datum",
    "Declared",
    "Dropped",
    "Event",
    "Fact",
    "Facts",
    "Finding",
    "Headline",
    "Label",
    "Line",
    "Manuscript",
    "Note",
    "Origin",
    "Override",
    "Plan",
    "Point",
    "Printed",
    "Quote",
    "Remembered",
    "Section",
    "Series",
    "Severity",
    "Slot",
    "Spot",
    "State",
    "Status",
    "Table",
    "Told",
    "Unit",
    "Value",
    "Verdict",
    "Window",
    "Wishes",
]
