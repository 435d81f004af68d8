"""What arrives from other organizations: once each, for whom it is meant, and nothing that was not sent."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from aiokafka import ConsumerRecord
from nacl.public import PrivateKey

from shared.committee.encryption.sealed_payload import SealedPayload, pack
from shared.committee.encryption.signatures import sign
from shared.committee.messages import repository
from shared.committee.messages.message import Side, Unopened
from shared.contracts.record_values import SIGNATURE, headers_with
from shared.contracts.subjects import organization_of
from shared.contracts.version_bounds import IMPLAUSIBLE
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import ConflictError, NotFoundError
from shared.messaging.readers.parking import TransientError
from tests.support.transfers import (
    CITY,
    CITYS,
    COUNTY,
    COUNTYS,
    ONWARD,
    ORIGIN,
    PAYLOAD,
    SECRET_TEXT,
    TOWNSHIP,
    TRANSFER,
    TransferService,
    apply_records,
    dispatch,
    open_transfer_service,
    published_transfers,
    signing_key_of,
)


@pytest.fixture
def keys() -> dict[str, bytes]:
    return {}


@pytest.fixture
async def township(tmp_path: Path, keys: dict[str, bytes]) -> AsyncIterator[TransferService]:
    async with open_transfer_service(tmp_path, TOWNSHIP, keys=keys) as service:
        yield service


@pytest.fixture
async def county(tmp_path: Path, keys: dict[str, bytes]) -> AsyncIterator[TransferService]:
    async with open_transfer_service(tmp_path, COUNTY, keys=keys) as service:
        service.derived = {TRANSFER: COUNTYS}
        yield service


@pytest.fixture
async def city(tmp_path: Path, keys: dict[str, bytes]) -> AsyncIterator[TransferService]:
    async with open_transfer_service(tmp_path, CITY, keys=keys) as service:
        service.derived = {ONWARD: CITYS}
        yield service


def changed(sent: ConsumerRecord, path: str, value: Any, *, signed: bool = True) -> ConsumerRecord:
    """Returns the same record with another value at a path such as `data.facts.to`, signed by its sender again."""
    document = msgspec.json.decode(sent.value)
    *folders, last = path.split(".")
    inner = document
    for folder in folders:
        inner = inner[folder]
    inner[last] = value
    altered = msgspec.json.encode(document)
    signature = sign(signing_key_of(organization_of(sent.key.decode())), altered)
    return replace(sent, value=altered, headers=headers_with(signature) if signed else sent.headers)


async def sent_and_delivered(township: TransferService, county: TransferService) -> None:
    await township.send(dispatch(county.keys[COUNTY]))
    assert await apply_records(county, await published_transfers(township)) == []


async def row(service: TransferService, id: str, side: Side) -> repository.Transfer:
    async with service.database.reading() as connection:
        return await repository.load(connection, id, side)


async def test_a_matter_arrives_with_its_content_and_the_sender_is_notified(
    township: TransferService, county: TransferService
) -> None:
    await sent_and_delivered(township, county)
    assert county.delivered == [(TRANSFER, 1, PAYLOAD)]
    assert await apply_records(township, await published_transfers(county)) == []
    assert township.noted == [(ORIGIN, COUNTYS, "delivered", {})]
    sending, receiving = await row(township, TRANSFER, "out"), await row(county, TRANSFER, "in")
    assert (sending.status, sending.matter, sending.counterpart) == (TransferState.DELIVERED, ORIGIN, COUNTY)
    assert (receiving.status, receiving.matter, receiving.counterpart) == (TransferState.DELIVERED, COUNTYS, TOWNSHIP)
    async with township.database.reading() as connection:
        (became,) = await repository.derived_of(connection, ORIGIN)
    assert (became.matter, became.organization, became.state, became.sequence) == (COUNTYS, COUNTY, "delivered", 1)


async def test_replays_duplicates_and_disorder_change_nothing(
    township: TransferService, county: TransferService
) -> None:
    await sent_and_delivered(township, county)
    async with county.database.transaction() as connection:
        for sequence in (2, 3):
            await county.send_notice(connection, COUNTYS, sequence, (ORIGIN,), TRANSFER, TransferState.ACCEPTED, {})
    both = await published_transfers(township) + await published_transfers(county)
    for seed in range(5):
        shuffled = both * 2
        Random(seed).shuffle(shuffled)
        for service in (township, county):
            assert await apply_records(service, shuffled) == []
            for one in shuffled:
                assert await apply_records(service, [one]) == []
    assert len(county.delivered) == 1
    assert [state for _, _, state, _ in township.noted] == ["accepted"]
    assert (await row(township, TRANSFER, "out")).status is TransferState.ACCEPTED


async def test_what_does_not_open_is_returned_with_the_reason_and_arrives_when_sent_again(
    township: TransferService, county: TransferService
) -> None:
    await township.send(dispatch(bytes(PrivateKey.generate().public_key)))
    await apply_records(county, await published_transfers(township))
    ((_, _, content),) = county.delivered
    assert isinstance(content, Unopened)
    assert content.code == "sealed-for-another-key"
    await apply_records(township, await published_transfers(county))
    assert township.noted == [(ORIGIN, COUNTYS, "returned", {"reason": content.reason})]
    for kept in (await row(township, TRANSFER, "out"), await row(county, TRANSFER, "in")):
        assert (kept.status, kept.reason) == (TransferState.RETURNED, content.reason)
    await township.send(dispatch(county.keys[COUNTY], sequence=2))
    assert (await row(township, TRANSFER, "out")).reason is None
    await apply_records(county, await published_transfers(township))
    assert county.delivered[1:] == [(TRANSFER, 2, PAYLOAD)]
    await apply_records(township, await published_transfers(county))
    again = await row(township, TRANSFER, "out")
    assert (again.status, again.version, again.reason) == (TransferState.DELIVERED, (1, 2), None)


async def test_what_was_accepted_is_not_delivered_again(township: TransferService, county: TransferService) -> None:
    """It is sent again while the acceptance is on its way, or under a new epoch after a restore."""
    await sent_and_delivered(township, county)
    async with county.database.transaction() as connection:
        await county.send_notice(connection, COUNTYS, 2, (ORIGIN,), TRANSFER, TransferState.ACCEPTED, {})
    await township.send(dispatch(county.keys[COUNTY], sequence=2))
    await apply_records(county, await published_transfers(township))
    assert len(county.delivered) == 1
    kept = await row(county, TRANSFER, "in")
    assert (kept.status, kept.version) == (TransferState.ACCEPTED, (1, 2))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "sealed-content-malformed"),
        (pack(SealedPayload(kind="proposals", title="x")), "sealed-for-another-kind"),
    ],
)
async def test_content_that_opens_and_is_no_payload_is_returned_too(
    township: TransferService, county: TransferService, content: bytes, code: str
) -> None:
    await township.send(dispatch(county.keys[COUNTY], content=content))
    await apply_records(county, await published_transfers(township))
    assert [each.code for _, _, each in county.delivered if isinstance(each, Unopened)] == [code]


async def test_every_step_of_a_long_way_reaches_every_origin(
    township: TransferService, county: TransferService, city: TransferService
) -> None:
    await sent_and_delivered(township, county)
    await county.send(dispatch(county.keys[CITY], id=ONWARD, to=CITY, chain=(ORIGIN, COUNTYS)))
    await apply_records(city, await published_transfers(county))
    async with city.database.transaction() as connection:
        chain, texts = (ORIGIN, COUNTYS), {"reason": "请补充地点"}
        await city.send_notice(connection, CITYS, 2, chain, ONWARD, TransferState.RETURNED, texts)
    for service, origin in ((township, ORIGIN), (county, COUNTYS)):
        service.noted.clear()
        # The township reads the notice of the city before that of the county.
        await apply_records(service, await published_transfers(city))
        assert service.noted == [(origin, CITYS, "returned", texts)]
    assert (await row(county, ONWARD, "out")).status is TransferState.RETURNED
    assert (await row(township, TRANSFER, "out")).status is TransferState.SENT
    await apply_records(township, await published_transfers(county))
    async with township.database.reading() as connection:
        assert [each.matter for each in await repository.derived_of(connection, ORIGIN)] == [COUNTYS, CITYS]


async def test_both_sides_may_live_in_one_service(tmp_path: Path, keys: dict[str, bytes]) -> None:
    async with open_transfer_service(tmp_path, TOWNSHIP, COUNTY, keys=keys) as service:
        service.derived = {TRANSFER: COUNTYS}
        await service.send(dispatch(keys[COUNTY]))
        await apply_records(service, await published_transfers(service))
        await apply_records(service, await published_transfers(service))
        assert (len(service.delivered), len(service.noted)) == (1, 1)
        assert (await row(service, TRANSFER, "out")).matter == ORIGIN
        assert (await row(service, TRANSFER, "in")).matter == COUNTYS


async def test_what_is_for_others_is_passed_over(
    township: TransferService, county: TransferService, city: TransferService
) -> None:
    await sent_and_delivered(township, county)
    assert await apply_records(city, await published_transfers(township) + await published_transfers(county)) == []
    assert (city.delivered, city.noted) == ([], [])


async def test_a_notice_of_what_was_never_sent_that_way_changes_nothing(
    township: TransferService, county: TransferService
) -> None:
    await sent_and_delivered(township, county)
    (notice,) = await published_transfers(county)
    foreign = [
        changed(notice, "data.facts.transfer", f"{TOWNSHIP}-t-2014-9"),
        changed(notice, "data.facts.chain", [f"{TOWNSHIP}-o-2014-31"]),
        changed(notice, "data.facts.chain", [f"{TOWNSHIP}-o-2014-31", f"{CITY}-o-2014-2"]),
    ]
    for one in foreign:
        assert await apply_records(township, [one]) == []
    assert township.noted == []
    assert (await row(township, TRANSFER, "out")).status is TransferState.SENT


async def test_a_transfer_has_one_addressee(tmp_path: Path, keys: dict[str, bytes], township: TransferService) -> None:
    async with open_transfer_service(tmp_path, COUNTY, CITY, keys=keys) as both:
        both.derived = {TRANSFER: COUNTYS}
        await township.send(dispatch(keys[COUNTY]))
        await apply_records(both, await published_transfers(township))
        (sent,) = await published_transfers(township)
        again = changed(changed(sent, "sequence", 2), "data.facts.to", CITY)
        assert await apply_records(both, [again]) == []
        assert len(both.delivered) == 1


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("data.facts.kind", "Opinions\0"),
        ("data.facts.kind", "x" * 33),
        ("data.facts.chain", []),
        ("data.facts.chain", [f"{COUNTY}-o-2014-1", ORIGIN]),
        ("data.facts.chain", [ORIGIN, ORIGIN]),
        ("data.facts.sealed", "not base64"),
        ("data.facts.to", "5206/03"),
        ("source", f"/organizations/{CITY}"),
        ("subject", f"{TOWNSHIP}-t-2014-0"),
        ("epoch", 0),
        ("data.facts.sent", "9999-12-31"),
        ("data.facts.limit", "0001-01-01"),
        ("time", "9999-12-31T23:00:00Z"),
    ],
)
async def test_a_malformed_dispatch_is_a_dead_letter(
    township: TransferService, county: TransferService, path: str, value: Any
) -> None:
    await township.send(dispatch(county.keys[COUNTY]))
    (sent,) = await published_transfers(township)
    (letter,) = await apply_records(county, [changed(sent, path, value), sent])
    assert letter.consumer == "inbox"
    assert len(county.delivered) == 1


async def test_a_forged_version_is_refused_and_hides_no_genuine_dispatch(
    township: TransferService, county: TransferService
) -> None:
    await township.send(dispatch(county.keys[COUNTY]))
    (sent,) = await published_transfers(township)
    forged = [changed(sent, "sequence", 2**31 - 1), changed(sent, "epoch", 2**31 - 1)]
    refused = await apply_records(county, [*forged, sent, *forged])
    assert [each.reason.partition(":")[0] for each in refused] == [IMPLAUSIBLE] * 4
    assert (await row(county, TRANSFER, "in")).version == (1, 1)
    again = changed(sent, "sequence", 2)
    assert await apply_records(county, [again]) == []
    assert (await row(county, TRANSFER, "in")).version == (1, 2)


async def test_what_a_rule_refuses_leaves_nothing_but_a_dead_letter_without_its_words(
    township: TransferService, county: TransferService
) -> None:
    await township.send(dispatch(county.keys[COUNTY]))
    county.refusing = ConflictError("not-allowed-now", SECRET_TEXT)
    (letter,) = await apply_records(county, await published_transfers(township))
    assert letter.reason == "not-allowed-now"
    assert await published_transfers(county) == []
    async with county.database.reading() as connection:
        assert await repository.find(connection, TRANSFER, "in") is None


@pytest.mark.parametrize("code", ["changed-meanwhile", "unknown-organization"])
async def test_what_passes_by_itself_makes_the_whole_portion_come_again(
    township: TransferService, county: TransferService, code: str
) -> None:
    await township.send(dispatch(county.keys[COUNTY]))
    county.refusing = ConflictError(code, "稍后再试")
    with pytest.raises(ConflictError, match=code):
        await apply_records(county, await published_transfers(township))
    county.refusing = None
    assert await apply_records(county, await published_transfers(township)) == []
    async with county.database.reading() as connection:
        assert await repository.find(connection, TRANSFER, "in") is not None


async def test_an_unknown_organization_blocks_the_inbox_while_the_directory_is_being_read(
    township: TransferService, county: TransferService
) -> None:
    """Afterwards it is not: it was voided, and its record must not keep the others."""
    await township.send(dispatch(county.keys[COUNTY]))
    county.refusing = NotFoundError("unknown-organization", "没有这个单位")
    inbox = county.inbox
    inbox.complete = lambda: False
    async with county.database.transaction() as connection:
        with pytest.raises(TransientError):
            await inbox.apply(connection, await published_transfers(township), "a cluster")


async def test_a_forged_dispatch_is_refused_and_changes_nothing(
    township: TransferService, county: TransferService, city: TransferService
) -> None:
    """It is newer than what the sender has sent; its signature is missing, altered, or of another organization."""
    await sent_and_delivered(township, county)
    await township.send(dispatch(county.keys[COUNTY], sequence=2))
    sent = (await published_transfers(township))[-1]
    await city.send(dispatch(county.keys[COUNTY], id=f"{CITY}-t-2014-1", chain=(CITYS,)))
    foreign = (await published_transfers(city))[-1].headers
    for headers in ([], [(SIGNATURE, bytes(64))], [(SIGNATURE, b"")], foreign):
        (letter,) = await apply_records(county, [replace(sent, headers=headers)])
        assert (letter.consumer, letter.reason) == ("inbox", "signature-invalid")
    (letter,) = await apply_records(county, [changed(sent, "data.facts.limit", "2014-06-28", signed=False)])
    assert letter.signature == sent.headers[0][1]  # a retry needs it
    assert len(county.delivered) == 1
    newer = replace(changed(sent, "sequence", 3), headers=[])
    assert len(await apply_records(county, [sent, newer])) == 1
    assert len(county.delivered) == 2  # the genuine one was not lost


async def test_a_forged_notice_changes_nothing_at_its_origin(
    township: TransferService, county: TransferService
) -> None:
    await sent_and_delivered(township, county)
    (notice,) = await published_transfers(county)
    forged = changed(notice, "data.facts.state", "accepted", signed=False)
    (letter,) = await apply_records(township, [forged])
    assert (letter.reason, township.noted) == ("signature-invalid", [])


async def test_what_arrives_again_is_passed_over_whatever_has_become_of_its_key(
    township: TransferService, county: TransferService
) -> None:
    await sent_and_delivered(township, county)
    (sent,) = await published_transfers(township)
    assert await apply_records(county, [replace(sent, headers=[])]) == []
    assert len(county.delivered) == 1


async def test_a_dispatch_waits_for_the_confirmation_of_the_key_of_its_sender(
    township: TransferService, county: TransferService
) -> None:
    county.unconfirmed = {TOWNSHIP}
    await township.send(dispatch(county.keys[COUNTY]))
    with pytest.raises(ConflictError, match="unconfirmed-sender"):
        await apply_records(county, await published_transfers(township))
    county.unconfirmed = set()
    assert await apply_records(county, await published_transfers(township)) == []
    assert len(county.delivered) == 1


async def test_nothing_of_the_content_is_in_clear_anywhere_on_the_way(
    township: TransferService, county: TransferService
) -> None:
    await sent_and_delivered(township, county)
    async with county.database.transaction() as connection:
        texts = {"reason": SECRET_TEXT}
        await county.send_notice(connection, COUNTYS, 2, (ORIGIN,), TRANSFER, TransferState.RETURNED, texts)
    for one in await published_transfers(township) + await published_transfers(county):
        assert SECRET_TEXT.encode() not in one.value
        assert SECRET_TEXT.encode("unicode-escape") not in one.value
    await apply_records(township, await published_transfers(county))
    assert township.noted == [(ORIGIN, COUNTYS, "returned", texts)]


async def test_nobody_notifies_of_a_transfer_that_did_not_arrive_here(county: TransferService) -> None:
    with pytest.raises(NotFoundError, match="unknown-transfer"):
        async with county.database.transaction() as connection:
            await county.send_notice(connection, COUNTYS, 1, (ORIGIN,), TRANSFER, TransferState.ACCEPTED, {})
