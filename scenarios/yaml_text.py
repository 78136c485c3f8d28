"""Plain keys as YAML text, which reads back as they were."""

import io

from ruamel.yaml import YAML

WIDTH = 100  # columns


def yaml_text(content: dict) -> str:
    """`content` as a file of this program has it: block style, keys in their order."""
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False
    writer.width = WIDTH
    writer.allow_unicode = True
    stream = io.StringIO()
    writer.dump(content, stream)
    return stream.getvalue()
