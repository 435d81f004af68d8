"""The points 采用计分 for opinion reports of a year that were adopted, by author and by the organization that they came from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from shared.committee.adoption_points.schemas import AdoptionPoints, LevelPoints, ScoredName
from shared.committee.context import ServiceContext
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.matter_texts import newest_list, of_many
from shared.committee.messages.schemas import name_of
from shared.committee.registers.access import owner_of
from shared.committee.tables import opinions
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import Level, OpinionState
from shared.domain.opinions.state import Opinion
from shared.storage.statements import chunks
from shared.web.accounts import Account

READ = f"{OPINIONS.name}.read"
_PORTION = 250


async def adoption_points(
    context: ServiceContext, account: Account, organization: str | None, year: int | None
) -> AdoptionPoints:
    """Returns the points of a year, by default this one; raises `ForbiddenError` for those who do not read all reports."""
    owner = await owner_of(context, account, organization, READ)
    tree, today = await context.directory.tree(), context.today()
    asked, table = year or today.year, opinions.c
    points = dict(context.charters.on(today, owner).adoption_points)
    query = select(table.id, table.state).where(
        table.organization == owner,
        table.year == asked,
        table.adopted_on.is_not(None),
        table.status != str(OpinionState.MERGED),
    )
    authors, origins, unnamed = list[tuple[str, int]](), list[tuple[str, int]](), 0
    async with context.service.reading() as connection:
        for rows in chunks((await connection.execute(query.order_by(table.id))).all(), _PORTION):
            texts = await of_many(connection, [row.id for row in rows])
            for row in rows:
                state = OPINIONS.decode(row.state)
                scored, names = _points_of(state, points), newest_list(texts[row.id], "authors")
                authors += [(name, scored) for name in dict.fromkeys(names)]
                origins.append((organization_of(state.chain[0]) if state.chain else owner, scored))
                unnamed += not names
    return AdoptionPoints(
        organization=owner,
        year=asked,
        table=[LevelPoints(level=level, level_title=level.title_zh, points=each) for level, each in points.items()],
        authors=_ranked(authors),
        organizations=_ranked((name_of(key, tree), scored) for key, scored in origins),
        unnamed=unnamed,
    )


def _points_of(state: Opinion, points: Mapping[Level, int]) -> int:
    """Returns the points for the highest level of adoption: that with the most points."""
    return max((points.get(each.level, 0) for each in state.adopted()), default=0)


def _ranked(scored: Iterable[tuple[str, int]]) -> list[ScoredName]:
    """Returns the sums by name, the most points first, then the most reports, then by name."""
    found = defaultdict[str, list[int]](list)
    for name, points in scored:
        found[name].append(points)
    ranked = [ScoredName(name=name, reports=len(some), points=sum(some)) for name, some in found.items()]
    return sorted(ranked, key=lambda each: (-each.points, -each.reports, each.name))
