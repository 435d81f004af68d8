"""What the list and the page of a grass-roots platform show."""

from shared.committee.matters.layout import YEAR, Column, KindLayout, Listed, ListLink, ProgressStep
from shared.contracts.platform_vocabulary import PlatformState as S

LAYOUT = KindLayout(
    title="基层平台",
    short="基层平台",
    begin="登记平台",
    empty="县（市、区）的片区，乡镇的村级协商站、组级协商点、户级召集人，以及委员联系点，都在这里登记。",
    links=(ListLink("导入Excel", "/imports/platforms", permission="platforms.file"),),
    columns=(
        Column("platform", "类别"), Column("contact_form", "联系点类型"), Column("parent_title", "上一级平台"), Column("active_on", "运行"),
        Column("townships", "乡镇"),
        Column("visits", "接待（次）"), Column("visitors", "接待（人）"),
    ),
    facts=(
        YEAR, Column("platform", "类别"), Column("contact_form", "联系点类型"), Column("parent", "上一级"),
        Column("parent_title", "上一级名称"),
        Column("household", "户号"), Column("head", "负责人"), Column("deputies", "副职"), Column("special_committee", "联系的专门委员会"),
        Column("address", "地址"),
        Column("active_on", "运行"), Column("closed_on", "撤销"), Column("visits", "接待（次）"), Column("visitors", "接待（人）"),
    ),
    lists=(
        Listed(name="grouped", title="乡镇（街道）", columns=(Column("name", "名称"), Column("key", "代码"), Column("since", "划入"))),
        Listed(name="below", title="下一级平台", columns=(Column("matter", "编号"), Column("title", "名称"))),
        Listed(name="receptions", title="接待记录", columns=(
            Column("on", "日期"), Column("visitors", "人数"), Column("note", "记录"),
        )),
    ),
    progress=(
        ProgressStep("登记"),
        ProgressStep("备案", (S.REGISTERED,), "active_on", (S.ACTIVE,)),
    ),
    opened=("record_visit",),
)  # fmt: skip
