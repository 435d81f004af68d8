"""What the demonstration loads, before anything runs: its rosters, conferences, stories and accounts."""

import json
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from deploy import ports
from deploy.demo.accounts import SHOWN, of_service
from deploy.demo.activities import activities, sector_months
from deploy.demo.conferences import CONFERENCES, WULINGSHAN
from deploy.demo.filler import filler
from deploy.demo.journeys import FROM_THE_WINDOW, TransferScript
from deploy.demo.matter_scripts import MatterScript
from deploy.demo.neighbours import MUDANJIANG, neighbour_rows, neighbour_townships, wulingshan_members
from deploy.demo.opinions import opinions, visits
from deploy.demo.plans import plans
from deploy.demo.platforms import area_groups, contact_points, stations
from deploy.demo.procedures import appraisal, procedures
from deploy.demo.proposals import proposals
from deploy.demo.roster import (
    AOZHAI,
    BOZHOU,
    CHISHUI,
    PRINTED_TOWNSHIPS,
    QIANNAN,
    SUIYANG,
    TONGREN,
    WANSHAN,
    ZHENYUAN,
    ZUNYI,
    ZUNYI_COUNTY,
    township_rows,
    upper_rows,
)
from deploy.demo.scripts import MatterList, list_of
from deploy.demo.sessions import SESSIONS, invitations
from deploy.demo.staged_proposals import staged_proposals
from deploy.demo.topics import PLACE as TOPIC_PLACE
from deploy.demo.topics import TOPICS, collecting_plan
from shared.contracts.consultation_vocabulary import ActivityClass, ActivityForm, HeldBy
from shared.contracts.vocabulary import Level
from shared.domain.admission import DecisionContext
from shared.domain.cadence import HeldActivity, year_cadence
from shared.domain.charters.charters import Charters
from shared.domain.consultations.commands import COMMANDS
from shared.domain.consultations.decisions import decide
from shared.domain.consultations.evolution import evolve
from shared.domain.consultations.state import Consultation

TODAY = date(2026, 6, 30)
HALF = "2014-06-30"
REPORT = "522700-c-2025-1"
"""The id of the research of 黔南 that is appraised in the year after it."""


def everything() -> list[MatterScript]:
    return [
        *opinions(),
        *visits(),
        *activities(),
        *procedures(),
        appraisal(REPORT),
        *plans(),
        collecting_plan(),
        *area_groups(),
        *contact_points(),
        *(script for level in stations() for script in level),
        *proposals(),
        *filler(TODAY).matter_scripts,
        *invitations(TODAY),
        *staged_proposals(TODAY),
    ]


def journeys() -> list[TransferScript]:
    return [*FROM_THE_WINDOW, *filler(TODAY).journeys]


def of_wanshan() -> list[MatterScript]:
    return [script for script in activities() if script.place.organization == WANSHAN]


def bodies_of(script: MatterScript, command: str, *, until: str = "9999") -> list[dict[str, Any]]:
    """Returns the bodies of this command in the script, up to a day."""
    return [body for name, body in script.requests if name == command and body["on"] <= until]


def test_below_the_18_members_stand_112_counties_and_1834_townships() -> None:
    members = set(wulingshan_members())
    upper = [*upper_rows(), *neighbour_rows()]
    counties = {row.code for row in upper if row.level == "county" and {row.code, row.parent_code} & members}
    above = {BOZHOU if code == ZUNYI_COUNTY else code for code in counties}
    townships = [row for row in (*township_rows(), *neighbour_townships()) if row.parent_code in above]
    assert (len(members), len(counties), len(townships)) == (18, 112, 1834)


def test_everything_on_the_roster_stands_below_something_that_is_on_it() -> None:
    rows = [*upper_rows(), *neighbour_rows(), *township_rows(), *neighbour_townships()]
    known = {row.code for row in rows} | {BOZHOU}
    assert {row.parent_code for row in rows if row.level != "province"} <= known
    assert set(PRINTED_TOWNSHIPS) <= known


