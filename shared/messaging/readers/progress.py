"""How far behind a reader is, for readiness and for metrics."""

from collections.abc import Mapping

from aiokafka import TopicPartition

from shared.messaging.readers.ends import OpenTransactions
from shared.telemetry import metrics


class Progress:
    """`behind`: records without effect; None while nobody knows, and then there is no metric: what was true is not what is."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self.behind: int | None = None
        self._transactions = OpenTransactions(reader)

    def report(self, behind: int | None, withheld: Mapping[TopicPartition, int]) -> None:
        self._transactions.report(withheld)
        if behind is not None:
            self.behind = behind
            metrics.reader_position_behind.labels(self.reader).set(behind)

    def unknown(self) -> None:
        self._transactions.report({})
        if self.behind is not None:
            self.behind = None
            metrics.reader_position_behind.remove(self.reader)
