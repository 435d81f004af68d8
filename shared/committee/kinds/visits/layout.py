"""What the list and the page of a visit to a service window show."""

from shared.committee.matters.layout import YEAR, Column, KindLayout

LAYOUT = KindLayout(
    title="窗口来访",
    short="窗口来访",
    begin="登记来访",
    empty="群众到服务窗口来访，每次登记一条；一次来访可以有多项结果。",
    columns=(Column("received_on", "来访日期"), Column("outcomes", "结果")),
    facts=(
        YEAR, Column("received_on", "来访日期"), Column("outcomes", "结果"), Column("report", "形成的信息"),
    ),
    texts=(Column("note", "来访记录"),),
    opened=("report",),
)  # fmt: skip
