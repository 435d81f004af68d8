"""Reading transfers: what came to an organization and what it sent, as far as an account may know of it."""

from shared.committee.kinds import KINDS
from shared.committee.office import Office
from shared.committee.relations import relation
from shared.committee.transfers.listing import Asked, listed
from shared.committee.transfers.views import TransferView, view
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.paging import Page, Window
from shared.web.permissions import allow, may


async def transfers_of(office: Office, account: Account, asked: Asked, window: Window) -> Page[TransferView]:
    """Of one organization (by default the account's own), the last sent first: those of the kinds that the account may read.

    Why a matter was returned is a text of it.
    """
    places, today = await office.directory.places(), office.today()
    word = asked.organization or account.organization
    if word is None:
        raise invalid("organization", None, "必须填写")
    key = word if word == account.organization else places.resolve(word, today)
    stands = relation(account, key, places=places, day=today)
    allow(account, "transfers.read", relation=stands)
    kinds = [kind.name for kind in KINDS if may(account, f"{kind.name}.read", relation=stands)]
    async with office.service.reading() as connection:
        found, total = await listed(connection, key, asked, window, kinds=kinds, today=today)
    return window.of([view(each, places=places, today=today) for each in found], total)
