"""Measures of opinion reports, of online intake, and of transfers of matters to other organizations."""

from shared.contracts.vocabulary import UPWARDS, Channel, Recorded
from shared.measures.measure import Measure, PartOf, count, parts_by, rate

_RECEIVED = "收到的社情民意信息"
_SENT = "报送其他单位的提案和社情民意信息"


def _by_level(counter: str) -> tuple[PartOf, ...]:
    return parts_by(UPWARDS, f"{counter}/level={{}}")


def _funnel(name: str, title: str) -> Measure:
    """Returns a share of the opinion reports received, by level; a report may count on several levels."""
    return rate(
        name, title, "opinions_received", _RECEIVED, parts=_by_level(name), whole="denominator", overlapping=True
    )


OPINIONS = (
    count("opinions_received", "收到社情民意信息"),
    _funnel("opinions_adopted", "社情民意信息采用率"),
    rate(
        Recorded.OPINIONS_INSTRUCTED,
        "社情民意信息批示率",
        "opinions_instructed/recorded",
        "登记批示的单位收到的社情民意信息",
        numerator=("opinions_instructed",),
        parts=_by_level("opinions_instructed"),
        whole="denominator",
        overlapping=True,
        left_out="opinions_instructed/left_out",
    ),
    rate("opinions_fed_back", "社情民意信息反馈率", "opinions_received", _RECEIVED),
    rate(
        "opinions_online",
        "社情民意信息网上提交率",
        "opinions_received",
        _RECEIVED,
        parts=parts_by(Channel, "opinions_online/channel={}", shown=()),
    ),
)

INTAKE = rate(
    "intake_online",
    "提案和社情民意信息网上提交率",
    ("proposals_received", "opinions_received"),
    "收到的提案和社情民意信息",
    numerator=("proposals_online", "opinions_online"),
    parts=parts_by(Channel, "proposals_online/channel={}", "opinions_online/channel={}", shown=()),
)

TRANSFERS = (
    rate("transfers_accepted", "报送后已接收", "transfers_sent", _SENT),
    rate("transfers_returned", "报送后被退回", "transfers_sent", _SENT),
    rate("transfers_silent", "报送后逾期未答复", "transfers_sent", _SENT),
)
