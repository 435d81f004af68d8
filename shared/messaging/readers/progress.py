"""How far behind a reader is, for readiness and for metrics."""

from shared.telemetry import metrics


class Progress:
    """`behind`: records without effect; None while nobody knows."""

    def __init__(self, reader: str) -> None:
        self.behind: int | None = None
        self._gauge = metrics.reader_position_behind.labels(reader)

    def report(self, behind: int | None) -> None:
        if behind is not None:
            self.behind = behind
            self._gauge.set(behind)

    def unknown(self) -> None:
        self.behind = None
