"""`deploy/grafana/dashboards/lianxi.json`: the one dashboard, from the table of its panels."""

import json
from typing import Any

from deploy.generated.panels import PANELS, Panel

_WIDTH, _HEIGHT, _COLUMNS = 8, 8, 3
_SOURCE = {"type": "prometheus", "uid": "prometheus"}


def dashboard() -> str:
    """Returns the file that Grafana reads."""
    page = {
        "uid": "lianxi",
        "title": "联席",
        "timezone": "Asia/Shanghai",
        "refresh": "30s",
        "schemaVersion": 39,
        "time": {"from": "now-6h", "to": "now"},
        "panels": [_drawn(number, panel) for number, panel in enumerate(PANELS)],
    }
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _drawn(number: int, panel: Panel) -> dict[str, Any]:
    row, column = divmod(number, _COLUMNS)
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.worst is not None:
        steps.append({"color": "red", "value": panel.worst})
    return {
        "id": number + 1,
        "title": panel.title,
        "type": panel.kind,
        "datasource": _SOURCE,
        "gridPos": {"x": column * _WIDTH, "y": row * _HEIGHT, "w": _WIDTH, "h": _HEIGHT},
        "fieldConfig": {
            "defaults": {"unit": panel.unit, "thresholds": {"mode": "absolute", "steps": steps}},
            "overrides": [],
        },
        "targets": [
            {
                "refId": chr(ord("A") + place),
                "datasource": _SOURCE,
                "expr": query.expression,
                "legendFormat": query.legend,
            }
            for place, query in enumerate(panel.queries)
        ],
    }
