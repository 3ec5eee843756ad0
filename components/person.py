"""Owns who the visitor is: signed in by the provider in the secrets, or at work on the server's own machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAuthError, StreamlitSecretNotFoundError

from components.text import plain
from decoupling.access import (
    EVERYONE,
    LOCAL_EDITOR,
    VISITOR,
    Members,
    MembersError,
    Person,
    asked_from_this_machine,
    is_this_machine,
    person_for,
    read_members,
)

Secrets = Mapping[str, Any] | None
CHAPTER = "“Who may do what” in the README"
LEAST_COOKIE_SECRET = 32
"""Characters. Whoever guesses the secret can sign in as anybody."""


def current_person() -> Person:
    """The visitor of this run. Outside a run there is nobody to know, so only a viewer."""
    return _person(_read_secrets())


def read_only_reason() -> str | None:
    """Why nobody can change anything on this visit, and what to do about it; None where that is not so."""
    return _reason(_read_secrets())


def is_signed_in() -> bool:
    """Whether the sign-in provider has said who the visitor is."""
    return st.user.get("is_logged_in") is True


def is_open_to_everyone() -> bool:
    """Whether somebody who has not signed in may read; not while the secrets cannot be read, for they might say no."""
    secrets = _read_secrets()
    return secrets is not None and ("auth" not in secrets or _members(secrets).everyone is not None)


def address_of_person(person: Person) -> str:
    """A person's address as Markdown; whole in one style, browsers would be told that it is a link."""
    name, at, domain = person.name.partition("@")
    return f"**{plain(name)}**{plain(at + domain)}"


def sign_in_corner() -> None:
    """The foot of the sidebar: who is signed in, the way in or out, and what is wrong with the set-up."""
    secrets = _read_secrets()
    reason, problems, providers = _reason(secrets), _problems(secrets), _providers(secrets)
    if not (reason or problems or providers):
        return
    with st.container(key="sign_in", gap="small"):
        if problems:
            st.error(
                "Nobody can edit until the secrets are mended.\n\n" + "\n\n".join(map(plain, problems)),
                icon=":material/key_off:",
            )
        if reason:
            st.caption(plain(reason))
        if providers and is_signed_in():
            person = _person(secrets)
            st.caption(f"{address_of_person(person)}  \n{_standing(person)}")
            if st.button("Sign out", key="sign_out", icon=":material/logout:"):
                st.logout()
        elif providers:
            _sign_in_buttons(providers, "corner")


def sign_in_buttons() -> None:
    """On a page: a button for each provider at which people can sign in."""
    _sign_in_buttons(_providers(_read_secrets()), "page")


def _sign_in_buttons(providers: Sequence[str], where: str) -> None:
    for provider in providers:
        label = f"Sign in with {plain(provider)}" if provider != "default" else "Sign in"
        if st.button(label, key=f"sign_in_{where}_{provider}", icon=":material/login:"):
            try:
                st.login(provider)
            except StreamlitAuthError as error:
                st.error(f"Sign-in is not configured rightly: {plain(str(error))}")


def _read_secrets() -> Secrets:
    """The secrets, empty where there are none, None where a file cannot be read."""
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError:
        return None if any(Path(file).exists() for file in st.get_option("secrets.files")) else {}


def _person(secrets: Secrets) -> Person:
    if secrets is None:
        return VISITOR
    if "auth" not in secrets:
        return VISITOR if _reason(secrets) else LOCAL_EDITOR
    members = _members(secrets)
    if not is_signed_in() or not _is_cookie_safe(secrets["auth"]):
        return Person(VISITOR.name, members.everyone)
    return person_for(members, str(st.user.get("email") or ""), _is_address_verified())


def _members(secrets: Mapping[str, Any]) -> Members:
    section = secrets.get("workspace", {})
    try:
        return read_members(section)
    except MembersError:
        # Whoever meant to keep readers out does not let them in by a slip of the pen.
        everyone = section.get("everyone", "viewer") if isinstance(section, Mapping) else "viewer"
        return Members(everyone=EVERYONE.get(str(everyone)))


def _reason(secrets: Secrets) -> str | None:
    if secrets is None:
        return f"Read-only, because the secrets cannot be read. How they look when whole: {CHAPTER}."
    if "auth" in secrets:
        return None
    if not is_this_machine(st.get_option("server.address")):
        return (
            "Read-only, because this server listens to other machines and nobody can sign in. "
            f"To edit, configure sign-in or bind it to localhost: {CHAPTER}."
        )
    headers = st.context.headers
    # Streamlit gives no address to visitors from this machine.
    if st.context.ip_address or not asked_from_this_machine({name: headers.get_all(name) for name in headers}):
        return (
            "Read-only, because this page was opened from elsewhere or through a proxy, and nobody can sign in. "
            f"To edit, configure sign-in or open it on localhost: {CHAPTER}."
        )
    return None


def _problems(secrets: Secrets) -> list[str]:
    if secrets is None:
        return ["A secrets file cannot be read; the server’s log names the place."]
    problems = []
    if "auth" in secrets and not _is_cookie_safe(secrets["auth"]):
        problems.append(f"[auth] needs a cookie_secret of {LEAST_COOKIE_SECRET} random characters or more.")
    try:
        read_members(secrets.get("workspace", {}))
    except MembersError as error:
        problems += error.problems
    return problems


def _is_cookie_safe(section: object) -> bool:
    return isinstance(section, Mapping) and len(str(section.get("cookie_secret", ""))) >= LEAST_COOKIE_SECRET


def _providers(secrets: Secrets) -> list[str]:
    """Names of the providers at which people can sign in; one without a name of its own is the default."""
    section = secrets.get("auth") if secrets else None
    if not _is_cookie_safe(section):
        return []
    named = [name for name, value in section.items() if isinstance(value, Mapping) and name != "client_kwargs"]
    return ["default", *named] if "client_id" in section or not named else named


def _is_address_verified() -> bool:
    # Some providers send the claim as a word.
    return str(st.user.get("email_verified")).lower() == "true"


def _standing(person: Person) -> str:
    role = person.role.capitalize() if person.role else "On no list"
    return role if _is_address_verified() else f"{role}: the provider has not verified this address"
