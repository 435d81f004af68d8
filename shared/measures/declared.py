"""The measures whose figures organizations may declare 申报, and the numbers that fit a measure (decision 0119)."""

from collections.abc import Mapping

from shared.domain.errors import invalid
from shared.measures.catalogue import MEASURES
from shared.measures.measure import Measure

DECLARABLE: Mapping[str, Measure] = {
    measure.name: measure for measure in MEASURES if measure.period is None and measure.buckets is None
}
"""Name -> measure: all measures of a year that are numbers or quotients of two numbers."""

MOST = 1_000_000
"""The highest number that is declared."""


def check_declared(name: str, numerator: int, denominator: int | None) -> None:
    """Refuses the name of no such measure, and numbers that its figure cannot have."""
    measure = DECLARABLE.get(name)
    if measure is None:
        raise invalid("measure", name, "须为统计报告的一项全年指标，如“意见建议采纳率”")
    if not 0 <= numerator <= MOST:
        raise invalid("numerator", numerator, f"须在0至{MOST}之间")
    if not measure.denominator:
        if denominator is not None:
            raise invalid("denominator", denominator, f"“{measure.title_zh}”没有分母，不填")
    elif denominator is None or not 1 <= denominator <= MOST:
        raise invalid("denominator", denominator, f"“{measure.title_zh}”须填写{measure.denominator_title}，1至{MOST}")
    elif measure.unit == "percent" and numerator > denominator:
        raise invalid("numerator", numerator, f"不能大于分母（{measure.denominator_title}{denominator}）")
