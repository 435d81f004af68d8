"""The published figures, from a clerk's request to the region's report. K-numbers are those of docs/known-answers.md."""

from io import BytesIO
from typing import Any

from docx import Document

from tests.support.system import System
from tests.support.waiting import wait_until


def parts(figure: dict[str, Any]) -> dict[str, tuple[int, float]]:
    return {part["part"]: (part["value"], part["percent"]) for part in figure["parts"]}


def rate(figure: dict[str, Any]) -> tuple[int, int, float]:
    return figure["numerator"], figure["denominator"], figure["value"]


def test_k1_zhenyuan_has_118_proposals_all_closed_and_36_resolved(system: System) -> None:
    def figure(measure: str) -> dict[str, Any]:
        return system.figure("522625", measure, year=2014)

    outcome = figure("proposals_outcome")
    assert (figure("proposals_received")["value"], outcome["numerator"], outcome["residual"]) == (118, 118, 0)
    assert parts(outcome) == {
        "resolved": (36, 30.51),
        "planned": (52, 44.07),
        "constrained": (0, 0),
        "for_reference": (30, 25.42),
    }
    assert rate(figure("proposals_closed")) == (118, 118, 100)
    assert rate(figure("proposals_resolved")) == (36, 118, 30.51)
    assert rate(figure("proposals_online")) == (96, 118, 81.36)


def test_k2_55_of_the_56_forms_of_zhenyuan_are_satisfied_and_all_118_are_closed(system: System) -> None:
    def figure(measure: str) -> dict[str, Any]:
        return system.figure("522625", measure, year=2014)

    assert rate(figure("satisfaction_result")) == (55, 56, 98.21)
    assert (parts(figure("satisfaction_result"))["dissatisfied"][0], figure("satisfaction_result")["residual"]) == (
        1,
        0,
    )
    assert rate(figure("satisfaction_result_of_all")) == (55, 118, 46.61)
    assert rate(figure("proposals_rehandled")) == (1, 118, 0.85)
    assert rate(figure("proposals_closed")) == (118, 118, 100)


def test_k3_zhenyuan_has_22_of_26_reports_online_and_118_of_144_of_everything(system: System) -> None:
    assert rate(system.figure("522625", "opinions_online", year=2014)) == (22, 26, 84.62)
    assert rate(system.figure("522625", "intake_online", year=2014)) == (118, 144, 81.94)
    by_channel = parts(system.figure("522625", "opinions_online", year=2014))
    assert set(by_channel) == {"website", "wechat", "qq_group", "office_network"}
    assert sum(value for value, _ in by_channel.values()) == 22


def test_k4_zunyi_leaves_a_residual_of_31(system: System) -> None:
    outcome = system.figure("520300", "proposals_outcome", year=2013, scope="own")
    assert (outcome["numerator"], outcome["residual"]) == (445, 31)
    assert (parts(outcome)["resolved"], parts(outcome)["planned"]) == ((109, 24.49), (305, 68.54))


def test_k4_the_16_key_proposals_of_zunyi_are_supervised_and_all_resolved(system: System) -> None:
    key = system.figure("520300", "proposals_key", year=2013, scope="own")
    assert rate(key) == (16, 445, 3.6)
    assert (parts(key)["resolved"], key["residual"]) == ((16, 100), 0)
    assert rate(system.figure("520300", "proposals_supervised", year=2013, scope="own")) == (16, 445, 3.6)
    assert not system.figure("520300", "proposals_published", year=2013, scope="own")["recorded"]


def test_k6_wanshan_has_nine_bodies_for_nine_townships_and_later_for_eleven(system: System) -> None:
    assert rate(system.figure("520603", "township_bodies", as_of="2014-06-30")) == (9, 9, 100)
    assert rate(system.figure("520603", "township_bodies")) == (9, 11, 81.82)


def test_k6_the_half_year_of_wanshan(system: System) -> None:
    def figure(measure: str) -> dict[str, Any]:
        return system.figure("520603", measure, year=2014, as_of="2014-06-30")

    counted = ("consultations_held", "research_done", "inspections_done", "appraisals_held", "opinions_received")
    assert [figure(measure)["value"] for measure in counted] == [26, 19, 21, 4, 42]
    assert rate(figure("consultation_participants")) == (390, 26, 15.0)
    assert rate(figure("townships_appraised")) == (4, 9, 44.44)


def test_k7_of_200_suggestions_160_are_adopted_and_64_done_on_either_base(system: System) -> None:
    def figure(measure: str) -> tuple[int, int, float]:
        return rate(system.figure("520603", measure, year=2014, as_of="2014-06-30"))

    assert figure("suggestions_adopted") == (160, 200, 80)
    assert figure("suggestions_done") == (64, 160, 40)
    assert figure("suggestions_done_of_made") == (64, 200, 32)
    report = system.get("county", "/reports/520603", "520603-secretariat", year=2014, as_of="2014-06-30")
    (declared,) = report["declared"]  # the other reading of "40 %"
    assert (declared["measure"], declared["numerator"], declared["denominator"]) == (
        "suggestions_done_of_made",
        80,
        200,
    )
    assert (declared["value"], declared["counted"]) == (40, 32)


