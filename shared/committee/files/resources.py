"""The resource limits of the processes that read uploaded files."""

import resource

from shared.committee.files.limits import WORKER_MEMORY, WORKER_PROCESSOR_SECONDS


def limit_resources() -> None:
    """Limits memory and processor time of this process, which ends when it exceeds them."""
    resource.setrlimit(resource.RLIMIT_AS, (WORKER_MEMORY, WORKER_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WORKER_PROCESSOR_SECONDS, WORKER_PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
