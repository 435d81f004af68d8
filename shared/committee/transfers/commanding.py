"""The use cases of transfers, as routes and pages give them: by the id of a matter, or of a transfer."""

from typing import NamedTuple

from shared.committee.kinds import BY_NAME
from shared.committee.matters.kind import Kind
from shared.committee.matters.permits import permit
from shared.committee.matters.recording import load_for, record
from shared.committee.matters.repository import Kept
from shared.committee.matters.repository import load as load_matter
from shared.committee.relations import relation
from shared.committee.roles import recorder
from shared.committee.transfers.forwarding import Again, Forward, forward, resend
from shared.committee.transfers.repository import Transfer, load
from shared.committee.transfers.travelling import Side
from shared.committee.work import Work
from shared.domain.command import Command
from shared.domain.errors import ConflictError
from shared.domain.transfers.commands import Accept, Return
from shared.web.accounts import Account
from shared.web.permissions import allow


class Received(NamedTuple):
    """A matter after a step, and its kind."""

    kind: Kind
    matter: Kept


async def send_matter(work: Work, account: Account, kind: Kind, id: str, asked: Forward) -> Kept:
    """`POST /{matters}/{id}/forward`."""
    matter = await load_for(work, account, kind, id, command=asked)
    by = recorder(account, f"{kind.name}.{asked.name}")
    return await forward(work, kind, matter, asked, by=by)


async def answer_transfer(work: Work, account: Account, id: str, command: Accept | Return) -> Received:
    """`POST /transfers/{id}/accept` and `return`, by the receiver."""
    kind, matter, _ = await _ours(work, account, id, "in", command)
    by = recorder(account, f"{kind.name}.{command.name}")
    return Received(kind, await record(work, kind, matter, command, by=by))


async def send_again(work: Work, account: Account, id: str, asked: Again) -> Received:
    """`POST /transfers/{id}/resend`, by the sender."""
    kind, matter, transfer = await _ours(work, account, id, "out", asked)
    by = recorder(account, f"{kind.name}.{asked.name}")
    after = await resend(work, kind, matter, transfer, asked, by=by)
    return Received(kind, after)


async def _ours(work: Work, account: Account, id: str, side: Side, command: Command) -> tuple[Kind, Kept, Transfer]:
    transfer = await load(work.connection, id, side)
    stands = relation(account, transfer.organization, places=work.places, day=work.office.today())
    allow(account, "transfers.read", relation=stands)
    kind = BY_NAME[transfer.kind]
    if transfer.matter is None:
        raise ConflictError("not-allowed-now", "来件尚未送达，请稍后再试")
    matter = await load_matter(work.connection, kind, transfer.matter)
    permit(account, kind, command, matter, places=work.places, day=work.office.today())
    return kind, matter, transfer