def test_a_convenor_is_a_member_and_convenes_for_a_year() -> None:
    for conference in CONFERENCES:
        since = {dated.member: dated.day for dated in conference.members}
        assert all(since[dated.member] <= dated.day for dated in conference.convenors)
        assert all(conference.since <= day for day in since.values())
    days = [dated.day for dated in WULINGSHAN.convenors]
    assert all((later - day).days in (365, 366) for day, later in pairwise(days))


def test_a_matter_is_identified_by_its_title_among_those_of_its_organization() -> None:
    titles = Counter((list_of(script), script.title) for script in everything())
    titles.update(
        (matters, journey.title)
        for journey in journeys()
        for matters in {MatterList(act.place, "opinions") for act in journey.acts}
    )
    assert set(titles.values()) == {1}


def test_every_account_is_of_one_service_and_those_shown_are_among_them() -> None:
    names = [account.name for service in ports.SERVICES for account in of_service(service)]
    assert len(set(names)) == len(names)
    assert set(SHOWN) <= set(names)


def test_mudanjiang_has_ten_counties_with_92_townships_and_accounts_of_its_own() -> None:
    counties = {row.code for row in neighbour_rows() if row.parent_code == MUDANJIANG}
    townships = [row for row in neighbour_townships() if row.parent_code in counties]
    assert (len(counties), len(townships)) == (10, 92)
    accounts = {account.name for account in of_service("city")}
    assert {f"{MUDANJIANG}-{role}" for role in ("secretariat", "leader", "member", "auditor")} <= accounts


def test_every_request_is_made_by_an_account_that_is_created_at_its_service() -> None:
    accounts = {service: {account.name for account in of_service(service)} for service in ports.SERVICES}
    places = {script.place for script in everything()} | {act.place for each in journeys() for act in each.acts}
    assert [place for place in places if place.account not in accounts[place.service]] == []


def test_everything_is_dated_and_marked_and_nothing_lies_after_today() -> None:
    for script in everything():
        days = [body["on"] for _, body in script.requests]
        assert days == sorted(days)
        assert "2000" < days[0] <= days[-1] <= TODAY.isoformat()
        assert "【演示】" in script.title
        assert all(body["late_reason"] for _, body in script.requests)
    assert all("【演示】" in each.title and max(act.day for act in each.acts) <= TODAY for each in journeys())


def test_filler_adds_nothing_to_what_is_printed() -> None:
    years = {(ZHENYUAN, 2014), (WANSHAN, 2014), (ZUNYI, 2013)}
    more = filler(TODAY)
    begun = {(script.place.organization, script.requests[0][1].get("year")) for script in more.matter_scripts}
    begun |= {(act.place.organization, act.day.year) for journey in more.journeys for act in journey.acts}
    assert not years & begun


def test_a_session_of_the_demonstration_has_no_deadline_and_an_invitation_no_published_figure() -> None:
    assert all(each.first_day < each.last_day for each in SESSIONS)
    waiting, accepted = ([command for command, _ in script.requests] for script in invitations(TODAY))
    assert (waiting, accepted) == (["draft", "cosign"], ["draft", "cosign", "accept_cosigning"])


def test_16_key_proposals_of_zunyi_are_supervised_and_resolved() -> None:
    marked = [script for script in proposals() if any(command == "mark_key" for command, _ in script.requests)]
    assert len(marked) == 16
    for script in marked:
        bodies = dict(script.requests)
        assert script.place.organization == ZUNYI
        assert (bodies["supervise"]["on"], bodies["reply"]["answer_class"]) == (bodies["file"]["on"], "A")


def test_wanshan_holds_26_consultations_with_390_participants_in_the_first_half_of_2014() -> None:
    consulted = [script for script in of_wanshan() if script.requests[0][1]["class"] == "consultation"]
    held = [body for script in consulted for body in bodies_of(script, "hold", until=HALF)]
    noticed = [body for script in consulted for body in bodies_of(script, "receive_feedback", until=HALF)]
    assert (len(held), sum(body["participants"] for body in held)) == (26, 390)
    assert sum(len(body["suggestions"]) for body in held) == 200
    assert [sum(len(body.get(name, ())) for body in noticed) for name in ("adopted", "done")] == [160, 64]


