"""The records of the rollup in memory and in its checkpoints: compressed, since a country has millions of them.

Pages consist of the same words, which a dictionary of the compression contains, as that of the matters of a tally does.
"""

from services.aggregation.compression import Compression

_DICTIONARY = (
    b'"kind":"breakdown""type=collective""type=joint":"theme=ecological""unit_class=government"/class=assignments/sole/unit_class='
    b'"handling_days/6":"satisfaction_process_forms/satisfied":"satisfaction_result_forms/mostly_satisfied":"proposals_outcome_first/planned"'
    b'"satisfaction_process/satisfied":"satisfaction_result/satisfied""proposals_on_time":"proposals_replied":"proposals_overdue"'
    b'"proposals_outcome/resolved":"proposals_assigned":"proposals_closed":"proposals_open":"proposals_filed":"proposals_received"'
    b'"township_bodies":"consultation_participants":"consultations_held/form=thematic":"research_done":"inspections_done":"suggestions_made"'
    b'"consultations_held":"suggestions_adopted":"opinions_adopted/level=county":"opinions_fed_back":"opinions_adopted":"opinions_online/channel='
    b'"opinions_online":"opinions_received":{"202601-{"2025-{"2024-":1},{"kind":"page","stamp":{"cluster":"","measures":12,"session":1,"topic":"'
    b'lianxi.county.proposals","lianxi.township.consultations","lianxi.township.opinions","partition":1,"position":,"since":"2026-01-'
    b'T02:00:00Z"},"organization":"5206","year":2026,"month":"2026-01","steps":{"'
)
"""What pages often contain, the most frequent last."""

_compression = Compression(_DICTIONARY, window=12, level=1, memory=4)

RECORDS = _compression.table("records")
"""The name of the table of records in a checkpoint."""


def packed(value: bytes) -> bytes:
    """Returns the packed form of a record."""
    return _compression.compress(value)


def unpacked(packed: bytes) -> bytes:
    """Returns the record in its packed form."""
    return _compression.decompress(packed)
