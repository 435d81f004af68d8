"""The demonstration data, loaded again, adds nothing."""

from deploy import ports
from tests.support.system import System


def test_the_demonstration_loaded_again_long_after_its_keys_are_gone_adds_nothing(system: System) -> None:
    before = {service: announced(system, service) for service in ports.SERVICES}
    for service in ports.SERVICES:
        forget_keys(system, service)
    again = system.deploy("demo", "--no-filler")
    assert again.returncode == 0, again.stdout + again.stderr
    assert {service: announced(system, service) for service in ports.SERVICES} == before


def announced(system: System, service: str) -> int:
    """Returns the number of events that the service has published."""
    ((count,),) = system.rows(service, "SELECT count(*) FROM outbox")
    return int(count)


def forget_keys(system: System, service: str) -> None:
    """Deletes the idempotency keys, as the service does after a week."""
    system.rows(service, "DELETE FROM idempotency_keys")