def test_the_half_year_report_of_wanshan_as_word_has_the_printed_words_and_the_numbers_of_the_report(
    system: System,
) -> None:
    account, query = "520603-secretariat", {"year": 2014, "as_of": "2014-06-30"}
    path = "/api/v1/reports/520603/documents/activity"
    answer = system.request("GET", "county", path, account=account, params=query)
    text = "".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)
    for words in (
        "2014年上半年",
        "协商会议26次，390人次，调研19次，视察21次",
        "社情民意42篇",
        "9个乡镇（街道）中4个开展民主评议",
    ):
        assert words in text, words
    shown = system.get("county", "/reports/520603", account, **query)["figures"]
    figures = {each["measure"]: each for each in shown}
    for measure, words in (
        ("consultations_held", "协商会议{numerator}次"),
        ("opinions_received", "社情民意{numerator}篇"),
        ("suggestions_adopted", "提出意见建议{denominator}条，采纳{numerator}条"),
        ("townships_appraised/h1", "{denominator}个乡镇（街道）中{numerator}个开展民主评议"),
    ):
        assert words.format(**figures[measure]) in text, measure


def test_a_month_at_the_window_of_aozhai(system: System) -> None:
    visits = system.figure("520603202", "window_visits", as_of="2014-06-30")
    outcomes = {part["part"]: part["value"] for part in visits["parts"]}
    assert (visits["value"], outcomes["report"], outcomes["dispute_settled"]) == (40, 30, 17)
    assert visits["residual"] is None, "outcomes overlap"
    assert system.figure("520603202", "opinions_received", as_of="2014-06-30")["value"] == 30


def test_k5_the_four_quarterly_meetings_of_zunyi_have_30_of_60_suggestions_adopted(system: System) -> None:
    held = system.figure("520300", "consultations_held", year=2013, scope="own")
    assert parts(held)["quarterly_sector_meeting"][0] == 4
    assert rate(system.figure("520300", "suggestions_adopted", year=2013, scope="own")) == (30, 60, 50.00)


def test_k5_zunyi_declares_at_least_half_of_its_suggestions_as_adopted_beside_the_counted_half(system: System) -> None:
    for service, account in (("city", "520300-secretariat"), ("region", "520000-secretariat")):
        (declared,) = system.get(service, "/reports/520300", account, year=2013, scope="own")["declared"]
        assert (declared["measure"], declared["numerator"], declared["denominator"]) == ("suggestions_adopted", 30, 60)
        assert (declared["value"], declared["bound"], declared["counted"]) == (50.00, "at_least", 50.00)


def test_k8_tongren_is_complete_on_its_own_roster_and_not_on_todays(system: System) -> None:
    assert rate(system.figure("520600", "township_bodies", as_of="2013-12-31")) == (172, 172, 100)
    assert rate(system.figure("520600", "township_bodies")) == (172, 181, 95.03)


def test_chishui_has_a_body_in_each_of_its_17_townships(system: System) -> None:
    assert rate(system.figure("520381", "township_bodies")) == (17, 17, 100)


def test_the_28_sectors_of_zunyi_hold_56_activities_with_120_suggestions_half_of_them_in_each_sector_month(
    system: System,
) -> None:
    def by_quarter(measure: str) -> dict[str, tuple[int, int]]:
        found = system.figure("520300", measure, year=2015, scope="own", part="quarter")
        assert found["residual"] == 0
        return {part["part"]: (part["value"], part["total"]) for part in found["parts"]}

    assert by_quarter("sector_activities") == {
        "quarter=q1": (0, 0),
        "quarter=q2": (28, 28),
        "quarter=q3": (0, 28),
        "quarter=q4": (28, 56),
    }
    assert by_quarter("sector_suggestions")["quarter=q4"][1] == 120
    assert sum(value for value, _ in by_quarter("sector_suggestions").values()) == 120


def test_each_of_the_28_sectors_of_zunyi_held_two_of_its_56_activities(system: System) -> None:
    def by_sector(measure: str) -> list[int]:
        found = system.figure("520300", measure, year=2015, scope="own", part="sector")
        assert found["residual"] == 0
        return [part["value"] for part in found["parts"]]

    assert by_sector("sector_activities") == [2] * 28
    suggestions = by_sector("sector_suggestions")
    assert (len(suggestions), sum(suggestions)) == (28, 120)


