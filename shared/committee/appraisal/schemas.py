"""Response bodies of the appraisal of handling units, and its table as CSV."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from shared.committee.appraisal.criteria import BASES, Criterion, Share
from shared.committee.appraisal.queries import AppraisedMatter, AppraisedUnit
from shared.contracts.proposal_vocabulary import UnitClass
from shared.measures.rates import average, percent
from shared.storage.attributes import from_attributes

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class CriterionView:
    """A criterion with its weight by the charter. `base`: what its denominators count."""

    name: Criterion
    title: str
    weight: int
    base: str


@dataclass(frozen=True, kw_only=True)
class CriterionFigure:
    """The figure of a unit for a criterion: `value` in percent; None without a base, which is left out of the score."""

    criterion: Criterion
    numerator: int
    denominator: int
    value: Decimal | None


@dataclass(frozen=True, kw_only=True)
class UnitAppraisal:
    """A unit in the ranking. `rank`, `score`: None without any figure; equal scores have the same rank. `unit`: as in the register."""

    rank: int | None
    unit: str
    name: str
    class_title: str
    score: Decimal | None
    figures: list[CriterionFigure]


@dataclass(frozen=True, kw_only=True)
class UnitRankingView:
    """The appraisal of the units of a committee in a year. `points`: the full score; `formula`: how a score is computed, in Chinese.

    `has_default_weights`: whether the weights are the defaults of the program, because the charter sets none.
    """

    organization: str
    year: int
    as_of: date
    points: int
    formula: str
    has_default_weights: bool
    criteria: list[CriterionView]
    units: list[UnitAppraisal]


@dataclass(frozen=True, kw_only=True)
class AppraisedMatterView:
    """A proposal behind a figure: what it gives to the numerator and to the denominator."""

    id: str
    number: int
    title: str
    criterion: Criterion
    criterion_title: str
    numerator: int
    denominator: int


def formula_of(weights: dict[Criterion, int], points: int) -> str:
    """Returns the formula in Chinese."""
    parts = " + ".join(f"{each.title_zh}率×{weight}" for each, weight in weights.items() if weight)
    whole = sum(weights.values())
    return f"得分 = {points} ×（{parts}）÷ {whole}；没有数据的指标不计分，其权重从除数中扣除"


def ranking(units: list[AppraisedUnit], weights: dict[Criterion, int], points: int) -> list[UnitAppraisal]:
    """Returns the units, the highest score first; those without a score last."""
    scores = {unit.key: unit.score(weights, points) for unit in units}
    known = [score for score in scores.values() if score is not None]

    def place(unit: AppraisedUnit) -> tuple[bool, Fraction]:
        score = scores[unit.key]
        return score is None, -(score or Fraction(0))

    return [
        UnitAppraisal(
            rank=None if (score := scores[unit.key]) is None else 1 + sum(other > score for other in known),
            unit=unit.key,
            name=unit.name,
            class_title=UnitClass(unit.unit_class).title_zh if unit.unit_class else "",
            score=None if score is None else average(score.numerator, score.denominator),
            figures=[_figure(criterion, unit.share(criterion)) for criterion in Criterion],
        )
        for unit in sorted(units, key=place)
    ]


def _figure(criterion: Criterion, share: Share) -> CriterionFigure:
    value = percent(share.numerator, share.denominator)
    return CriterionFigure(criterion=criterion, numerator=share.numerator, denominator=share.denominator, value=value)


def criteria_of(weights: dict[Criterion, int]) -> list[CriterionView]:
    return [
        CriterionView(name=each, title=each.title_zh, weight=weight, base=BASES[each])
        for each, weight in weights.items()
    ]


def matters_behind(unit: AppraisedUnit, criterion: Criterion | None) -> list[AppraisedMatterView]:
    """Returns the proposals behind the figures of a unit: of one criterion, or of all."""
    return [
        _behind(matter, each, share)
        for each in Criterion
        if criterion in (None, each)
        for matter in unit.matters
        if (share := matter.shares.get(each, Share())).denominator
    ]


def _behind(matter: AppraisedMatter, criterion: Criterion, share: Share) -> AppraisedMatterView:
    return from_attributes(
        AppraisedMatterView,
        matter,
        criterion=criterion,
        criterion_title=criterion.title_zh,
        numerator=share.numerator,
        denominator=share.denominator,
    )


def as_csv(appraisal: UnitRankingView) -> str:
    """Returns the ranking as CSV for spreadsheets, with a byte order mark; the formula is the last line."""
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, lineterminator="\r\n")
    figures = [f"{each.title}{part}" for each in appraisal.criteria for part in ("（分子）", "（分母）", "（%）")]
    table.writerow(["名次", "承办单位", "类别", f"得分（满分{appraisal.points}）", *figures])
    for unit in appraisal.units:
        cells = [
            "" if cell is None else str(cell)
            for each in unit.figures
            for cell in (each.numerator, each.denominator, each.value)
        ]
        table.writerow(
            [unit.rank or "", _cell(unit.name), unit.class_title, "" if unit.score is None else unit.score, *cells]
        )
    table.writerow([appraisal.formula])
    return out.getvalue()


def _cell(text: str) -> str:
    """Returns a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
