"""The sentences of printed reports: every number with its unit, every percentage with its base, what is not recorded by its name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.committee.reports.schemas import Report
from shared.committee.word.official import chinese_day
from shared.contracts.periods import PERIODS, Period
from shared.measures.figures import Figure

_FIRST_HALF = next(each for each in PERIODS if each.name == "h1")


@dataclass
class Sentences:
    """Writes sentences about the figures of a report. `missing`: the titles of the figures that were asked for and are not recorded."""

    report: Report
    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._figures: Mapping[str, Figure] = {each.measure: each for each in self.report.figures}

    def figure(self, measure: str) -> Figure | None:
        """Returns a figure with numbers; notes one that is not recorded."""
        found = self._figures.get(measure)
        if found is None:
            return None
        if not found.recorded:
            if found.title not in self.missing:
                self.missing.append(found.title)
            return None
        return found

    def count(self, measure: str, form: str) -> str:
        """Returns the number of a figure in a form such as 收到提案{}件; nothing where it is not recorded."""
        found = self.figure(measure)
        return "" if found is None or found.numerator is None else form.format(f"{found.numerator:,}")

    def counts(self, *pairs: tuple[str, str]) -> str:
        """Returns several numbers, separated by commas."""
        return "，".join(filter(None, (self.count(measure, form) for measure, form in pairs)))

    def some(self, *pairs: tuple[str, str]) -> str:
        """Returns those of the numbers that are not 0, separated by commas."""
        return self.counts(*(each for each in pairs if (found := self.figure(each[0])) and found.numerator))

    @property
    def half_year(self) -> Period | None:
        """Returns the first half of the year for a report on its last day, else None."""
        year = self.report.year
        return _FIRST_HALF if year and _FIRST_HALF.last(year) == self.report.as_of else None

    def fraction(self, measure: str, form: str) -> str:
        """Returns numerator and denominator of a figure in a form such as {denominator}个乡镇中{numerator}个; nothing where it has none."""
        found = self.figure(measure)
        if found is None or found.numerator is None or not found.denominator:
            return ""
        return form.format(numerator=f"{found.numerator:,}", denominator=f"{found.denominator:,}")

    def rate(self, measure: str) -> str:
        """Returns a rate with its base, 办结率98.18%（108/110，截至2014年12月31日，分母为立案提案）, or that its base is 0."""
        found = self.figure(measure)
        if found is None or found.denominator is None:
            return ""
        if found.value is None:
            return f"{found.title}无数据（{found.denominator_title}为0）"
        note = f"，另有{found.left_out}个单位未登记此项" if found.left_out else ""
        base = f"{found.numerator:,}/{found.denominator:,}，截至{chinese_day(self.report.as_of)}，分母为{found.denominator_title}{note}"
        return f"{_short(found.title)}{found.value}%（{base}）"

    def rates(self, *measures: str) -> str:
        return "；".join(filter(None, map(self.rate, measures)))

    def parts(self, measure: str, unit: str = "件") -> str:
        """Returns the parts of a figure with their share, and what they leave: 已解决或采纳36件（30.51%）."""
        found = self.figure(measure)
        if found is None:
            return ""
        named = [_part(part.title, part.value, part.percent, unit) for part in found.parts if part.value]
        if found.residual:
            named.append(_part(found.residual_title or "其余", found.residual, found.residual_percent, unit))
        return "，".join(named)

    def days(self, measure: str) -> str:
        """Returns median and 90th percentile of a distribution."""
        found = self.figure(measure)
        if found is None or not found.denominator:
            return ""
        named = "，".join(f"{part.title}{part.value}天" for part in found.parts if part.value is not None)
        return f"{found.title}：{named}（按{found.denominator_title}{found.denominator:,}件）"


def _part(title: str, value: int | None, percent: object, unit: str) -> str:
    return f"{title}{value:,}{unit}{f'（{percent}%）' if percent is not None else ''}"


def _short(title: str) -> str:
    """Returns the title without its base in brackets, which the sentence names itself."""
    return title.partition("（")[0]


def joined(sentences: Iterable[str]) -> Sequence[str]:
    """Returns the sentences that have content, each with a full stop."""
    return [f"{each}。" for each in sentences if each]
