"""The proposals of the demonstration: the published totals of 镇远 and 遵义, and seeded filler for others. No names of persons.

镇远 2014: 118 proposals, 96 of them online, all closed: 36 resolved, 52 planned, 30 for reference; 56 with a feedback form, of which one
stays dissatisfied after a re-handling. 遵义 2013: 445 filed, 109 resolved,
305 planned, 31 without an outcome; 16 key proposals, supervised, published and resolved. All other days, units and
titles are demonstration data, marked in the title.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.matter_scripts import NEWEST, DemoPlace, MatterScript, Request, ScriptStep, dated, on
from deploy.demo.roster import PROVINCE, ZHENYUAN, ZONE, ZUNYI, upper_rows
from deploy.demo.subjects import OFFLINE, ONLINE, TOPICS, UNITS

SEED = 20140118
FILLER_EACH = 4
ENDINGS = ("closed", "closed", "closed", "feedback_requested", "in_handling", "assigned", "filed", "under_review", "refused",
           "withdrawn", "rehandling", "draft")  # fmt: skip
LEVEL_WORDS = {"region": "省", "city": "市"}
"""The prefix of the units of a committee, by its service; of all others that of the county."""
KEY_PROPOSALS = 16
RATED = range(2, 113, 2)
"""The numbers of the proposals of 镇远 with a feedback form; the proposer of the last one is not satisfied."""
GROUNDS = ("academic", "personal", "legal_procedure", "no_suggestion")


def proposals() -> list[MatterScript]:
    """Returns the proposals with published totals."""
    random = Random(SEED)
    return [*_zhenyuan(random), *_zunyi(random)]


def others(random: Random, until: date) -> list[MatterScript]:
    """Returns some proposals for every committee without published totals, none dated after `until`."""
    return [script for number in range(FILLER_EACH) for script in _others(random, number, until=until)]


def of_the_province(random: Random, until: date) -> Iterator[MatterScript]:
    """Returns three proposals of the province: one closed, one in handling and one under review."""
    for number, ending in enumerate(("closed", "in_handling", "under_review")):
        start = until - timedelta(days=200 - 60 * number)
        yield _matter_script(
            DemoPlace(PROVINCE, "region"), number, random, start=start, channel="website", answer="A", ending=ending, rated=True,
            until=until,
        )  # fmt: skip


def _zhenyuan(random: Random) -> Iterator[MatterScript]:
    classes = [*"A" * 36, *"B" * 52, *"C" * 30]
    channels = [*(random.choice(ONLINE) for _ in range(96)), *(random.choice(OFFLINE) for _ in range(22))]
    random.shuffle(classes)
    random.shuffle(channels)
    for number, (answer, channel) in enumerate(zip(classes, channels, strict=True), 1):
        start = date(2014, 1, 13) + timedelta(days=random.randrange(60))
        script = _matter_script(
            DemoPlace(ZHENYUAN, "county"),
            number,
            random,
            start=start,
            channel=channel,
            answer=answer,
            rated=number in RATED,
        )
        yield _in_meetings(_rehandled(script) if number == RATED[-1] else script)


def _rehandled(script: MatterScript) -> MatterScript:
    """Returns the script with a dissatisfied form, and with a second reply of the same class on the day of the form."""
    *before, (_, reply), (_, form), close = script.requests
    form = form | {"process": "mostly_satisfied", "result": "dissatisfied"}
    day = {name: form[name] for name in ("on", "late_reason")}
    again = [("rehandle", {"explanation": "演示说明：已重新研究。", **day}), ("reply", reply | day)]
    return replace(script, requests=[*before, ("reply", reply), ("rate", form), *again, close])


def _zunyi(random: Random) -> Iterator[MatterScript]:
    answers = [*"A" * 109, *"B" * 305, *" " * 31]
    random.shuffle(answers)
    key = [number for number, answer in enumerate(answers, 1) if answer == "A"][:KEY_PROPOSALS]
    for number, answer in enumerate(answers, 1):
        start = date(2013, 1, 14) + timedelta(days=random.randrange(120))
        ending = "closed" if answer != " " else random.choice(("in_handling", "assigned"))
        channel = random.choice(ONLINE + OFFLINE)
        script = _matter_script(
            DemoPlace(ZUNYI, "city"),
            number,
            random,
            start=start,
            channel=channel,
            answer=answer,
            ending=ending,
            rated=number % 4 == 0,
        )
        yield _in_meetings(_supervised(script) if number in key else script)


def _in_meetings(script: MatterScript) -> MatterScript:
    """Returns the script with fixed days of filing, assignment and closing, on which a committee decides on many proposals at once.

    The durations of all other steps stay as they are.
    """
    requests, later = list[Request](), timedelta()
    filed: date | None = None
    for command, body in script.requests:
        day = date.fromisoformat(body["on"]) + later
        if command == "file":
            filed = held = _next_meeting(day)
        elif command in ("assign", "acknowledge") and filed is not None:
            held = filed + timedelta(days=5 if command == "assign" else 8)
        else:
            held = _next_meeting(day) if command == "close" else day
        later += held - day
        requests.append((command, {**body, **on(held)}))
    return replace(script, requests=requests)


def _next_meeting(day: date) -> date:
    """Returns the next 10th, 20th or last day of a month."""
    last = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return next(meeting for meeting in (day.replace(day=10), day.replace(day=20), last) if meeting >= day)


def _supervised(script: MatterScript) -> MatterScript:
    """Returns the script with the marks of a key proposal, which is published, given on the day of its filing."""
    found: list[Request] = []
    for command, body in script.requests:
        found.append((command, body))
        if command == "file":
            found += [("mark_key", body), ("supervise", {"leader": "主席会议成员", **body}), ("publish", body)]
    return replace(script, requests=found)


def _others(random: Random, number: int, *, until: date) -> Iterator[MatterScript]:
    """Yields one proposal for each committee without published totals."""
    for row in upper_rows():
        if row.code in (PROVINCE, ZONE, ZUNYI, ZHENYUAN):
            continue
        start = date(2023, 1, 9) + timedelta(days=random.randrange((until - date(2023, 1, 9)).days))
        ending = random.choice(ENDINGS)
        yield _matter_script(
            row.place, number, random, start=start, channel=random.choice(ONLINE + OFFLINE), answer=random.choice("ABCD"),
            ending=ending, rated=ending == "rehandling" or random.random() < 0.5, until=until,
        )  # fmt: skip


def _matter_script(  # noqa: PLR0913 - the traits of a proposal
    place: DemoPlace, number: int, random: Random, *, start: date, channel: str, answer: str,
    ending: str = "closed", rated: bool = False, until: date = NEWEST,
) -> MatterScript:  # fmt: skip
    unit = f"{LEVEL_WORDS.get(place.service, '县')}{random.choice(UNITS)}"
    unit = unit.replace("局", "厅") if place.service == "region" else unit
    draft: dict[str, Any] = {
        "title": f"【演示】关于{random.choice(TOPICS)}的提案（{number + 1}）",
        "content": "演示内容。",
        "kind": "session" if start.month <= 3 else "ordinary",
        "channel": channel,
        "signatories": random.choice((1, 1, 1, 2, 3)),
        "year": start.year,
        "organization": place.organization,
    }
    answers = {"unit": unit, "answer_class": answer, "text": "演示答复。"}
    dissatisfied = {"process": "mostly_satisfied", "result": "dissatisfied"}
    form = (
        dissatisfied
        if ending == "rehandling"
        else {"process": "satisfied", "result": random.choice(("satisfied", "mostly_satisfied"))}
    )
    path: list[ScriptStep] = [("draft", draft, 0)]
    if ending != "draft":
        path.append(("submit", {}, 0))
    if ending == "refused":
        path.append(("refuse", {"ground": random.choice(GROUNDS)}, 8))
    elif ending == "withdrawn":
        path.append(("withdraw", {"reason": "演示撤回。"}, 8))
    elif ending not in ("draft", "under_review"):
        path += _handling(ending, unit, answers, form, rated=rated)
    requests = dated(path, start, random, until)
    return MatterScript(kind="proposals", place=place, title=draft["title"], requests=requests)


def _handling(
    ending: str, unit: str, answers: dict[str, Any], form: dict[str, Any], *, rated: bool
) -> list[ScriptStep]:
    """Yields the steps from filing to the ending: (command, body, maximum duration in days)."""
    path: list[ScriptStep] = [("file", {}, 10), ("assign", {"sole": unit}, 7)]
    path += [("acknowledge", {"unit": unit}, 5), ("reply", answers, 110)]
    path += [("rate", form, 15)] if rated else []
    path += [("close", {}, 10)]
    last = {
        "filed": "file",
        "assigned": "assign",
        "in_handling": "acknowledge",
        "feedback_requested": "reply",
        "rehandling": "rate",
    }
    commands = [command for command, _, _ in path]
    return path[: commands.index(last[ending]) + 1] if ending in last else path
