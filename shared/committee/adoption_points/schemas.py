"""The response bodies of the points for adopted opinion reports."""

from dataclasses import dataclass

from shared.contracts.vocabulary import Level


@dataclass(frozen=True, kw_only=True)
class LevelPoints:
    """The points of a report whose highest level of adoption is this one."""

    level: Level
    level_title: str
    points: int


@dataclass(frozen=True, kw_only=True)
class ScoredName:
    """An author, or an organization that reports came from, with the number of its adopted reports and their points."""

    name: str
    reports: int
    points: int


@dataclass(frozen=True, kw_only=True)
class AdoptionPoints:
    """The points 采用计分 of an organization and a year, the most points first. `table`: the points that the charter of today gives.

    Each author of a report has all of its points; `unnamed`: the adopted reports without an author.
    """

    organization: str
    year: int
    table: list[LevelPoints]
    authors: list[ScoredName]
    organizations: list[ScoredName]
    unnamed: int
