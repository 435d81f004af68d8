"""Topics suggested for the plan of 2026 of 贵阳, which collects them of everyone: demonstration data, in no published figure."""

from datetime import date, timedelta
from typing import NamedTuple

from deploy.demo.client import Clerk
from deploy.demo.matter_scripts import DemoPlace, MatterScript, on
from deploy.demo.roster import GUIYANG

PLACE = DemoPlace(GUIYANG, "city")
PLAN = "【演示】2026年度协商计划（征集议题）"
_ADDRESS = "/topic-suggestions"
_MONTHS_AHEAD = timedelta(days=120)


class DemoTopic(NamedTuple):
    """A topic that came by mail. `command`: what the office decided on it; empty while it waits."""

    name: str
    text: str
    suggester: str
    command: str = ""


TOPICS = (
    DemoTopic("【演示】老旧小区加装电梯", "演示理由。", "演示社区居委会", "accept"),
    DemoTopic("【演示】夜间公交与地铁末班车衔接", "演示理由。", "演示市民", "accept"),
    DemoTopic("【演示】邻里纠纷的处理", "演示理由。", "演示市民", "decline"),
    DemoTopic("【演示】中小学校园周边停车", "演示理由。", "演示家长"),
)


def collecting_plan() -> MatterScript:
    """Returns the plan that accepted topics become items of: a draft, to which the office adds more."""
    draft = {"title": PLAN, "year": 2026, "organization": PLACE.organization, **on(date(2026, 1, 6))}
    return MatterScript(kind="plans", place=PLACE, title=PLAN, requests=[("draft", draft)])


async def collect_topics(clerk: Clerk, today: date) -> None:
    """Records the topics and the decisions on them, except what is recorded already. The plan exists."""
    plans = await clerk.get(PLACE.account, "/plans", year=2026)
    plan = next(each["id"] for each in plans["items"] if each["title"] == PLAN)
    known = {each["name"]: each for each in (await clerk.get(PLACE.account, _ADDRESS))["items"]}
    for topic in TOPICS:
        entry = known.get(topic.name) or await _post(
            clerk, topic, _ADDRESS, name=topic.name, text=topic.text, suggester=topic.suggester
        )
        if topic.command and entry["status"] == "waiting":
            await _post(clerk, topic, f"{_ADDRESS}/{entry['id']}/{topic.command}", **_decision(topic, plan, today))


def _decision(topic: DemoTopic, plan: str, today: date) -> dict[str, str]:
    if topic.command == "decline":
        return {"reason": "演示：不属于协商内容，转有关部门"}
    return {
        "plan": plan,
        "class": "special_committee",
        "lead_leader": "副主席",
        "department": "社会法制委",
        "person": "社会法制委主任",
        "deadline": (today + _MONTHS_AHEAD).isoformat(),
    }


async def _post(clerk: Clerk, topic: DemoTopic, path: str, **body: str) -> dict[str, str]:
    return await clerk.post(PLACE.account, path, key=f"demo-{path}-{topic.name}", json=body)
