"""How far behind a reader is, for readiness and for metrics."""

from shared.telemetry import metrics


class Progress:
    """`behind`: records without effect; None while nobody knows, and then there is no metric: what was true is not what is."""

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self.behind: int | None = None

    def report(self, behind: int | None) -> None:
        if behind is not None:
            self.behind = behind
            metrics.reader_position_behind.labels(self.reader).set(behind)

    def unknown(self) -> None:
        if self.behind is not None:
            self.behind = None
            metrics.reader_position_behind.remove(self.reader)