def test_it_does_research_19_times_and_21_inspections_in_that_half_year() -> None:
    held = Counter(
        script.requests[0][1]["class"] for script in of_wanshan() for _ in bodies_of(script, "hold", until=HALF)
    )
    assert (held["research"], held["inspection"]) == (19, 21)


def test_four_townships_of_wanshan_are_appraised_each_of_them_once() -> None:
    appraised = [
        script.place
        for script in activities()
        if script.requests[0][1]["class"] == "appraisal" and bodies_of(script, "hold", until=HALF)
    ]
    assert len(set(appraised)) == len(appraised) == 4
    assert {place.organization for place in appraised} <= {
        code for code in PRINTED_TOWNSHIPS if code.startswith(WANSHAN)
    }


def later(script: MatterScript, charters: Charters) -> Consultation | None:
    """Returns the state of an activity after its script, by the rules and the charter of its place."""
    state = None
    for name, body in script.requests:
        given = {key: value for key, value in body.items() if key not in ("title", "content", "organization")}
        if "class" in given:
            given |= {"activity": given.pop("class"), "level": "county"}
        if "addressee_groups" in given:
            given["addressees"] = ("演示镇",)
        command: Any = TypeAdapter(COMMANDS.every_by_name[name]).validate_python(given)
        charter = charters.on(date.fromisoformat(body["on"]), script.place.organization)
        context = DecisionContext(
            organization=script.place.organization, level=Level.COUNTY, charter=charter, today=TODAY
        )
        state = evolve(state, decide(state, command, context=context))
    return state


def test_a_report_of_qiannan_is_signed_by_four_and_another_waits_for_the_second() -> None:
    charters = Charters.load(Path("services/city/charter.toml"))
    complete, waiting = [
        state for script in procedures() if script.place.organization == QIANNAN and (state := later(script, charters))
    ]
    assert (complete.status, len(complete.follow_up.sign_offs), complete.follow_up.review is not None) == (
        *("outcome_submitted", 4, True),
    )
    assert (waiting.status, waiting.follow_up.unsigned[0]) == ("held", "秘书长")


def test_the_research_of_qiannan_is_appraised_in_the_year_after_it() -> None:
    state = later(appraisal(REPORT), Charters.load(Path("services/city/charter.toml")))
    assert state is not None
    assert (state.year, state.appraises, state.status) == (2026, REPORT, "outcome_submitted")
    assert bodies_of(procedures()[0], "submit_outcome", until="2025-12-31")


def test_suiyang_asks_its_townships_for_comments_on_a_draft_decision() -> None:
    (script,) = [each for each in procedures() if each.place.organization == SUIYANG]
    state = later(script, Charters.load(Path("services/county/charter.toml")))
    assert state is not None
    assert (state.outcome, state.follow_up.round is not None, state.invited is not None) == (
        "draft_decision",
        True,
        True,
    )


def test_a_consultation_of_wanshan_has_all_that_follows_one() -> None:
    script = next(each for each in of_wanshan() if bodies_of(each, "invite"))
    state = later(script, Charters.load(Path("services/county/charter.toml")))
    assert state is not None
    assert (len(state.follow_up.decisions), state.follow_up.evaluation is not None, state.status) == (1, True, "closed")


def test_tongren_holds_the_17_consultations_of_its_cadence_each_in_its_period() -> None:
    charters = Charters.load(Path("services/city/charter.toml"))
    topics = [script for script in activities() if script.place.organization == TONGREN]
    held = [
        HeldActivity(
            day=date.fromisoformat(bodies_of(script, "hold")[0]["on"]),
            activity=ActivityClass.CONSULTATION,
            form=ActivityForm(topic["form"]) if topic["form"] else None,
            held_by=HeldBy(topic["held_by"]),
        )
        for script in topics
        for topic in bodies_of(script, "raise_topic")
    ]
    cadence = year_cadence(charters.on(date(2014, 12, 31), TONGREN).cadence, held, 2014)
    assert (cadence.expected, len(cadence.held)) == (17, 17)


