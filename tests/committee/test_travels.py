"""An opinion report travels from a township to the province, and everything that becomes of it is seen at every origin."""

from tests.committee.desk import Desks
from tests.committee.travels import CITY, COUNTY, PROVINCE, TOWNSHIP, brought_up, clerk, desk_of


async def test_three_levels_up_and_every_state_back_at_every_origin(connected: Desks) -> None:
    ids = await brought_up(connected, TOWNSHIP, COUNTY, CITY, PROVINCE)
    region, by = connected.region, clerk(PROVINCE)
    for command in ("edit", "approve", "adopt", "instruct"):
        await region.post(f"/opinions/{ids[-1]}/{command}", by, **({"content": "改"} if command == "edit" else {}))
    await region.post(f"/opinions/{ids[-1]}/feed_back", by, text="已列入计划")
    await connected.deliver()
    for place, (organization, id) in enumerate(zip((TOWNSHIP, COUNTY, CITY), ids, strict=False), 1):
        shown = await desk_of(connected, organization).get(f"/opinions/{id}", clerk(organization))
        assert [(each["matter"], each["state"]) for each in shown["derived"]] == [
            *((other, "forwarded") for other in ids[place:-1]),
            (ids[-1], "fed_back"),
        ]
        assert [each["level"] for each in shown["adopted"]] == ["province"]
        past = await desk_of(connected, organization).get(f"/opinions/{id}/history", clerk(organization))
        assert past["items"][-1]["texts"] == {"answer": "已列入计划"}
