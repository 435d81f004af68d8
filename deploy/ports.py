"""The ports of the processes, as offsets from `LIANXI_PORT_BASE`."""

SERVICES = {"region": 0, "city": 10, "county": 20, "township": 30}
"""Services with their own database -> offset, from the highest level to the lowest."""

BROKER = 50
CONTROLLER = 60
"""The quorum of Apache Kafka, with `--kafka local`."""
METRICS = 100
"""Added to the offset of a service for its metrics port."""
TALLY_METRICS = 140
ROLLUP_METRICS = 150
