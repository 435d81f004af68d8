"""To which organizations matters are sent: those above, and where both charters agree those below and those of the same level."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.dated import holds_on
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.encryption.key_pairs import pairs_of
from shared.contracts.vocabulary import UPWARDS, Level
from shared.domain.charters.directions import Direction, direction
from shared.domain.errors import ConflictError, conflict, invalid


def check_addressee(to: str, *, tree: OrganizationTree, day: date) -> None:
    """Raises `addressee-gone` for an organization off the roster, and for a township without a body."""
    name = committee_name(to, tree, day)
    if not tree.on_roster(to, day):
        raise _gone(to, f"{name}（{to}）当日不在名册内，不能报送")
    if tree.level(to) is Level.TOWNSHIP and not holds_on(tree.facts(to).body, day):
        raise _gone(to, f"{name}（{to}）当日没有政协机构，不能报送")


def _gone(to: str, rule: str) -> ConflictError:
    return conflict("addressee-gone", "to", to, rule)


def is_reachable(to: str, *, tree: OrganizationTree, day: date) -> bool:
    """Returns whether `check_addressee` accepts the organization."""
    try:
        check_addressee(to, tree=tree, day=day)
    except ConflictError:
        return False
    return True


async def check_own_key(connection: AsyncConnection, context: ServiceContext, organization: str) -> None:
    """Raises `own-key-unconfirmed` while others refuse what the organization signs: it would be lost on the way."""
    pairs = await pairs_of(connection, [organization])
    if not pairs or pairs[-1].signing_key != context.directory.signing_key(organization):
        detail = "本单位的签名密钥尚未得到上级或管理员的确认，收件单位会拒收；通常几秒后即可报送，否则请联系系统管理员"
        raise ConflictError("own-key-unconfirmed", detail)


def check_direction(sender: str, to: str, *, context: ServiceContext, tree: OrganizationTree, day: date) -> None:
    """Raises `InvalidError`, which names the rule, for an addressee that is neither above, nor below or a peer with the consent of both."""
    name, sending_direction = committee_name(to, tree, day), direction(tree.level(sender), tree.level(to))
    related = tree.is_below(sender, to, day) or tree.is_below(to, sender, day)
    if sending_direction is not Direction.SIDEWAYS and not related:
        raise invalid("to", to, f"只能报送上级单位，或双方章程都允许的下级、平级单位，{name}不是")
    if not context.charters.on(day, sender).sends(sending_direction):
        raise invalid("to", to, f"本单位的章程没有允许报送{sending_direction.title_zh}，不能报送{name}")
    if not context.directory.accepts(to, sending_direction, day):
        raise invalid("to", to, f"{name}的章程没有允许接收{sending_direction.opposite.title_zh}的报送")


def addressees_of(sender: str, *, context: ServiceContext, tree: OrganizationTree, day: date) -> list[str]:
    """Returns the organizations that a matter may be sent to: above and below, the nearest first, then peers, siblings first."""
    charter, parent, accepts = context.charters.on(day, sender), tree.parent(sender, day), context.directory.accepts
    found = [each for each in tree.ancestors(sender, day) if each in tree]
    if charter.sends(Direction.DOWN):
        below = (each for each in tree.below(sender, day) if accepts(each, Direction.DOWN, day))
        found += sorted(below, key=lambda each: (tree.parent(each, day) != sender, each))
    if charter.sends(Direction.SIDEWAYS):
        level = tree.level(sender)
        peers = [each for each in tree if tree.level(each) is level and accepts(each, Direction.SIDEWAYS, day)]
        found += sorted({*peers} - {sender}, key=lambda each: (tree.parent(each, day) != parent, each))
    return [each for each in found if is_reachable(each, tree=tree, day=day)]


def reports_upward(sender: str, *, tree: OrganizationTree, day: date) -> bool:
    """Returns whether there is an organization above that matters may be sent to."""
    return bool(_levels_reached(sender, tree, day))


def levels_on_paper(sender: str, *, tree: OrganizationTree, day: date) -> list[Level]:
    """Returns the levels above without an organization that matters may be sent to: they are reached by letter only."""
    own, reached = tree.level(sender), _levels_reached(sender, tree, day)
    return [each for each in UPWARDS[UPWARDS.index(own) + 1 :] if each not in reached] if own in UPWARDS else []


def _levels_reached(sender: str, tree: OrganizationTree, day: date) -> set[Level]:
    above = (each for each in tree.ancestors(sender, day) if each in tree and is_reachable(each, tree=tree, day=day))
    return {tree.level(each) for each in above}


def addressee_named(sender: str, word: str, *, context: ServiceContext, tree: OrganizationTree, day: date) -> str:
    """Returns the organization with this key or code, else the only possible addressee with this name; raises `unknown-organization`."""
    if (found := tree.holder(word, day)) is not None:
        return found
    named = [
        each
        for each in addressees_of(sender, context=context, tree=tree, day=day)
        if word in (tree.name(each, day), committee_name(each, tree, day))
    ]
    if len(named) > 1:
        raise invalid("to", word, "有几个同名单位，请填写代码")
    return named[0] if named else tree.resolve(word, day)
