"""The figures that committees declare, as their work reports have them.

遵义: more than 30 of 60 suggestions of 2013 were adopted. 万山: of its suggestions of 2014 "40 %" were done; the base is not stated: the
counted figure is of those adopted (64 of 160), the declared one of all that were made (80 of 200).
"""

from collections.abc import Mapping

from deploy.demo.client import Clerk
from deploy.demo.roster import WANSHAN, ZUNYI

_DECLARED = {
    ("city", ZUNYI): {
        "measure": "suggestions_adopted",
        "year": 2013,
        "numerator": 30,
        "denominator": 60,
        "bound": "at_least",
        "source": "政协遵义市委员会2013年度工作报告",
    },
    ("county", WANSHAN): {
        "measure": "suggestions_done_of_made",
        "year": 2014,
        "numerator": 80,
        "denominator": 200,
        "as_of": "2014-06-30",
        "source": "万山区2014年上半年乡镇政协工作情况，按提出的意见建议计",
    },
}
"""(Service, organization) -> the body of the command."""


async def declare_figures(clerks: Mapping[str, Clerk]) -> None:
    """Declares each figure, unless the report shows it already."""
    for (service, organization), body in _DECLARED.items():
        account, year = f"{organization}-secretariat", str(body["year"])
        report = await clerks[service].get(account, f"/reports/{organization}", year=year)
        if not report["declared"]:
            path = f"/organizations/{organization}/declare_figure"
            await clerks[service].post(account, path, key=f"demo-{organization}-declare-{year}", json=body)
