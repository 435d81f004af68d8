"""The panels of the dashboard, in the order of their display."""

from typing import NamedTuple


class Query(NamedTuple):
    """An expression, and the label of its lines in the legend."""

    expression: str
    legend: str


class Panel(NamedTuple):
    """A panel. `unit`: its name in Grafana; `kind`: `timeseries`, or `stat` for the current value; `worst`: the threshold of red."""

    title: str
    unit: str
    queries: tuple[Query, ...]
    kind: str = "timeseries"
    worst: float | None = None


def _quantiles(histogram: str, *by: str, of: tuple[float, ...]) -> tuple[Query, ...]:
    grouped, legend = ", ".join((*by, "le")), "".join(f"{{{{{label}}}}} " for label in by)
    return tuple(
        Query(f"histogram_quantile({q}, sum by ({grouped}) (rate({histogram}[5m])))", f"{legend}{round(q * 100)}%")
        for q in of
    )


_REQUESTS = 'lianxi_http_request_seconds_bucket{route!~".+/events"}'

PANELS = (
    Panel("未应答的进程", "none", (Query("count(up == 0) or vector(0)", ""),), "stat", 1),
    Panel("上次对账不一致的指标", "none", (Query("max(lianxi_reconcile_differences)", ""),), "stat", 1),
    Panel("距上次对账", "s", (Query("max(lianxi_reconcile_age_seconds)", ""),), "stat", 172800),
    Panel(
        "从提交到计入报表",
        "s",
        _quantiles("lianxi_commit_to_report_seconds_bucket", of=(0.5, 0.95, 0.99)),
        worst=5,
    ),
    Panel("待发事件", "none", (Query("max by (job) (lianxi_outbox_pending)", "{{job}}"),)),
    Panel("最早的待发事件已等", "s", (Query("max by (job) (lianxi_outbox_oldest_seconds)", "{{job}}"),), worst=60),
    Panel(
        "每秒进入 Kafka 的事件",
        "none",
        (Query("sum by (topic) (rate(lianxi_events_published_total[5m]))", "{{topic}}"),),
    ),
    Panel("每秒计入的记录", "none", (Query("sum by (topic) (rate(lianxi_tally_records_total[5m]))", "{{topic}}"),)),
    Panel("未计入的记录", "none", (Query("sum by (topic) (lianxi_tally_records_behind)", "{{topic}}"),), worst=5000),
    Panel(
        "各项读取落后",
        "none",
        (Query("max by (job, reader) (lianxi_reader_position_behind)", "{{job}} {{reader}}"),),
        worst=1000,
    ),
    Panel(
        "读取没有进展",
        "s",
        (Query("max by (job, reader) (lianxi_reader_stalled_seconds)", "{{job}} {{reader}}"),),
        worst=60,
    ),
    Panel("Kafka 没有应答", "s", (Query("max by (job) (lianxi_kafka_unavailable_seconds)", "{{job}}"),), worst=60),
    Panel(
        "未结束的事务之后的记录",
        "none",
        (Query("max by (job, reader, topic) (lianxi_open_transaction_offsets)", "{{job}} {{reader}} {{topic}}"),),
        worst=1,
    ),
    Panel(
        "检查点已有多久",
        "s",
        (Query("max by (job, topic) (lianxi_checkpoint_age_seconds)", "{{job}} {{topic}}"),),
        worst=3600,
    ),
    Panel("写一次检查点", "s", _quantiles("lianxi_checkpoint_seconds_bucket", "job", of=(0.5, 0.99))),
    Panel(
        "计入一批",
        "s",
        _quantiles("lianxi_tally_batch_seconds_bucket", "job", of=(0.99,))
        + _quantiles("lianxi_rollup_batch_seconds_bucket", "job", of=(0.99,)),
    ),
    Panel("每秒发出的页", "none", (Query("sum by (stage) (rate(lianxi_pages_published_total[5m]))", "{{stage}}"),)),
    Panel(
        "汇总持有与待发的页",
        "none",
        (Query("max(lianxi_rollup_pages)", "持有"), Query("max(lianxi_rollup_pending_pages)", "待发")),
    ),
    Panel(
        "一小时内的死信",
        "none",
        (Query("sum by (job, topic) (increase(lianxi_dead_letters_total[1h]))", "{{job}} {{topic}}"),),
        worst=1,
    ),
    Panel(
        "一小时内重新发布",
        "none",
        (Query("sum by (job, reason) (increase(lianxi_repairs_total[1h]))", "{{job}} {{reason}}"),),
    ),
    Panel(
        "上次核查不符的事项",
        "none",
        (Query("max by (job, topic, what) (lianxi_audit_differences)", "{{job}} {{topic}} {{what}}"),),
        worst=1,
    ),
    Panel(
        "一小时内收到的报送",
        "none",
        (Query('sum by (job, result) (increase(lianxi_inbox_total{result!="elsewhere"}[1h]))', "{{job}} {{result}}"),),
    ),
    Panel(
        "一小时内签名不可信的记录",
        "none",
        (Query("sum by (job, reader) (increase(lianxi_signatures_refused_total[1h]))", "{{job}} {{reader}}"),),
        worst=1,
    ),
    Panel(
        "一小时内他人冒写的记录",
        "none",
        (Query("sum by (job, topic) (increase(lianxi_foreign_records_total[1h]))", "{{job}} {{topic}}"),),
        worst=1,
    ),
    Panel("越权写入而不计入的统计页", "none", (Query("max(lianxi_rollup_foreign_pages)", "页"),), worst=1),
    Panel(
        "每秒请求",
        "reqps",
        (Query("sum by (job, status) (rate(lianxi_http_request_seconds_count[5m]))", "{{job}} {{status}}"),),
    ),
    Panel("请求所需时间", "s", _quantiles(_REQUESTS, "job", of=(0.95,)), worst=1),
    Panel(
        "出错的请求（每秒）",
        "reqps",
        (
            Query(
                'sum by (job, route) (rate(lianxi_http_request_seconds_count{status=~"5.."}[5m]))', "{{job}} {{route}}"
            ),
        ),
    ),
    Panel("超期未办结", "none", (Query("max by (level, kind) (lianxi_overdue)", "{{level}} {{kind}}"),)),
    Panel("未发出的通知消息", "none", (Query("max by (level) (lianxi_messages_pending)", "{{level}}"),)),
    Panel(
        "最早的未发出的通知消息已等",
        "s",
        (Query("max by (level) (lianxi_messages_oldest_seconds)", "{{level}}"),),
        worst=3600,
    ),
    Panel(
        "一天内的期限提醒",
        "none",
        (Query("sum by (level, audience) (increase(lianxi_reminders_total[1d]))", "{{level}} {{audience}}"),),
    ),
    Panel("附件（份）", "none", (Query("max by (job) (lianxi_stored_files)", "{{job}}"),)),
    Panel("附件占用的空间", "bytes", (Query("max by (job) (lianxi_stored_file_bytes)", "{{job}}"),)),
    Panel("接收中的附件", "none", (Query("max by (job) (lianxi_receiving_files)", "{{job}}"),)),
    Panel(
        "最早的接收中的附件已等",
        "s",
        (Query("max by (job) (lianxi_receiving_oldest_seconds)", "{{job}}"),),
        worst=86400,
    ),
    Panel("等待其余部分的分块", "none", (Query("max by (job) (lianxi_pending_chunks)", "{{job}}"),)),
    Panel(
        "一天内收到的附件",
        "none",
        (Query("sum by (job, result) (increase(lianxi_received_files_total[1d]))", "{{job}} {{result}}"),),
    ),
    Panel(
        "事项",
        "none",
        (Query("sum by (level, kind) (max by (level, kind, status) (lianxi_matters))", "{{level}} {{kind}}"),),
    ),
    Panel("乡镇机构建立率", "percentunit", (Query("max by (city) (lianxi_bodies_established_ratio)", "{{city}}"),)),
    Panel(
        "版本",
        "none",
        (Query("count by (service, version, revision) (lianxi_build_info)", "{{service}} {{version}} {{revision}}"),),
    ),
)
