"""The commands of the co-signing 附议 of a proposal: an invitation before it is submitted, and its answer."""

from typing import ClassVar

from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import INVITED, PROPOSER


class Cosign(Command, name="cosign", title_zh="邀请附议", event=("cosigner_invited", "已邀请委员附议")):
    """Invites a registered member to co-sign the proposal 附议, until it is submitted. `member`: its id, or its name if only one has it.

    An invitation without an answer lapses with the submission.
    """

    permitted = PROPOSER
    labels: ClassVar[Labels] = {"member": Label("受邀附议的委员")}

    member: str


class CompletedCosign(Cosign):
    """The command with the id of the member. `cosigner`: its name."""

    texts = ("cosigner",)

    cosigner: str


class AcceptCosigning(Command, name="accept_cosigning", title_zh="同意附议", event=("cosigned", "委员已附议")):
    """Accepts an invitation to co-sign: the member becomes a proposer. `member`: by default the only one whose answer is missing."""

    permitted = INVITED
    labels: ClassVar[Labels] = {"member": Label("附议的委员")}

    member: str | None = None


class CompletedAcceptCosigning(AcceptCosigning):
    """The command with the id of the member. `proposers`: the names of all proposers, this one last."""

    texts = ("proposers",)

    proposers: tuple[str, ...]


class DeclineCosigning(
    Command, name="decline_cosigning", title_zh="谢绝附议", event=("cosigning_declined", "委员已谢绝附议")
):
    """Declines an invitation to co-sign. `member`: by default the only one whose answer is missing."""

    permitted = INVITED
    labels: ClassVar[Labels] = {"member": Label("谢绝附议的委员")}

    member: str | None = None


class CompletedDeclineCosigning(DeclineCosigning):
    """The command with the id of the member. `cosigner`: its name."""

    texts = ("cosigner",)

    cosigner: str


CosigningCommand = Cosign | AcceptCosigning | DeclineCosigning
CosigningAnswer = AcceptCosigning | DeclineCosigning