def test_k15_a_village_station_has_one_or_two_deputies(system: System) -> None:
    township, clerk = "520603202", "520603202-secretariat"

    def registered(deputies: int) -> int:
        body = {"title": f"【演示】有{deputies}名副站长的协商站", "class": "station", "head": "演示站长"}
        names = [f"副站长（{number}）" for number in range(deputies)]
        answer = system.request(
            "POST", "township", "/api/v1/platforms", account=clerk, json={**body, "deputies": names}
        )
        if answer.is_success:
            system.post("township", f"/platforms/{answer.json()['id']}/file", clerk)
        return answer.status_code

    before = system.figure(township, "platform_stations")["numerator"]
    assert [registered(deputies) for deputies in range(4)] == [422, 201, 201, 422]
    wait_until(
        lambda: system.figure(township, "platform_stations")["numerator"] == before + 2,
        what="the two stations in the report",
    )


def test_k16_every_township_of_chishui_is_in_exactly_one_of_its_four_area_groups(system: System) -> None:
    assert system.figure("520381", "area_groups")["numerator"] == 4
    assert rate(system.figure("520381", "townships_in_areas")) == (17, 17, 100)
    bodies = system.get("county", "/reports/520381", "520381-secretariat", part="area")["figures"]
    divided = next(each for each in bodies if each["measure"] == "township_bodies")
    assert sorted(part["denominator"] for part in divided["parts"]) == [4, 4, 4, 5]
    assert (divided["numerator"], divided["residual"]) == (17, 0)


def test_mudanjiang_has_312_contact_points_in_four_forms(system: System) -> None:
    figures = system.get("city", "/reports/231000", "231000-secretariat", year=2014)["figures"]
    points = next(each for each in figures if each["measure"] == "contact_points")
    assert (points["numerator"], points["residual"]) == (312, 0)
    assert {part["part"]: part["value"] for part in points["parts"]} == dict.fromkeys(
        ("office", "walk", "household", "discussion"), 78
    )


def test_k17_tongren_held_the_17_consultations_that_its_cadence_expects_of_a_year(system: System) -> None:
    met = system.figure("520600", "cadence_met", year=2014)
    assert rate(met) == (19, 19, 100)
    parts = {part["title"]: part["value"] for part in met["parts"]}
    hearings = parts.pop("党委听取政协工作汇报")  # of the townships, by the charter of their county
    assert (sorted(parts.values()), sum(parts.values()), hearings) == ([1, 4, 12], 17, 2)


def test_a_report_of_a_rate_in_four_decimals_is_rounded_from_the_integers(system: System) -> None:
    assert system.figure("520600", "township_bodies", decimals=4)["value"] == 95.0276


def test_k13_qiannan_has_13_units_one_without_a_national_code(system: System) -> None:
    units = system.get("region", "/reports/522700", "520000-auditor")["children"]
    assert len(units) == 13
    zone = system.get("region", "/organizations/522700z1", "520000-auditor")
    assert (zone["name"], zone["codes"]) == ("都匀经济开发区", [])


def test_k14_zunyi_county_is_bozhou_under_its_later_code(system: System) -> None:
    def named(key: str, **params: Any) -> tuple[str, str, str]:
        found = system.get("county", f"/organizations/{key}", "county-administrator", **params)
        return found["key"], found["code"], found["name"]

    assert named("520304") == ("520321", "520304", "播州区")
    assert named("520321") == ("520321", "520304", "播州区")
    assert named("520321", as_of="2016-06-05") == ("520321", "520321", "遵义县")


def test_k14_townships_imported_under_the_later_code_stand_below_the_county(system: System) -> None:
    assert system.figure("520304", "township_bodies")["denominator"] == 24


def test_k18_the_name_of_wuyang_survives_storage_and_report(system: System) -> None:
    children = system.get("region", "/reports/522625", "520000-auditor")["children"]
    assert "㵲阳镇" in [child["name"] for child in children]
    before = system.get("county", "/organizations/522625100", "522625-secretariat", as_of="2013-12-31")
    assert before["name"] == "舞阳镇"


def test_k9_wulingshan_has_18_members(system: System) -> None:
    clerk = "wulingshan-secretariat"
    assert system.figure("wulingshan", "member_committees", account=clerk)["numerator"] == 18
    assert system.figure("wulingshan", "township_bodies", account=clerk)["denominator"] == 1834
    report = system.get("region", "/reports/wulingshan", clerk)
    assert len(report["children"]) == 18
    levels = [child["level"] for child in report["children"]]
    assert (levels.count("city"), levels.count("county")) == (11, 7)
    shown = system.get("township", "/organizations/wulingshan", "520603202-secretariat", as_of="2014-06-30")
    assert (len(shown["members"]), shown["convenor"]) == (18, "520600")


