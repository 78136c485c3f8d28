"""Keys written as YAML read back as the same keys."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.shipped import read_tree
from scenarios.yaml_text import yaml_text
from scenarios.yaml_tree import parse

ODD = (
    "no", "1e-13", "~", "0o7", "0x1f", "null", "", "-", "- a", "a: b", "2026-01-05",
    "12:30", ".inf", "=cmd()", "<img src=x onerror=alert(1)>", "%YAML 1.1", "---",
    "a\nb", "#x", "'", '"', "x" * 10_000, "{a: 1}", "\u2028", "é", "🙂", "*a", "&a",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_a_text_stays_a_text(text):
    content = {"name": text, "list": [text, {"name": text}]}
    assert parse(yaml_text(content), "it").content == content


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.one_of(
            st.integers(-(10**12), 10**12),
            st.floats(allow_nan=False, allow_infinity=False),
            st.booleans(),
            st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=40),
        ),
        lambda below: (
            st.lists(below, max_size=3)
            | st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), below)
        ),
        max_leaves=12,
    )
)
def test_whatever_keys_hold_reads_back(value):
    assert parse(yaml_text({"key": value}), "it").content == {"key": value}


@pytest.mark.parametrize("name", ["plain_vacuum", "purge_cycles", "hot_nitrogen"])
def test_a_shipped_oven_file_reads_back(name):
    content = read_tree(f"ovens/{name}.yaml", "ovens").content
    text = yaml_text(content, "from a page\nhold: 1")
    assert text.startswith("# from a page\n# hold: 1\nname: ")
    assert parse(text, "it").content == content
