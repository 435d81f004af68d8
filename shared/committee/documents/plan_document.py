"""The annual plan 年度协商计划 as a document: its items in a table."""

from datetime import date

from shared.committee.kinds.plans.schemas import PlanView
from shared.committee.word.official import OfficialDocument, chinese_day

_WIDTHS = (12, 50, 24, 22, 26, 22)
"""The widths of the columns in millimetres."""


def no_items(view: PlanView) -> str | None:
    return None if view.items else "计划中还没有项目"


def plan(view: PlanView, organ: str, today: date) -> OfficialDocument:
    """Returns the plan with every item that is not dropped; the title of a plan that is not confirmed states that."""
    title = f"{organ}{view.year}年度协商计划{'' if view.confirmed_on else '（草案）'}"
    page = OfficialDocument(organ=organ, name=title)
    page.title(title)
    if view.confirmed_on:
        page.subtitle(f"（{chinese_day(view.confirmed_on)}确定）")
    kept = [each for each in view.contents if each.dropped_on is None]
    people = [f"{each.lead_leader}／{each.person}" for each in kept]
    rows = [
        (str(each.number), each.topic, each.class_title, who, each.department, each.deadline.isoformat())
        for each, who in zip(kept, people, strict=True)
    ]
    page.table([("序号", "议题", "类别", "牵头领导／责任人", "责任部门", "时限"), *rows], _WIDTHS)
    page.signature(organ, view.confirmed_on or today)
    return page
