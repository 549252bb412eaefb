"""A told day, as one noun."""

from __future__ import annotations

from dataclasses import dataclass

from newsgen.model import Article, Facts, Finding, Plan, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Edition:
    """A told day: everything that was known, decided, written and found."""

    facts: Facts
    verdicts: tuple[Verdict, ...]
    plan: Plan
    article: Article
    findings: tuple[Finding, ...]

    @property
    def status(self) -> str:
        """What a publisher may do with it: "blocked" nothing, "held" ask a person, "draft" show it to an editor."""
        seen = {finding.severity for finding in self.findings}
        return "blocked" if Severity.BLOCK in seen else "held" if Severity.HOLD in seen else "draft"