def test_30_reports_are_collected_at_the_window_three_of_which_travel() -> None:
    here = [script for script in opinions() if script.place.organization == AOZHAI]
    assert len(here) + len(FROM_THE_WINDOW) == 30
    assert {script.requests[0][1]["channel"] for script in here} == {"window"}
    assert {each.acts[0].day.strftime("%Y-%m") for each in FROM_THE_WINDOW} == {"2014-06"}


def test_a_month_at_the_window_brings_40_visits_whose_outcomes_overlap() -> None:
    month = visits()
    outcomes = Counter(outcome for script in month for outcome in script.requests[0][1]["outcomes"])
    assert (len(month), outcomes["report"], outcomes["dispute_settled"]) == (40, 30, 17)
    assert any(len(script.requests[0][1]["outcomes"]) > 1 for script in month)
    assert {str(script.requests[0][1]["on"])[:7] for script in month} == {"2014-06"}


def test_the_plan_of_guiyang_has_51_items_in_5_classes_each_with_its_four_mandatory_fields() -> None:
    (plan,) = plans()
    items = bodies_of(plan, "add_item")
    assert (len(items), len({item["class"] for item in items})) == (51, 5)
    assert all(item[name] for item in items for name in ("lead_leader", "department", "person", "deadline"))


def test_a_journey_goes_up_to_the_province_and_its_answer_comes_back_to_the_window() -> None:
    to_the_province = FROM_THE_WINDOW[0]
    services_on_the_route = list(dict.fromkeys(act.place.service for act in to_the_province.acts))
    assert services_on_the_route == ["township", "county", "city", "region"]
    last = to_the_province.acts[-1]
    assert (last.place.organization, last.command) == (AOZHAI, "feed_back")


def test_the_demonstration_is_the_same_each_time() -> None:
    def output() -> str:
        return json.dumps([(script.title, script.requests) for script in everything()]) + repr(journeys())

    assert output() == output()


def test_k16_every_township_of_chishui_is_in_exactly_one_of_four_area_groups() -> None:
    grouped = [key for script in area_groups() for key in script.requests[0][1]["townships"]]
    townships = [row.code for row in township_rows() if row.parent_code == CHISHUI]
    assert (len(area_groups()), len(townships), sorted(grouped)) == (4, 17, sorted(townships))


def test_the_sectors_of_zunyi_hold_56_activities_with_120_suggestions_in_two_months() -> None:
    held = [body for script in sector_months() for body in bodies_of(script, "hold")]
    assert (len(held), sum(len(body["suggestions"]) for body in held)) == (56, 120)
    assert Counter(body["on"][:7] for body in held) == {"2015-04": 28, "2015-10": 28}
    sectors = Counter(body["sector"] for script in sector_months() for body in bodies_of(script, "raise_topic"))
    assert (len(sectors), set(sectors.values())) == (28, {2})


def test_the_charter_of_zunyi_lists_the_sectors_of_its_activities() -> None:
    charters = Charters.load(Path("services/city/charter.toml"))
    held = dict.fromkeys(body["sector"] for script in sector_months() for body in bodies_of(script, "raise_topic"))
    for day in (date(2013, 1, 1), date(2026, 1, 1)):
        assert charters.on(day, "520300").sectors == tuple(held)
    assert len(charters.on(date(2013, 1, 1), "520100").sectors) == 34


def test_the_chairperson_of_guiyang_alone_holds_activities() -> None:
    charters = Charters.load(Path("services/city/charter.toml"))
    cities = ("520100", "520300", "520600")
    bodies = {city: charters.on(date(2026, 1, 1), city).holding_bodies for city in cities}
    assert [city for city in cities if HeldBy.INTERVIEW in bodies[city]] == ["520100"]
    assert set(bodies["520100"]) == set(HeldBy)


def test_mudanjiang_has_more_than_300_contact_points_of_four_forms() -> None:
    forms = Counter(script.requests[0][1]["contact_form"] for script in contact_points())
    assert sum(forms.values()) > 300
    assert len(forms) == 4


def test_the_charter_opens_the_collection_whose_topics_are_shown() -> None:
    charter = Charters.load(Path("services/city/charter.toml")).on(TODAY, TOPIC_PLACE.organization)
    assert charter.public_topics
    assert {topic.command for topic in TOPICS} == {"accept", "decline", ""}
