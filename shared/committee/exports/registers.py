"""The registers of units and of members, the items of a plan, and the appraisal of units, as workbooks."""

from collections.abc import Sequence
from typing import Annotated

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from shared.committee.adoption_points.schemas import ScoredName
from shared.committee.adoption_points.usecases import adoption_points
from shared.committee.appraisal.schemas import UnitAppraisal
from shared.committee.appraisal.usecases import appraise_units
from shared.committee.exports.export import Exports, ListExport
from shared.committee.exports.register_lists import (
    conditions_of,
    once,
    register_columns,
    register_export,
    register_pages,
    word,
)
from shared.committee.kinds.plans.kind import PLANS
from shared.committee.kinds.plans.schemas import ItemView
from shared.committee.kinds.plans.schemas import detail as plan_view
from shared.committee.matters.listing import MatterQuery
from shared.committee.matters.queries import list_matters, read_matter
from shared.committee.members.queries import MemberFilter, list_members
from shared.committee.members.schemas import MemberView
from shared.committee.registers.access import MEMBERS, UNITS, owner_of
from shared.committee.registers.tables import MemberClass
from shared.committee.units.queries import UnitFilter, list_units
from shared.committee.units.schemas import UnitView
from shared.committee.workbooks.table import Cell, TableColumn
from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.errors import NotFoundError
from shared.storage.attributes import from_attributes
from shared.web.accounts import Account
from shared.web.paging import PageWindow

_IN_USE = {True: "使用中", False: "已停用"}
_PRESENT = {True: "现任", False: "离任"}
_UNITS = "units", "承办单位名录", "名称:40 类别:16 别名:30 曾用名:30 状态:8 启用:12 停用:12 系统编号:16"
_MEMBERS = "members", "委员名册", "姓名:16 类别:10 界别:24 届次:12 联系方式:30 状态:8 离任:12 系统编号:16"
_ITEMS = (
    "plan-items",
    "年度协商计划项目",
    "序号:6 议题:50 类别:20 来源:16 牵头领导:16 责任部门:24 责任人:16 时限:12 状态:8 执行:12 协商活动:20 调整原因:24 取消原因:24",
)
_POINTS = "points", "社情民意信息采用计分", "类别:12 名称:40 采用件数:10 得分:8"


class UnitExportQuery(BaseModel):
    """The filters of the register of units."""

    model_config = ConfigDict(populate_by_name=True)

    organization: Annotated[str | None, Field(max_length=32)] = None
    q: Annotated[str, Field(max_length=100)] = ""
    unit_class: Annotated[UnitClass | None, Field(alias="class")] = None
    active: bool | None = None


class MemberExportQuery(BaseModel):
    """The filters of the register of members."""

    model_config = ConfigDict(populate_by_name=True)

    organization: Annotated[str | None, Field(max_length=32)] = None
    q: Annotated[str, Field(max_length=100)] = ""
    sector: Annotated[str, Field(max_length=200)] = ""
    term: Annotated[str, Field(max_length=200)] = ""
    member_class: Annotated[MemberClass | None, Field(alias="class")] = None
    active: bool | None = None


