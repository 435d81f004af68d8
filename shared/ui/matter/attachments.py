"""The attachments on the page of a matter: the list, the form for a file, downloads, withdrawals. All work without scripts."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from shared.committee.attachments import usecases
from shared.committee.attachments.assembly import BY_TRANSFER
from shared.committee.attachments.queries import Attachments, attachments_of, check_addition
from shared.committee.attachments.routes import Number, attachment_file, inspected
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.file_transfers.receiving import FileProgress, FileStatus
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.routes import Id
from shared.committee.messages.schemas import name_of
from shared.committee.stored_attachments.repository import Attachment
from shared.contracts.subjects import organization_of
from shared.domain.attachments import FORMATS
from shared.domain.errors import LianxiError
from shared.ui.forms.submit import FORM, with_parameters
from shared.ui.lists.back_link import back_link
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.pages import pending_forms
from shared.web.pages.forms import Form, first
from shared.web.pages.visitor import Submitted, UploadedForm, Visiting
from shared.web.problem import detail_of

ATTACH, WITHDRAW = "attach", "withdraw_attachment"
DONE = {ATTACH: "附件", WITHDRAW: "附件的撤回"}
"""What the page of a matter reports as recorded, by the value of its parameter `done`."""
_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class AttachmentItem:
    """An attachment in the list. `origin`: who added it; `can_withdraw`: the account may withdraw it now."""

    attachment: Attachment
    origin: str
    size: str
    address: str
    can_withdraw: bool


@dataclass(frozen=True, kw_only=True)
class AttachmentGroup:
    """The attachments of the matter itself, or of the reply of a unit."""

    title: str
    items: list[AttachmentItem]

    @property
    def count(self) -> int:
        """Returns the number of attachments that were not withdrawn."""
        return sum(not each.attachment.is_withdrawn for each in self.items)


@dataclass(frozen=True, kw_only=True)
class ReceivedItem:
    """A file of the transfer that is no attachment yet, or was refused, and its state in words."""

    name: str
    size: str
    tag: str
    note: str


@dataclass(frozen=True, kw_only=True)
class AttachmentSection:
    """The section of the page. `received`: files of its transfer that are no attachments.

    `units`: the units for whose reply the account may add; `accept`: the endings for the form.
    """

    address: str
    groups: list[AttachmentGroup]
    received: list[ReceivedItem]
    can_add: bool
    units: tuple[str, ...]
    accept: str
    megabytes: int
    error: str

    @property
    def is_shown(self) -> bool:
        return bool(self.groups or self.received) or self.can_add


def attachment_pages(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router of the forms and files of a kind."""
    router = APIRouter(include_in_schema=False)
    path = f"/{kind.name}/{{id}}/attachments"

    @router.post(path)
    async def attach(request: Request, visitor: Visiting, upload: UploadedForm, id: Id) -> Response:
        """Attaches the file of the form, or redirects to the page with the error."""
        try:
            await check_addition(context, visitor.account, kind, id)
            new, tree = await inspected(upload, context.inspector), await context.directory.tree()
            async with context.service.transaction() as connection:
                await usecases.attach(TransactionContext(connection, context, tree), visitor.account, kind, id, new)
        except LianxiError as error:
            return await _refused(request, visitor.account, kind, id, {}, error)
        return _redirect(request, kind, id, done=ATTACH)

    @router.get(f"{path}/{{number}}")
    async def download(visitor: Visiting, id: Id, number: Number) -> Response:
        """Returns the content of an attachment, for saving."""
        return await attachment_file(context, visitor.account, kind, id, number)

    @router.post(f"{path}/{{number}}/withdraw")
    async def withdraw(request: Request, visitor: Visiting, form: Submitted, id: Id, number: Number) -> Response:
        """Withdraws an attachment, or redirects to the page with the error."""
        tree, reason = await context.directory.tree(), first(form, "reason")
        try:
            async with context.service.transaction() as connection:
                tx = TransactionContext(connection, context, tree)
                await usecases.withdraw(tx, visitor.account, kind, id, number, reason)
        except LianxiError as error:
            return await _refused(request, visitor.account, kind, id, form, error)
        return _redirect(request, kind, id, done=WITHDRAW)

    return router