def test_a_second_conference_holds_wanshan_and_a_year_later_tongren_above_it(system: System) -> None:
    def members(day: str) -> list[tuple[str, str | None]]:
        report = system.get("region", "/reports/wujiang", "wujiang-secretariat", as_of=day)
        return [(child["organization"], child["within"]) for child in report["children"]]

    assert members("2014-12-31") == [("520603", None)]
    assert members("2015-01-01") == [("520600", None), ("520603", "520600")]


def test_k12_the_same_roster_twice_adds_nothing(system: System) -> None:
    from deploy.demo.roster import as_csv, township_rows  # noqa: PLC0415 - the same file, generated again

    answer = system.request(
        "POST",
        "county",
        "/api/v1/imports/organizations",
        account="county-administrator",
        content=as_csv(township_rows()),
        headers={"Content-Type": "text/csv"},
    ).json()
    assert (answer["entered"], answer["established"], answer["unchanged"]) == (0, 0, 1510)


def test_k11_a_plan_item_without_one_of_its_four_mandatory_fields_is_refused_by_the_name_of_the_field(
    system: System,
) -> None:
    planned = system.figure("520100", "plan_items", year=2014)
    assert (planned["value"], len(parts(planned)), planned["residual"]) == (51, 5, 0)
    clerk = "520100-secretariat"
    (plan,) = system.get("city", "/plans", clerk, year=2014)["items"]
    item = {
        "topic": "【演示】项目", "class": "sector", "lead_leader": "副主席", "department": "经济委", "person": "经济委主任",
        "deadline": "2014-12-31",
    }  # fmt: skip
    for field in ("lead_leader", "department", "person", "deadline"):
        lacking = {name: value for name, value in item.items() if name != field}
        answer = system.request("POST", "city", f"/api/v1/plans/{plan['id']}/add_item", account=clerk, json=lacking)
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])
    assert system.get("city", f"/plans/{plan['id']}", clerk)["items"] == 51


def test_everyone_reads_the_topics_that_guiyang_accepted_without_an_account(system: System) -> None:
    answer = system.request("GET", "city", "/public/api/v1/topics")
    assert answer.status_code == 200, answer.text
    topics = [each["topic"] for each in answer.json()["items"]]
    assert sorted(topics) == ["【演示】夜间公交与地铁末班车衔接", "【演示】老旧小区加装电梯"]
    assert system.request("GET", "county", "/public/api/v1/topics").status_code == 404


def test_k10_xishui_returns_a_proposal_that_it_appraises_at_79_9_and_not_at_80(system: System) -> None:
    def appraised(score: float) -> str:
        def do(path: str, **body: Any) -> Any:
            return system.post("county", path, "520330-secretariat", **body)

        begun = do("/proposals", title="【演示】办理评分", content="正文", suggestions=["一"], year=2025)
        for command, body in (
            ("submit", {}), ("file", {}), ("assign", {"sole": "县水务局"}), ("acknowledge", {"unit": "县水务局"}),
            ("reply", {"unit": "县水务局", "text": "答复", "answer_class": "A"}), ("appraise", {"score": score}),
        ):  # fmt: skip
            do(f"/proposals/{begun['id']}/{command}", **body)
        return str(system.get("county", f"/proposals/{begun['id']}", "520330-secretariat")["status"])

    assert (appraised(79.9), appraised(80.0)) == ("rehandling", "feedback_requested")
    wait_until(
        lambda: rate(system.figure("520330", "proposals_replied", year=2025))[:2] == (1, 2),
        what="the returned proposal not replied in the report",
    )


def test_k12_the_same_report_twice_adds_nothing(system: System) -> None:
    clerk, body = "520603202-secretariat", {"title": "【演示】同一信息报两次", "channel": "window"}
    answers = [
        system.request(
            "POST",
            "township",
            "/api/v1/opinions",
            account=clerk,
            json=body,
            headers={"Idempotency-Key": "k12"},
        ).json()
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert system.get("township", "/opinions", clerk, q=body["title"])["total"] == 1


def test_a_conference_reads_its_members_and_all_below_them_and_nobody_else(system: System) -> None:
    def status(key: str) -> int:
        account = "wulingshan-secretariat"
        return system.request("GET", "region", f"/api/v1/reports/{key}", account=account).status_code

    assert [status(key) for key in ("520600", "520603", "520603202", "500114", "422800")] == [200] * 5
    assert [status(key) for key in ("522625", "522600", "520000", "wujiang")] == [403] * 4


def test_a_report_is_for_the_organization_and_those_above_it(system: System) -> None:
    def status(account: str | None, key: str) -> int:
        return system.request("GET", "city", f"/api/v1/reports/{key}", account=account).status_code

    assert status("520300-secretariat", "522625") == 403
    assert status(None, "522625") == 401
    assert status("520300-secretariat", "520381") == 200
