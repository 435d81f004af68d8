"""Diagnosis of failed connections to Kafka: aiokafka does not report the cause, so we connect again and name the setting to correct."""

from ssl import SSLCertVerificationError, SSLError

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError, SaslAuthenticationFailed

from shared.messaging.settings import KafkaSettings

_EXPIRED = 10
_NOT_YET_VALID = 9
_SELF_SIGNED = (18, 19)
_PATIENCE_MS = 5_000


class UnreachableError(KafkaConnectionError):  # type: ignore[misc] # aiokafka ships no types
    """Kafka cannot be reached; nothing is lost, and the caller retries or exits. The message is one sentence for the operator."""

    def __str__(self) -> str:
        return str(self.args[0])


async def unreachable(kafka: KafkaSettings) -> UnreachableError:
    """Returns the error that describes the first server of `LIANXI_KAFKA` that cannot be used."""
    for server in kafka.bootstrap.split(","):
        host, _, port = server.strip().rpartition(":")
        if (sentence := await _fault(kafka, host.strip("[]"), int(port))) is not None:
            return UnreachableError(f"Kafka（{server.strip()}）{sentence}")
    return UnreachableError(f"Kafka（{kafka.bootstrap}）此刻没有应答：请检查 LIANXI_KAFKA 的地址、网络和权限")


async def _fault(kafka: KafkaSettings, host: str, port: int) -> str | None:
    try:
        connection = await create_conn(
            host,
            port,
            request_timeout_ms=_PATIENCE_MS,
            security_protocol=kafka.security_protocol,
            ssl_context=kafka.ssl_context(),
            sasl_mechanism="SCRAM-SHA-512" if kafka.username else "PLAIN",
            sasl_plain_username=kafka.username,
            sasl_plain_password=kafka.password,
        )
    except SSLCertVerificationError as error:
        return _distrust(error)
    except SSLError:
        return (
            "不以 TLS 应答：请检查 LIANXI_KAFKA 的端口，"
            f"或 LIANXI_KAFKA_SECURITY_PROTOCOL（现为 {kafka.security_protocol}）"
        )
    except SaslAuthenticationFailed:
        return f"不接受用户 {kafka.username} 的口令：请检查 LIANXI_KAFKA_USERNAME 和 LIANXI_KAFKA_PASSWORD_FILE"
    except (KafkaError, OSError, TimeoutError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        return (
            f"没有应答（{why}）：请检查 LIANXI_KAFKA 的地址和网络，"
            f"以及 LIANXI_KAFKA_SECURITY_PROTOCOL（现为 {kafka.security_protocol}）是否与它一致"
        )
    connection.close()
    return None


def _distrust(error: SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "的证书已过期：请更换它的证书；若证书还有效，请检查本机的时钟"
    if error.verify_code == _NOT_YET_VALID:
        return "的证书尚未生效：请检查本机的时钟"
    if error.verify_code in _SELF_SIGNED:
        return "的证书是自签的，不受信任：请把签发它的证书写入 LIANXI_KAFKA_CA_FILE 指向的文件"
    return f"的证书不受信任（{error.verify_message}）：请检查 LIANXI_KAFKA_CA_FILE，以及 LIANXI_KAFKA 的主机名是否与证书一致"
