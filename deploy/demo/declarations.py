"""The figure that 遵义 declares: according to its work report, more than 30 of 60 suggestions of 2013 were adopted."""

from deploy.demo.client import Clerk
from deploy.demo.roster import ZUNYI

YEAR = 2013
_BODY = {
    "measure": "suggestions_adopted",
    "year": YEAR,
    "numerator": 30,
    "denominator": 60,
    "bound": "at_least",
    "source": "政协遵义市委员会2013年度工作报告",
}


async def declare_figures(city: Clerk) -> None:
    """Declares the figure, unless the report shows it already."""
    account = f"{ZUNYI}-secretariat"
    report = await city.get(account, f"/reports/{ZUNYI}", year=str(YEAR))
    if not report["declared"]:
        path = f"/organizations/{ZUNYI}/declare_figure"
        await city.post(account, path, key=f"demo-{ZUNYI}-declare-{YEAR}", json=_BODY)
