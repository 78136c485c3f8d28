"""Who may see the app: everybody on this machine, or those who log in by OIDC.

With a section [auth] in .streamlit/secrets.toml (see docs/dashboard.md), or wherever
else Streamlit looks for it, nothing is shown before a login; [access] allowed lists the
addresses or domains that may enter. A file that cannot be read, or has no [auth] beside
its [access], keeps everybody out: it was meant to.
"""

import importlib.util
import tomllib
from pathlib import Path

import streamlit as st

FILE = Path(__file__).resolve().parents[1] / ".streamlit" / "secrets.toml"
ADVICE = "See docs/dashboard.md, “Login”."


def admitted() -> bool:
    """Whether this visitor may see the pages; if not, the page says what to do."""
    try:
        secrets = _secrets()
    except (OSError, ValueError):
        return _closed("The app's login is not readable.", "Mend secrets.toml.")
    if "auth" not in secrets:
        meant = {"auth", "access"} & {name.casefold() for name in secrets}
        if meant:
            return _closed("The app's login has no section [auth].", ADVICE)
        return True
    access = secrets.get("access")
    if access is not None and not _names(access):
        return _closed("The section [access] has no list “allowed”.", ADVICE)
    if importlib.util.find_spec("authlib") is None:
        return _closed("Login is configured, but Authlib is not installed.", ADVICE)
    if not st.user.get("is_logged_in", False):
        st.title("Electrode moisture twin")
        if st.button("Log in", type="primary", key="login", icon=":material/login:"):
            st.login()
        return False
    address = str(st.user.get("email", "")).casefold()
    if str(st.user.get("email_verified", True)).casefold() == "false":
        address = ""  # anybody can write any address into his account
    if access is not None and not _listed(address, access["allowed"]):
        _closed("You are logged in, but not on the list of who may enter.", ADVICE)
        st.button("Log out", on_click=st.logout, key="logout")
        return False
    st.sidebar.button(
        "Log out", on_click=st.logout, key="logout", icon=":material/logout:"
    )
    return True


def _secrets():
    """What stands in all the files in which Streamlit looks for secrets, the last one
    over the others; OSError, ValueError."""
    found = {}
    for file in dict.fromkeys([FILE, *map(Path, st.get_option("secrets.files"))]):
        if file.exists():
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def _names(access):
    """Whether a section [access] says who may enter."""
    return isinstance(access, dict) and isinstance(access.get("allowed"), list)


def _listed(address, allowed):
    """Whether an address is in the list, itself or its domain ("@example.com")."""
    return any(
        address == one.casefold()
        or (one.startswith("@") and address.endswith(one.casefold()))
        for one in allowed
        if isinstance(one, str) and address
    )


def _closed(what, todo):
    st.error(f"**{what}** {todo}", icon=":material/lock:")
    return False
