"""What keeps a command from doing its work is one sentence and exit status 1, never a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from aiokafka.errors import KafkaError
from sqlalchemy.exc import SQLAlchemyError

from shared.domain.charter import CharterError
from shared.messaging.cluster import ClusterChangedError
from shared.messaging.settings import SettingError


class RefusedError(RuntimeError):
    """The command will not do it; the message is one sentence for the operator."""


@contextmanager
def refusals() -> Iterator[None]:
    """Inside, everything that may go wrong outside of our program is told so."""
    try:
        yield
    except (RefusedError, SettingError, CharterError, ClusterChangedError, SQLAlchemyError, OSError) as error:
        typer.echo(f"没有完成：{error}", err=True)
        raise typer.Exit(1) from None
    except KafkaError as error:
        typer.echo(f"没有完成：Kafka 没有应答或拒绝了请求（{error!r}）", err=True)
        raise typer.Exit(1) from None
