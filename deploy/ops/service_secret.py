"""The secret of a service, which commands read in the same way as the service."""

from deploy import settings as environment
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings


def read_secret(settings: DeploySettings, service: str) -> bytes:
    """Returns the secret of a service; raises `CommandRefusedError` where its file cannot be read."""
    file = environment.secret_file(settings, service)
    try:
        secret = file.read_bytes()
    except OSError as error:
        raise CommandRefusedError(f"{file}：不能读取服务的密钥文件，请在该服务的环境中执行") from error
    return secret.strip() if "LIANXI_SECRET_FILE" in environment.process_environment() else secret
