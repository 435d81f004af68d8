"""Transferred opinion reports, as acts of several organizations in order. `transfer_scripts` sends them.

Three of 敖寨's thirty of June 2014: one goes through the county and the city to the province and is answered at the window; one is
returned by the county and sent again; one was never answered, though the window urged the county. No transfer was published: all of them
are demonstration data.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deploy.demo.matter_scripts import DemoPlace
from deploy.demo.roster import AOZHAI, PROVINCE, TONGREN, WANSHAN

KIND = "opinions"


@dataclass(frozen=True, kw_only=True)
class Act:
    """A command at a place. `noticed`: organization and state of the derived matter of which the place needs a notice before."""

    place: DemoPlace
    command: str
    day: date
    body: dict[str, Any] = field(default_factory=dict)
    noticed: tuple[str, str] | None = None


def act(place: DemoPlace, command: str, day: date, /, *, noticed: tuple[str, str] | None = None, **body: object) -> Act:
    """Returns the act with these fields of its request."""
    return Act(place=place, command=command, day=day, body=body, noticed=noticed)


@dataclass(frozen=True, kw_only=True)
class TransferScript:
    """A transferred opinion report; it has the same `title` at every place, which no other matter there has."""

    title: str
    acts: tuple[Act, ...]

    def key(self, act: Act, step: int) -> str:
        """Returns the Idempotency-Key of a request, the same at every attempt."""
        return f"demo-journey-{act.place.organization}-{self.title}-{step}"


WINDOW = DemoPlace(AOZHAI, "township")
COUNTY = DemoPlace(WANSHAN, "county")
CITY = DemoPlace(TONGREN, "city")
ABOVE = DemoPlace(PROVINCE, "region")


def collected(place: DemoPlace, title: str, channel: str, day: date) -> list[Act]:
    """Returns the acts of a report that is written, signed, and sent to the organization above."""
    report: dict[str, Any] = {
        "title": title, "content": "演示内容。", "source": "演示来源", "channel": channel,
        "year": day.year, "organization": place.organization,
    }  # fmt: skip
    return [
        act(place, "collect", day, **report),
        *edited(place, day),
        act(place, "forward", day),
    ]


def edited(place: DemoPlace, day: date) -> list[Act]:
    return [
        act(place, "edit", day, content="演示内容（已编辑）。"),
        act(place, "approve", day),
    ]


def _used(place: DemoPlace, taken: date, used: date) -> list[Act]:
    """Returns the acts of an upper level: it accepts, edits and adopts the report."""
    return [
        act(place, "accept", taken),
        *edited(place, used),
        act(place, "adopt", used),
    ]


def _fed_back(day: date, text: str, noticed: tuple[str, str]) -> Act:
    """Returns the act with which the window answers the person, after a notice."""
    return act(WINDOW, "feed_back", day, text=text, noticed=noticed)


def _june(day: int) -> date:
    return date(2014, 6, day)


_PIPES, _ROAD, _LANE = (
    f"【演示】关于{matter}的信息（窗口）" for matter in ("村组饮水管网老化", "赶集日道路拥堵", "通组路会车困难")
)
TO_THE_PROVINCE = TransferScript(
    title=_PIPES,
    acts=(
        *collected(WINDOW, _PIPES, "window", _june(3)),
        *_used(COUNTY, _june(4), _june(6)),
        act(COUNTY, "forward", _june(9)),
        *_used(CITY, _june(10), _june(12)),
        act(CITY, "forward", _june(13)),
        *_used(ABOVE, _june(16), _june(19)),
        act(CITY, "instruct", _june(23), text="演示批示：请有关单位研究办理。", noticed=(PROVINCE, "adopted")),
        _fed_back(_june(26), "演示答复：已列入管网改造。", (TONGREN, "instructed")),
    ),
)
SENT_AGAIN = TransferScript(
    title=_ROAD,
    acts=(
        *collected(WINDOW, _ROAD, "window", _june(5)),
        act(COUNTY, "return", _june(9), reason="未写明地点和涉及户数，请补充后重新报送。"),
        act(WINDOW, "resend", _june(11), noticed=(WANSHAN, "returned")),
        act(COUNTY, "accept", _june(12)),
        _fed_back(_june(20), "演示答复：县里已接收。", (WANSHAN, "collected")),
    ),
)
NEVER_ANSWERED = TransferScript(
    title=_LANE,
    acts=(
        *collected(WINDOW, _LANE, "window", _june(10)),
        act(
            WINDOW,
            "urge_transfer",
            _june(27),
            text="演示催办：答复期限已过，请接收或退回。",
            noticed=(WANSHAN, "delivered"),
        ),
    ),
)
FROM_THE_WINDOW = (TO_THE_PROVINCE, SENT_AGAIN, NEVER_ANSWERED)
