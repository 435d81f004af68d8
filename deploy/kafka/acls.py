"""Writes the table of `deploy.kafka.access` into Kafka. The broker refuses everything that no rule allows."""

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import CreateAclsRequest

from deploy.kafka.access import Rule, access_table, rules
from shared.messaging.clients import admin, connect
from shared.messaging.settings import KafkaSettings

# numbers of the protocol (ResourceType, PatternType, AclOperation, AclPermissionType)
_KINDS = {"topic": 2, "group": 3}
_LITERAL = 3
_OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
_ALLOW = 3


async def grant(kafka: KafkaSettings) -> int:
    """Creates every rule of the table and returns their number; removes no rule. Raises a `KafkaError`."""
    wanted = [(name, rule) for name, access in access_table(kafka.writers).items() for rule in rules(access)]
    client = admin(kafka)
    try:
        await connect(client, kafka)
        for principal, rule in wanted:
            await _allow(client, principal, rule)
    finally:
        await client.close()
    return len(wanted)


async def _allow(client: AIOKafkaAdminClient, principal: str, rule: Rule) -> None:
    answer = await client._send_request(  # noqa: SLF001 - aiokafka has the request and no method for it
        CreateAclsRequest(
            _KINDS[rule.kind], rule.name, _LITERAL, f"User:{principal}", "*", _OPERATIONS[rule.operation], _ALLOW
        )
    )
    for code, message in answer.creation_responses:
        if code:
            raise for_code(code)(message)
