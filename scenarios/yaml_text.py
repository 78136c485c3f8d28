"""Plain keys as YAML text that reads back as the same keys."""

import io


def yaml_text(content: dict, head: str = "") -> str:
    """`content` as YAML, in its order; `head` is a comment before it.

    >>> yaml_text({"name": "1e3", "hold_h": 2.5})
    "{name: '1e3', hold_h: 2.5}\\n"
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None  # a step of a recipe on one line
    yaml.sort_base_mapping_type_on_output = False
    yaml.width = 100
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(content, stream)
    lines = "".join(
        "# " + "".join(c if c.isprintable() else "?" for c in line) + "\n"
        for line in head.splitlines()
    )
    return lines + stream.getvalue()
