"""The use cases of plenary sessions. Each runs inside the transaction of its request."""

from shared.committee.context import TransactionContext
from shared.committee.plenary_sessions.repository import PlenarySession, find, put, submitted_in
from shared.committee.plenary_sessions.repository import remove as delete
from shared.committee.plenary_sessions.schemas import NewPlenarySession, PlenarySessionView
from shared.committee.registers.access import PLENARY_SESSIONS, register_owner
from shared.domain.admission import year_of
from shared.domain.errors import ConflictError, NotFoundError, invalid
from shared.domain.numerals import HIGHEST
from shared.web.accounts import Account


async def record(tx: TransactionContext, account: Account, new: NewPlenarySession) -> PlenarySession:
    """Records a session, instead of what was recorded of it before.

    Its year is not changed while proposals were submitted in it.
    """
    organization = register_owner(account, new.organization, PLENARY_SESSIONS.manage, context=tx.context, tree=tx.tree)
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
    await _check_year(tx, session)
    await put(tx.connection, session)
    return session


async def remove(tx: TransactionContext, account: Account, key: str, organization: str | None) -> PlenarySession:
    """Removes a session; raises `ConflictError` `session-in-use` when proposals were submitted in it."""
    owner = register_owner(account, organization, PLENARY_SESSIONS.manage, context=tx.context, tree=tx.tree)
    session = await find(tx.connection, owner, key)
    count = await submitted_in(tx.connection, session)
    if count:
        raise ConflictError(
            "session-in-use", f"{session.title}期间已提交{count}件提案，不能删除；会期有误的，请重新登记该次会议"
        )
    await delete(tx.connection, session)
    return session


async def _check_year(tx: TransactionContext, new: PlenarySession) -> None:
    """Refuses another year for a session in which proposals were submitted."""
    try:
        known = await find(tx.connection, new.organization, new.key)
    except NotFoundError:
        return
    if known.year != new.year and (count := await submitted_in(tx.connection, known)):
        rule = f"{known.title}期间已提交{count}件{known.year}年度的提案，不能改为其他年度"
        raise invalid("year", new.year, rule)


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
    return PlenarySessionView(title=session.title, key=session.key, **session._asdict())
