"""The connection settings of every process that uses Kafka, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from ssl import SSLContext, create_default_context
from typing import Literal, cast

from shared.contracts.topics import Topic, topic_name
from shared.contracts.writers import SHARED, EventWriter, SelfHosted, Writer, Writers, writer_named
from shared.messaging.availability import Availability

Protocol = Literal["PLAINTEXT", "SSL", "SASL_SSL"]

_PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_SSL")
_SWITCH = {"true": True, "1": True, "false": False, "0": False}


class SettingError(ValueError):
    """A setting is wrong or contradicts another; the message is one sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class KafkaSettings:
    """The addresses of Kafka and the security of the connection.

    `idempotent`: whether producers are idempotent, which the embedded broker does not support.
    `writer`: the service whose topics a relay writes; None for processes that publish no events. `writers`: all that write events.
    `availability` is shared by all clients that are created from this value.
    """

    bootstrap: str
    security_protocol: Protocol = "PLAINTEXT"
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    idempotent: bool = True
    writer: EventWriter | None = field(default=None, compare=False)
    writers: Writers = field(default=SHARED, compare=False)
    availability: Availability = field(default_factory=Availability, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises `SettingError` if a password would be sent unencrypted or silently ignored."""
        sasl = self.security_protocol == "SASL_SSL"
        if not sasl and (self.username is not None or self.password is not None):
            raise SettingError(
                f"设置 LIANXI_KAFKA_USERNAME、LIANXI_KAFKA_PASSWORD_FILE 要求 LIANXI_KAFKA_SECURITY_PROTOCOL=SASL_SSL，"
                f"现在是 {self.security_protocol}：口令不会以明文传输"
            )
        if sasl and not (self.username and self.password):
            raise SettingError(
                "LIANXI_KAFKA_SECURITY_PROTOCOL=SASL_SSL 还需要 LIANXI_KAFKA_USERNAME 和 LIANXI_KAFKA_PASSWORD_FILE"
            )
        if self.security_protocol == "PLAINTEXT" and self.ca_file is not None:
            raise SettingError(
                "LIANXI_KAFKA_CA_FILE 只用于 SSL 或 SASL_SSL，现在 LIANXI_KAFKA_SECURITY_PROTOCOL 是 PLAINTEXT"
            )

    def __repr__(self) -> str:
        return f"Kafka({self.bootstrap}, {self.security_protocol})"

    def of_writer(self, writer: EventWriter) -> "KafkaSettings":
        """Returns the settings of this service."""
        return replace(self, writer=writer)

    def of_service(self, name: str) -> "KafkaSettings":
        """Returns the settings of a process of this level, which may be that of one county. Raises `SettingError` for another level's."""
        writer = self.writer or Writer(name)
        if isinstance(writer, SelfHosted) and writer.service != name:
            raise SettingError(f"LIANXI_WRITER 是 {writer}，本进程是 {name}：应以 {name}- 开头，或不设")
        return self.of_writer(writer)

    @property
    def own_writer(self) -> EventWriter:
        """Returns the service whose topics a relay writes. Raises `SettingError` in a process that publishes no events."""
        if self.writer is None:
            raise SettingError("本进程没有自己的主题：只有各级服务发布事件")
        return self.writer

    def own_topic(self, topic: Topic) -> str:
        """Returns the name in Kafka of our topic of this kind. Raises `SettingError` in a process that publishes no events."""
        return topic_name(topic, self.own_writer)

    def ssl_context(self) -> SSLContext | None:
        """Returns the TLS context, or None without TLS. Raises `SettingError` if the certificate file cannot be used."""
        if self.security_protocol == "PLAINTEXT":
            return None
        try:
            return create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise SettingError(f"LIANXI_KAFKA_CA_FILE 指向的 {self.ca_file} 不能用作证书：{error}") from error

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "KafkaSettings":
        """Reads the `LIANXI_KAFKA…` settings (docs/interfaces.md#settings). Raises `SettingError`."""
        bootstrap = environment.get("LIANXI_KAFKA", "").strip()
        if not bootstrap or not all(_is_server(server) for server in bootstrap.split(",")):
            raise SettingError(f"LIANXI_KAFKA 应为 主机:端口（可用逗号列出多个），得到的是“{bootstrap}”")
        protocol = environment.get("LIANXI_KAFKA_SECURITY_PROTOCOL") or "PLAINTEXT"
        if protocol not in _PROTOCOLS:
            raise SettingError(
                f"LIANXI_KAFKA_SECURITY_PROTOCOL 应为 {'、'.join(_PROTOCOLS)} 之一，得到的是“{protocol}”"
            )
        ca_file = environment.get("LIANXI_KAFKA_CA_FILE")
        kafka = cls(
            bootstrap=bootstrap,
            security_protocol=cast("Protocol", protocol),
            username=environment.get("LIANXI_KAFKA_USERNAME") or None,
            password=_secret("LIANXI_KAFKA_PASSWORD_FILE", environment),
            ca_file=Path(ca_file) if ca_file else None,
            idempotent=_switch("LIANXI_KAFKA_IDEMPOTENT", environment, default=True),
            writer=own_writer(environment),
            writers=all_writers(environment),
        )
        kafka.ssl_context()  # a certificate that cannot be read is reported at start, not at the first connection
        return kafka


def all_writers(environment: Mapping[str, str]) -> Writers:
    """Returns all services that write events, with those of `LIANXI_SELF_HOSTED`. Raises `SettingError`."""
    names = [name.strip() for name in environment.get("LIANXI_SELF_HOSTED", "").split(",") if name.strip()]
    return Writers(frozenset(_self_hosted("LIANXI_SELF_HOSTED", name) for name in names))


def own_writer(environment: Mapping[str, str]) -> SelfHosted | None:
    """Returns the writer that `LIANXI_WRITER` names; None: this process is no service of one county. Raises `SettingError`."""
    name = environment.get("LIANXI_WRITER")
    writer = _self_hosted("LIANXI_WRITER", name) if name else None
    if writer is not None and writer not in all_writers(environment).self_hosted:
        raise SettingError(f"LIANXI_WRITER 是 {writer}，但 LIANXI_SELF_HOSTED 没有列出它：所有进程的这个名单必须相同")
    return writer


def _self_hosted(setting: str, name: str) -> SelfHosted:
    try:
        writer = writer_named(name)
    except ValueError:
        writer = None
    if not isinstance(writer, SelfHosted):
        raise SettingError(f"{setting} 应为 county- 或 township- 加县的六位代码，如 county-522722，得到的是“{name}”")
    return writer


def _is_server(text: str) -> bool:
    host, _, port = text.strip().rpartition(":")
    return bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536  # noqa: PLR2004 - highest port


def _secret(name: str, environment: Mapping[str, str]) -> str | None:
    path = environment.get(name)
    if not path:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name} 指向的 {path} 读不出来：{error}") from error


def _switch(name: str, environment: Mapping[str, str], *, default: bool) -> bool:
    text = environment.get(name, "").strip().lower()
    if not text:
        return default
    if text not in _SWITCH:
        raise SettingError(f"{name} 应为 true 或 false，得到的是“{text}”")
    return _SWITCH[text]
