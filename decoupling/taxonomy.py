"""Owns the vocabularies: every code the project uses, with label, description and colour. Unknown code = error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from decoupling.model import CountryRecord, CoverageState, ExitDefinition, Lane, NamedPeriod, Rung, Term, WeightGroup

VOCABULARIES = (
    "actions",
    "sectors",
    "directions",
    "sides",
    "statuses",
    "roles",
    "functions",
    "verifications",
    "source_kinds",
    "link_types",
    "link_bases",
    "reason_givers",
    "org_kinds",
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Codes of one kind in their display order."""

    name: str
    terms: Mapping[str, Term]

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in display order."""
        return tuple(self.terms)

    def __contains__(self, code: str) -> bool:
        return code in self.terms

    def __getitem__(self, code: str) -> Term:
        try:
            return self.terms[code]
        except KeyError:
            raise ValueError(f"unknown code {code!r} in {self.name}; allowed: {', '.join(self.terms)}") from None

    def label(self, code: str) -> str:
        """Label of a code; ValueError when it is unknown."""
        return self[code].label

    def short(self, code: str) -> str:
        """Label for tight places; ValueError when the code is unknown."""
        return self[code].short or self[code].label


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All vocabularies, countries, the ladder of exits with its definitions, lanes, periods, coverage, and weights."""

    actions: Vocabulary
    sectors: Vocabulary
    directions: Vocabulary
    sides: Vocabulary
    statuses: Vocabulary
    roles: Vocabulary
    functions: Vocabulary
    verifications: Vocabulary
    source_kinds: Vocabulary
    link_types: Vocabulary
    link_bases: Vocabulary
    reason_givers: Vocabulary
    org_kinds: Vocabulary
    countries: Mapping[str, CountryRecord]
    rungs: Mapping[str, Rung]
    exits: Mapping[str, ExitDefinition]
    lanes: Mapping[str, Lane]
    periods: Mapping[str, NamedPeriod]
    coverage_states: Mapping[str, CoverageState]
    """From the one that claims most to the one that claims least."""
    weights: Mapping[str, WeightGroup]
    """The weights of the pace index, by group of kinds of act."""

    def side_of(self, country: str) -> str:
        """Side of a country code: US, CN or third."""
        for code, term in self.sides.terms.items():
            if country in term.countries:
                return code
        return "third"

    def group_of(self, action: str) -> str:
        """`government` or `company`; ValueError when the action is unknown."""
        return self.actions[action].group or "company"