async def _refused(
    request: Request, account: Account, kind: AnyKind, id: str, form: Form, error: LianxiError
) -> Response:
    """Stores the error for the page of the matter, and redirects to it."""
    refusal = pending_forms.FormRefusal.of(error)
    sent = pending_forms.PendingForm(command=ATTACH, form=form, refusal=refusal)
    stored = await pending_forms.store(request, account, sent, path=f"/{kind.name}/{id}")
    return _redirect(request, kind, id, **{FORM: stored})


def _redirect(request: Request, kind: AnyKind, id: str, **parameters: str) -> Response:
    address = with_parameters(back_link(request, kind.name).append_to(f"/{kind.name}/{id}"), **parameters)
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": f"{address}#attachments"})


async def attachment_section(
    request: Request, context: ServiceContext, account: Account, kind: AnyKind, id: str, *, error: LianxiError | None
) -> AttachmentSection:
    """Returns the section for an account that may read the matter. `error`: of the form that was refused."""
    found, state = await attachments_of(context, account, kind, id), app_state(request)
    tree = await context.directory.tree()
    charter = context.charters.on(context.today(), found.organization)
    address = f"/{kind.name}/{id}/attachments"
    return AttachmentSection(
        address=address,
        groups=_groups(found, address, tree),
        received=[_received(each, context.today()) for each in found.received],
        can_add=found.addition is not None,
        units=found.addition.units if found.addition else (),
        accept=",".join(sorted({ending for each in charter.attachment_types for ending in FORMATS[each].endings})),
        megabytes=state.limits.attachment_bytes // _MEGABYTE,
        error="" if error is None else detail_of(error, state.title_of),
    )


def _groups(found: Attachments, address: str, tree: OrganizationTree) -> list[AttachmentGroup]:
    """Returns the attachments of the matter itself, then those of the replies here and elsewhere."""
    titles = [(_title(each, tree), each) for each in found.items]
    return [
        AttachmentGroup(
            title=title,
            items=[
                AttachmentItem(
                    attachment=each,
                    origin=_origin(each),
                    size=size_of(each.size),
                    address=f"{address}/{each.number}",
                    can_withdraw=found.addition is not None and not each.is_withdrawn,
                )
                for its_title, each in titles
                if its_title == title
            ],
        )
        for title in sorted(dict.fromkeys(title for title, _ in titles), key=bool)
    ]


def _title(attachment: Attachment, tree: OrganizationTree) -> str:
    """Returns whose reply an attachment belongs to, in words; an empty title for one of the matter itself."""
    if attachment.source is None:
        return f"{attachment.unit}的答复附件" if attachment.unit else ""
    organization = name_of(organization_of(attachment.source), tree)
    return f"{organization}{f'（{attachment.unit}）' if attachment.unit else ''}的答复附件"


def _origin(attachment: Attachment) -> str:
    if attachment.source is not None:
        return "随答复送达"
    return "随来件送达" if attachment.account == BY_TRANSFER else f"{attachment.account} 添加于"


def _received(progress: FileProgress, today: date) -> ReceivedItem:
    file, so_far = progress.file, f"{progress.received}/{progress.file.chunks}"
    if file.status is FileStatus.REFUSED:
        tag, note = file.status.title_zh, f"{file.reason}。需要的，请联系{'答复' if file.is_of_answer else '来件'}单位"
    elif file.is_of_answer:
        tag, note = f"接收中（{so_far}）", "随其他单位的答复送来，到齐并检查后可以下载；一直未到齐的，请联系答复单位"
    elif file.awaited_until < today:
        tag, note = f"未到齐（{so_far}）", "可以先接收本件，也可以退回，请来件单位重新报送；以后到齐的仍会存入"
    else:
        tag = f"接收中（{so_far}）"
        note = f"到齐后才能接收本件；{file.awaited_until.isoformat()}之后仍未到齐的，可以不等"
    return ReceivedItem(name=file.name, size=size_of(file.size), tag=tag, note=note)


def size_of(size: int) -> str:
    """Returns a number of bytes for readers: `1.5 MB`, `20 KB`."""
    return f"{size / _MEGABYTE:.1f} MB" if size >= _MEGABYTE else f"{max(1, round(size / _KILOBYTE))} KB"
