"""Every branch of every template, reached on facts made for it: what a gallery shows and what coverage counts."""

from newsgen.house.gallery.branches import Branch, TracedTemplate, traced
from newsgen.house.gallery.search import Report, Shown, survey

__all__ = ["Branch", "Report", "Shown", "TracedTemplate", "survey", "traced"]