class AppraisalExportQuery(BaseModel):
    """The committee and the year of an appraisal."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    year: Annotated[int | None, Field(ge=1949, le=9999)] = None


async def export_units(exports: Exports, account: Account, query: UnitExportQuery) -> StreamingResponse:
    """Returns the handling units of a committee that the filter selects."""
    owner = await owner_of(exports.context, account, query.organization, UNITS.read)
    wanted = from_attributes(UnitFilter, query, organization=owner, words=query.q)

    def cells(unit: UnitView) -> Sequence[Cell]:
        former = [each.name for each in unit.former_names]
        days = (unit.active_from, unit.active_until)
        return [unit.name, unit.class_title, unit.aliases, former, _IN_USE[unit.active], *days, unit.id]

    conditions = conditions_of(
        ("名称的一部分", query.q),
        ("类别", query.unit_class and query.unit_class.title_zh),
        ("状态", word(_IN_USE, query.active)),
    )
    return await exports.respond(
        register_export(_UNITS, account, owner, cells, conditions),
        register_pages(exports.context, lambda connection, window: list_units(connection, wanted, window)),
    )


async def export_members(exports: Exports, account: Account, query: MemberExportQuery) -> StreamingResponse:
    """Returns the members of a committee that the filter selects."""
    owner = await owner_of(exports.context, account, query.organization, MEMBERS.read)
    wanted = from_attributes(MemberFilter, query, organization=owner, words=query.q)

    def cells(member: MemberView) -> Sequence[Cell]:
        present = (_PRESENT[member.active], member.left_on)
        return [member.name, member.class_title, member.sector, member.term, member.contact, *present, member.id]

    present = word(_PRESENT, query.active)
    chosen = query.member_class and query.member_class.title_zh
    conditions = conditions_of(
        ("姓名的一部分", query.q), ("类别", chosen), ("界别", query.sector), ("届次", query.term), ("状态", present)
    )
    return await exports.respond(
        register_export(_MEMBERS, account, owner, cells, conditions),
        register_pages(exports.context, lambda connection, window: list_members(connection, wanted, window)),
    )


async def export_appraisal(exports: Exports, account: Account, query: AppraisalExportQuery) -> StreamingResponse:
    """Returns the ranking of the handling units of a committee in a year, with the formula."""
    ranking = await appraise_units(exports.context, account, query.organization, query.year)

    def cells(unit: UnitAppraisal) -> Sequence[Cell]:
        figures = [cell for each in unit.figures for cell in (each.numerator, each.denominator, each.value)]
        return [unit.rank, unit.name, unit.class_title, unit.score, *figures]

    titles = [f"{each.title}{part}" for each in ranking.criteria for part in ("（分子）", "（分母）", "（%）")]
    export = ListExport(
        account=account.name,
        name="appraisal",
        title="承办单位绩效考评",
        organization=ranking.organization,
        columns=[
            *register_columns("名次:6 承办单位:40 类别:16"),
            TableColumn(title=f"得分（满分{ranking.points}）", width=16),
            *(TableColumn(title=title, width=14) for title in titles),
        ],
        cells=cells,
        conditions=[
            ("年度", str(ranking.year)),
            ("截至", ranking.as_of.isoformat()),
            ("得分的计算", ranking.formula),
            *((f"{each.title}的分母", each.base) for each in ranking.criteria),
            ("空白", "没有数据的指标，不是0"),
        ],
    )
    return await exports.respond(export, once(ranking.units))


async def export_items(exports: Exports, account: Account, query: AppraisalExportQuery) -> StreamingResponse:
    """Returns the items of the plan of a year, by default of this one."""
    year = query.year or exports.context.today().year
    wanted = MatterQuery(organization=query.organization, year=year)
    found = (await list_matters(exports.context, account, PLANS, wanted, PageWindow(page=1, size=1))).items
    if not found:
        raise NotFoundError("no-plan", f"没有{year}年的年度协商计划")
    plan = plan_view(await read_matter(exports.context, account, PLANS, found[0].id))

    def cells(item: ItemView) -> Sequence[Cell]:
        given = (item.number, item.topic, item.class_title, item.source.title_zh, item.lead_leader, item.department)
        done = (item.person, item.deadline, item.state_title, item.executed_on, item.consultation)
        return [*given, *done, item.change_reason, item.drop_reason]

    conditions = [("年度", str(year)), ("计划", plan.title), ("状态", plan.status_title)]
    return await exports.respond(
        register_export(_ITEMS, account, plan.organization, cells, conditions), once(plan.contents)
    )


async def export_points(exports: Exports, account: Account, query: AppraisalExportQuery) -> StreamingResponse:
    """Returns the points for the adopted opinion reports of a year, by author and by organization."""
    found = await adoption_points(exports.context, account, query.organization, query.year)
    groups = (("撰稿人", found.authors), ("报送单位", found.organizations))

    def cells(item: tuple[str, ScoredName]) -> Sequence[Cell]:
        group, each = item
        return [group, each.name, each.reports, each.points]

    conditions = [
        ("年度", str(found.year)),
        ("计分标准", "，".join(f"{each.level_title}{each.points}分" for each in found.table)),
        ("未填撰稿人", f"{found.unnamed}件"),
    ]
    export = register_export(_POINTS, account, found.organization, cells, conditions)
    return await exports.respond(export, once([(group, each) for group, names in groups for each in names]))
