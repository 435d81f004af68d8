"""Pages in memory while they do not change: compressed, by organization. A tally of the country has two million pages."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from services.aggregation.compression import Compression
from shared.contracts.pages import Steps
from shared.contracts.proposal_vocabulary import Breakdown

_pack = msgspec.msgpack.Encoder().encode
_steps = msgspec.msgpack.Decoder(Steps).decode
_DICTIONARY = (
    b"proposals_constrained/unit_class=government/theme=ecological/type=collective/sector=/class=assignments/sole/lead/"
    b"handling_days/4/5/6/satisfaction_process_forms/mostly_satisfiedsatisfaction_result_forms/satisfiedproposals_outcome_first/planned"
    b"satisfaction_process/satisfiedsatisfaction_result/satisfiedproposals_on_timeproposals_repliedproposals_overdueproposals_outcome/resolved"
    b"proposals_assignedproposals_closedproposals_openproposals_filedproposals_receivedtownship_bodiesconsultation_participants"
    b"consultations_held/form=thematicresearch_doneinspections_donesuggestions_madesuggestions_adoptedconsultations_held"
    b"opinions_adopted/level=countyopinions_fed_backopinions_adoptedopinions_online/channel=opinions_onlineopinions_received"
    b"\xaa2024-0\xaa2025-0\xaa2026-1\xaa2026-0"
)
"""What packed pages often contain, the most frequent last."""

_compression = Compression(_DICTIONARY, window=12, level=1, memory=4)


class PagePart(NamedTuple):
    """A page of an organization: year of the matters, month of the steps, breakdown (None: of the other figures)."""

    year: int
    month: str
    breakdown: Breakdown | None = None


PageKey = tuple[str, PagePart]
"""Organization and page."""

_parts: dict[PagePart, PagePart] = {}
"""Each part once: the pages of all organizations share it."""


class PackedPages:
    """The steps of pages. `packed`: pages as `state` returns them."""

    def __init__(self, packed: Mapping[PageKey, bytes]) -> None:
        self._pages: dict[str, dict[PagePart, bytes]] = {}
        for (organization, part), steps in packed.items():
            self._put(organization, part, steps)

    @staticmethod
    def table(name: str) -> str:
        """Returns the name of a table of packed pages in a checkpoint."""
        return _compression.table(name)

    def organizations(self) -> Iterator[str]:
        """Yields the organizations that have pages."""
        yield from self._pages

    def parts(self, organization: str) -> Iterator[PagePart]:
        """Yields the pages of an organization."""
        yield from self._pages.get(organization, ())

    def get(self, organization: str, part: PagePart) -> Steps | None:
        """Returns the steps of a page, which belong to the caller; None if there is none."""
        packed = self._pages.get(organization, {}).get(part)
        return None if packed is None else _steps(_compression.decompress(packed))

    def put(self, organization: str, part: PagePart, steps: Steps) -> None:
        """Replaces the steps of a page."""
        self._put(organization, part, _compression.compress(_pack(steps)))

    def _put(self, organization: str, part: PagePart, packed: bytes) -> None:
        self._pages.setdefault(organization, {})[_parts.setdefault(part, part)] = packed

    def state(self) -> dict[PageKey, bytes]:
        """Returns all pages in their packed form."""
        return {
            (organization, part): packed
            for organization, pages in self._pages.items()
            for part, packed in pages.items()
        }
