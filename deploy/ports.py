"""The ports of the processes, as offsets from `LIANXI_PORT_BASE`."""

SERVICES = {"region": 0, "city": 10, "county": 20, "township": 30}
"""The services with a database of their own, from above to below."""

BROKER = 50
CONTROLLER = 60
"""The quorum of Apache Kafka, with `--kafka local`."""
METRICS = 100
"""Metrics of a service: its own offset and this much more."""
TALLY_METRICS = 140
ROLLUP_METRICS = 150
