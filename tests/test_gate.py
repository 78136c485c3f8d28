"""The app's door: open on one's own machine, shut where login is configured."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import gate

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")
AUTH = '[auth]\nclient_id = "x"\n'


@pytest.fixture
def secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("TWIN_WORKSPACE", str(tmp_path))
    monkeypatch.setattr(gate, "FILE", tmp_path / "secrets.toml")
    return tmp_path / "secrets.toml"


def titles():
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    return [t.value for t in page.title], [e.value for e in page.error]


def test_without_secrets_the_app_is_open(secrets):
    assert titles() == (["The line"], [])


def test_secrets_of_other_things_leave_it_open(secrets):
    secrets.write_text("[other]\nx = 1\n")
    assert titles() == (["The line"], [])


def test_a_broken_file_keeps_everybody_out(secrets):
    secrets.write_text("[auth\n")
    shown, said = titles()
    assert shown == []
    assert "not readable" in said[0]


@pytest.mark.parametrize(
    "text",
    [
        '[access]\nallowed = ["@example.com"]\n',
        '[Auth]\nclient_id = "x"\n',
        AUTH + '[access]\nalowed = ["@example.com"]\n',
        AUTH + '[access]\nallowed = "@example.com"\n',
        'access = "@example.com"\n' + AUTH,
    ],
)
def test_a_login_that_is_half_written_keeps_everybody_out(secrets, text):
    secrets.write_text(text)
    shown, said = titles()
    assert shown == []
    assert "docs/dashboard.md" in said[0]


def test_a_login_is_found_wherever_streamlit_looks_for_it(secrets, monkeypatch):
    elsewhere = secrets.with_name("more.toml")
    elsewhere.write_text(AUTH)
    asked = gate.st.get_option
    monkeypatch.setattr(
        gate.st,
        "get_option",
        lambda name: [str(elsewhere)] if name == "secrets.files" else asked(name),
    )
    monkeypatch.setattr(gate.importlib.util, "find_spec", lambda name: None)
    shown, said = titles()
    assert shown == []
    assert "Authlib is not installed" in said[0]


@pytest.mark.parametrize(
    ("verified", "enters"), [({}, True), ({"email_verified": True}, True),
                             ({"email_verified": False}, False)]
)  # fmt: skip
def test_an_address_nobody_has_verified_does_not_enter(
    secrets, monkeypatch, verified, enters
):
    secrets.write_text(AUTH + '[access]\nallowed = ["@example.com"]\n')
    monkeypatch.setattr(gate.importlib.util, "find_spec", lambda name: True)
    user = {"is_logged_in": True, "email": "a@example.com", **verified}
    monkeypatch.setattr(gate.st, "user", user)
    shown, said = titles()
    assert shown == (["The line"] if enters else [])
    assert bool(said) is not enters


def test_login_without_its_library_is_told_not_skipped(secrets, monkeypatch):
    secrets.write_text(AUTH)
    monkeypatch.setattr(gate.importlib.util, "find_spec", lambda name: None)
    shown, said = titles()
    assert shown == []
    assert "Authlib is not installed" in said[0]


def test_a_visitor_who_has_not_logged_in_sees_a_button_and_no_page(
    secrets, monkeypatch
):
    secrets.write_text(AUTH)
    monkeypatch.setattr(gate.importlib.util, "find_spec", lambda name: True)
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert [t.value for t in page.title] == ["Electrode moisture twin"]
    assert page.button(key="login").label == "Log in"
    assert not page.dataframe


@pytest.mark.parametrize(
    ("address", "enters"),
    [
        *(("a@example.com", True), ("A@Example.com", True), ("b@example.org", True)),
        *(("c@example.org", False), ("", False), ("a@example.com.example.net", False)),
    ],
)
def test_only_listed_addresses_enter(address, enters):
    assert gate._listed(address.casefold(), ["@example.com", "b@example.org"]) is enters
