"""The use cases of plenary sessions. Each runs inside the transaction of its request."""

from shared.committee.context import TransactionContext
from shared.committee.plenary_sessions.repository import PlenarySession, put
from shared.committee.plenary_sessions.schemas import NewPlenarySession, PlenarySessionView
from shared.committee.register_access import register_owner
from shared.domain.admission import year_of
from shared.domain.errors import invalid
from shared.domain.numerals import HIGHEST
from shared.web.accounts import Account

READ, MANAGE = "plenary_sessions.read", "plenary_sessions.manage"


async def record(tx: TransactionContext, account: Account, new: NewPlenarySession) -> PlenarySession:
    """Records the session of a year, instead of an earlier one of that year."""
    organization = register_owner(account, new.organization, MANAGE, context=tx.context, tree=tx.tree)
    _check(new)
    session = PlenarySession(
        organization=organization,
        year=year_of(new.year, new.first_day),
        term=new.term,
        session=new.session,
        first_day=new.first_day,
        last_day=new.last_day,
        deadline=new.deadline,
    )
    await put(tx.connection, session)
    return session


def _check(new: NewPlenarySession) -> None:
    for field, number in (("term", new.term), ("session", new.session)):
        if not 1 <= number <= HIGHEST:
            raise invalid(field, number, f"须在1至{HIGHEST}之间")
    if new.last_day < new.first_day:
        raise invalid("last_day", new.last_day.isoformat(), f"不能早于开幕日期（{new.first_day.isoformat()}）")
    if new.deadline is not None and new.deadline > new.last_day:
        raise invalid("deadline", new.deadline.isoformat(), f"不能晚于闭幕日期（{new.last_day.isoformat()}）")


def view(session: PlenarySession) -> PlenarySessionView:
    """Returns the response body for a session."""
    return PlenarySessionView(title=session.title, **session._asdict())
