"""Activities that show a whole procedure: research of 黔南 with its sign-offs and its appraisal, a draft decision of 绥阳.

Days, titles and texts are demonstration data.
"""

from datetime import date, timedelta
from random import Random

from deploy.demo.client import Clerk
from deploy.demo.matter_scripts import DemoPlace, MatterScript, ScriptStep, dated
from deploy.demo.roster import QIANNAN, SUIYANG

SEED = 20260301
RESEARCHER = DemoPlace(QIANNAN, "city")
REPORTS = (("【演示】山区冷链物流调研", date(2025, 1, 13), 12), ("【演示】乡村养老服务调研", date(2026, 3, 2), 6))
"""Title and first day of each research activity, and how many steps of it are recorded: the second report waits for a signature."""


async def first_report(clerk: Clerk) -> str:
    """Returns the id of the research that the appraisal comes back to."""
    listed = await clerk.get(RESEARCHER.account, "/consultations", **{"class": "research", "year": REPORTS[0][1].year})
    return next(str(item["id"]) for item in listed["items"] if item["title"] == REPORTS[0][0])


def appraisal(research: str) -> MatterScript:
    """Returns the script of the appraisal that comes back to a research activity a year later. `research`: its id."""
    title = f"{REPORTS[0][0]}次年评议"
    topic = {
        "title": title, "class": "appraisal", "appraises": research, "content": "演示议题。", "year": 2026,
        "organization": QIANNAN,
    }  # fmt: skip
    path: list[ScriptStep] = [
        ("raise_topic", topic, 0),
        ("organise", {"venue": "演示县"}, 7),
        ("hold", {"participants": 15, "members": 15}, 14),
        ("submit_outcome", {"kind": "report", "outcome_text": "演示评议报告。"}, 7),
    ]
    requests = dated(path, date(2026, 2, 2), Random(SEED))
    return MatterScript(kind="consultations", place=RESEARCHER, title=title, requests=requests)


def procedures() -> list[MatterScript]:
    """Returns the scripts of these activities."""
    random = Random(SEED)
    return [*(_research(title, day, steps, random) for title, day, steps in REPORTS), _draft_decision(random)]


def _research(title: str, start: date, steps: int, random: Random) -> MatterScript:
    """Returns the script of research with groups, four sign-offs and a meeting, or of its first steps."""
    topic = {"title": title, "class": "research", "content": "演示议题。", "year": start.year, "organization": QIANNAN}
    planned = (start + timedelta(days=30)).isoformat()
    path: list[ScriptStep] = [
        ("raise_topic", topic, 0),
        ("organise", {"venue": "演示县", "date": planned}, 7),
        ("form_groups", {"groups": ["产业组", "市场组", "政策组"]}, 3),
        ("hold", {"participants": 12, "members": 12, "suggestions": ["演示建议一。", "演示建议二。"]}, 14),
        ("draft_report", {"draft": "演示报告：情况、问题和建议。"}, 10),
        *[("sign_off", {"opinion": "演示意见：同意。"}, 2)] * 4,
        ("review_report", {"held_by": "chairpersons_council", "conclusion": "演示结论：原则同意。"}, 7),
        ("submit_outcome", {"kind": "report", "outcome_text": "演示报告：情况、问题和建议。"}, 5),
        ("instruct", {"level": "city", "text": "演示批示：请研究办理。"}, 7),
    ]
    return MatterScript(
        kind="consultations", place=RESEARCHER, title=title, requests=dated(path[:steps], start, random)
    )


def _draft_decision(random: Random) -> MatterScript:
    """Returns the script of a consultation whose draft decision all townships comment on, and whose outcome becomes a report."""
    title, place = "【演示】集镇停车管理协商会", DemoPlace(SUIYANG, "county")
    topic = {
        "title": title, "class": "consultation", "form": "thematic", "content": "演示议题。", "year": 2026,
        "organization": SUIYANG,
    }  # fmt: skip
    begun = {"begins": "opinion_report", "title": "【演示】关于集镇停车管理的建议", "content": "演示内容。"}
    path: list[ScriptStep] = [
        ("raise_topic", topic, 0),
        ("organise", {"venue": "政协会议室", "date": "2026-06-15"}, 7),
        ("invite", {"invited_departments": ["公安局", "住建局"], "invited_public": ["演示群众代表"]}, 3),
        ("send_notice", {}, 3),
        ("send_papers", {}, 3),
        ("hold", {"participants": 20, "suggestions": ["演示建议：增设停车位。"], "questions": 3, "answers": 3}, 14),
        ("submit_outcome", {"kind": "draft_decision", "outcome_text": "演示代拟稿：停车管理办法。"}, 7),
        ("request_comments", {"addressee_groups": ["below"], "until": "2026-12-31"}, 3),
        ("record_comment", {"number": 1, "comment": "演示意见：同意。"}, 7),
        ("convert_outcome", begun, 7),
    ]
    return MatterScript(kind="consultations", place=place, title=title, requests=dated(path, date(2026, 3, 9), random))
