"""The documents of kinds besides proposals: what each needs, and the response with one of them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Generic, TypeVar

from fastapi.responses import StreamingResponse

from shared.committee.context import ServiceContext
from shared.committee.directory.names import formal_name
from shared.committee.documents import activity_documents as activities
from shared.committee.documents import plan_document, referral_letter, registration_forms, submission_letter
from shared.committee.kinds.consultations.kind import CONSULTATIONS
from shared.committee.kinds.consultations.schemas import ConsultationView
from shared.committee.kinds.opinions.kind import OPINIONS
from shared.committee.kinds.opinions.schemas import OpinionView
from shared.committee.kinds.plans.kind import PLANS
from shared.committee.kinds.plans.schemas import PlanView
from shared.committee.kinds.platforms.kind import PLATFORMS
from shared.committee.kinds.platforms.schemas import PlatformView
from shared.committee.kinds.visits.kind import VISITS
from shared.committee.kinds.visits.schemas import VisitView
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.queries import read_matter
from shared.committee.matters.schemas import Summary
from shared.committee.word.official import MEDIA_TYPE, OfficialDocument
from shared.committee.workbooks.response import download
from shared.contracts.vocabulary import Level
from shared.domain.errors import ConflictError, NotFoundError
from shared.web.accounts import Account

V = TypeVar("V", bound=Summary)


@dataclass(frozen=True, kw_only=True)
class FurtherDocument(Generic[V]):
    """A document of a matter, made of the view of its page. `unmet`: the reason in Chinese for which it cannot be made.

    `compose`: of the view, the formal name of the committee and today; `level`: the only one that needs the document, None for all.
    """

    view: type[V]
    title: Callable[[V], str] | str
    unmet: Callable[[V], str | None]
    compose: Callable[[V, str, date], OfficialDocument]
    level: Level | None = None

    def made_of(self, view: Summary, organ: str, today: date) -> OfficialDocument:
        """Returns the document; raises `ConflictError` `document-not-ready` in a state without what it needs."""
        if reason := self.unmet(self._own(view)):
            raise ConflictError("document-not-ready", reason)
        return self.compose(self._own(view), organ, today)

    def title_of(self, view: Summary) -> str:
        """Returns the title of the document in the state of the view."""
        return self.title if isinstance(self.title, str) else self.title(self._own(view))

    def is_ready(self, view: Summary, level: Level | None) -> bool:
        """Returns whether the document can be made now, by an organization of the level."""
        return self.level in (None, level) and self.unmet(self._own(view)) is None

    def _own(self, view: Summary) -> V:
        if not isinstance(view, self.view):
            raise TypeError(f"{type(view).__name__} instead of {self.view.__name__}")
        return view


_notice = FurtherDocument(
    view=ConsultationView, title="活动通知", unmet=activities.not_organised, compose=activities.notice
)
_minutes = FurtherDocument(
    view=ConsultationView, title="活动纪要", unmet=activities.not_held, compose=activities.minutes
)
_outcome = FurtherDocument(
    view=ConsultationView, title=activities.outcome_title, unmet=activities.no_outcome, compose=activities.outcome
)
_comments = FurtherDocument(
    view=ConsultationView, title="征求意见函", unmet=activities.no_comments, compose=activities.comment_request
)
_plan = FurtherDocument(view=PlanView, title="年度协商计划", unmet=plan_document.no_items, compose=plan_document.plan)
_referral = FurtherDocument(
    view=OpinionView, title="转办函", unmet=referral_letter.not_referred, compose=referral_letter.referral
)
_submission = FurtherDocument(
    view=OpinionView,
    title="呈报函",
    unmet=submission_letter.not_approved,
    compose=submission_letter.submission,
    level=Level.PROVINCE,
)

_visit = FurtherDocument(
    view=VisitView, title="来访登记表", unmet=registration_forms.withdrawn, compose=registration_forms.visit
)
_filing = FurtherDocument(
    view=PlatformView, title="备案表", unmet=registration_forms.not_filed, compose=registration_forms.filing
)

AnyDocument = (
    FurtherDocument[ConsultationView]
    | FurtherDocument[PlanView]
    | FurtherDocument[OpinionView]
    | FurtherDocument[VisitView]
    | FurtherDocument[PlatformView]
)

FURTHER_DOCUMENTS: Mapping[str, Mapping[str, AnyDocument]] = {
    CONSULTATIONS.name: {"notice": _notice, "minutes": _minutes, "outcome": _outcome, "comments": _comments},
    PLANS.name: {"plan": _plan},
    OPINIONS.name: {"referral": _referral, "submission": _submission},
    VISITS.name: {"visit": _visit},
    PLATFORMS.name: {"filing": _filing},
}
"""Kind -> the names of its documents, as in addresses, with the documents; proposals have forms of their own."""


def offered_documents(kind: AnyKind, view: Summary, level: Level | None) -> list[tuple[str, str]]:
    """Returns the documents that can be made of a matter of an organization of this level now: name and title."""
    documents = FURTHER_DOCUMENTS.get(kind.name, {})
    return [(name, each.title_of(view)) for name, each in documents.items() if each.is_ready(view, level)]


async def further_document_file(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, name: str
) -> StreamingResponse:
    """Returns the response with a document of a matter that the account may read.

    Raises `NotFoundError` `unknown-document`, and `ConflictError` `document-not-ready` in a state without what the document needs.
    """
    details = await read_matter(context, account, kind, id)
    view, document = kind.describe(details), FURTHER_DOCUMENTS[kind.name].get(name)
    if document is None or document.level not in (None, details.level):
        raise NotFoundError("unknown-document", f"{kind.title_zh}没有这种文书")
    today = context.today()
    organ = formal_name(view.organization, await context.directory.tree(), today)
    content = await asyncio.to_thread(lambda: document.made_of(view, organ, today).content())
    title = f"{document.title_of(view)}（{view.title}）.docx"
    return download(BytesIO(content), MEDIA_TYPE, name=f"{id}-{name}.docx", title=title)
