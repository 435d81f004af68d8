"""What the report of research needs besides the rules of the domain: a text or a file, and the account that signs it off."""

from shared.committee.context import TransactionContext
from shared.committee.events.journal import Recorder
from shared.committee.matters.record import MatterRecord
from shared.committee.stored_attachments.repository import of_matter
from shared.contracts.vocabulary import Role
from shared.domain.comparison import is_blank
from shared.domain.consultations.research_commands import CompletedSignOff, DraftReport, SignOff
from shared.domain.consultations.research_rules import check_account
from shared.domain.consultations.state import Consultation
from shared.domain.errors import EntryCount, invalid


async def check_report(tx: TransactionContext, record: MatterRecord[Consultation], command: DraftReport) -> None:
    """Refuses a report without a text where no file is attached."""
    if is_blank(command.draft) and all(each.is_withdrawn for each in await of_matter(tx.connection, record.id)):
        raise invalid("draft", EntryCount(0), "须填写报告送审稿，或者先上传附件")


def signed_by(record: MatterRecord[Consultation], command: SignOff, by: Recorder) -> CompletedSignOff:
    """Returns the sign-off with the account of the leader; refuses a second one of the account."""
    account = by.account if by.account_role is Role.LEADER else ""
    check_account(record.state, command.signer or "", account)
    return CompletedSignOff(**vars(command), account=account)
