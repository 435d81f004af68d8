"""Errors of commands: one sentence and exit status 1, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from aiokafka.errors import KafkaError
from sqlalchemy.exc import SQLAlchemyError

from shared.domain.charters.charters import CharterError
from shared.messaging.cluster import ClusterChangedError
from shared.messaging.diagnostics import UnreachableError
from shared.messaging.readers.full_scan import OpenTransactionError
from shared.messaging.settings import SettingError
from shared.messaging.topics import TopicMismatchError
from shared.storage.diagnostics import sentence
from shared.storage.migrations.migration import NewerSchemaError


class CommandRefusedError(RuntimeError):
    """A command is not executed; the message is one sentence for the operator."""


_SENTENCES = (
    CommandRefusedError,
    SettingError,
    CharterError,
    ClusterChangedError,
    NewerSchemaError,
    TopicMismatchError,
    UnreachableError,
    OpenTransactionError,
)
"""Errors whose message states what is wrong and what to do."""


@contextmanager
def refusals() -> Iterator[None]:
    """Ends the process with one sentence after an expected error inside the block, such as an unavailable Kafka or database."""
    try:
        yield
    except _SENTENCES as error:
        _refuse(str(error))
    except (SQLAlchemyError, OSError) as error:
        _refuse(sentence(error) or str(error))
    except KafkaError as error:
        _refuse(f"Kafka 没有应答或拒绝了请求（{error!r}）")


def _refuse(why: str) -> None:
    typer.echo(f"没有完成：{why}", err=True)
    raise typer.Exit(1) from None
