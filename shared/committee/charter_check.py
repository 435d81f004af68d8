"""The check of the charter of a service: it may name only levels that readers accept from the topics of this service (decision 0107)."""

from collections.abc import Iterable

from shared.contracts.writers import HOSTS, KEEPS, SHARED, EventWriter, Writers, service_of
from shared.domain.charters.charters import CharterError, Charters


def check_writer(
    writer: EventWriter, charters: Charters, writers: Writers = SHARED, organizations: Iterable[str] = ()
) -> None:
    """Raises `CharterError` if this service would write what all readers would refuse from its topics (decision 0107).

    `organizations`: those that the settings name; readers compare them with the writer, too.
    """
    service = service_of(writer)
    foreign = [level for level in charters.hosts if HOSTS.get(level) is not service]
    foreign += [level for level in charters.keeps if level not in KEEPS[service]]
    if foreign:
        titles = "、".join(sorted({level.title_zh for level in foreign}))
        raise CharterError(
            "charter-invalid", f"{writer} 的章程中有{titles}：这一级的单位不由本服务发布，其他服务将拒绝其事件"
        )
    elsewhere = [key for key in organizations if writers.of(service, key) != writer]
    if elsewhere:
        raise CharterError(
            "charter-invalid",
            f"LIANXI_ORGANIZATIONS 中的 {'、'.join(sorted(elsewhere))} 不由 {writer} 发布（见 LIANXI_WRITER、LIANXI_SELF_HOSTED）",
        )
