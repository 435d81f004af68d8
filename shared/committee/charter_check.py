"""The check of the charter of a service: it may name only levels that readers accept from the topics of this service (decision 0107)."""

from shared.contracts.writers import HOSTS, KEEPS, Writer
from shared.domain.charter import CharterError, Charters


def check_writer(writer: Writer, charters: Charters) -> None:
    """Raises `CharterError` for a charter that lets this service write what all readers would refuse from its topics (decision 0107)."""
    foreign = [level for level in charters.hosts if HOSTS.get(level) is not writer]
    foreign += [level for level in charters.keeps if level not in KEEPS[writer]]
    if foreign:
        titles = "、".join(sorted({level.title_zh for level in foreign}))
        raise CharterError(
            "charter-invalid", f"{writer} 的章程中有{titles}：这一级的单位不由本服务发布，其他服务将拒绝其事件"
        )
