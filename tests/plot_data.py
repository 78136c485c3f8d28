"""What a plotly chart on a page holds, as plain lists."""

import base64
import json

import numpy as np


def plain(value):
    """A chart's JSON with its packed arrays as lists of numbers."""
    if isinstance(value, dict):
        if set(value) >= {"dtype", "bdata"}:
            data = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
            shape = value.get("shape")
            return (
                data.tolist()
                if shape is None
                else data.reshape([int(n) for n in shape.split(",")]).tolist()
            )
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def charts(page):
    """The charts of an AppTest page, in order: dicts with `data` and `layout`."""
    return [plain(json.loads(c.proto.spec)) for c in page.get("plotly_chart")]
