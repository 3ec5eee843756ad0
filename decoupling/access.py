"""Owns who may do what: roles and their rights, who is on which list, and which request counts as this machine's own.

The lists stand in the `[workspace]` section of the secrets. An entry is an address, or `@` and a domain:

    editors = ["ana@example.org", "@desk.example.org"]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal, get_args
from urllib.parse import urlsplit

Role = Literal["viewer", "reviewer", "editor"]
Right = Literal["read", "decide", "add", "manage"]

ROLES: tuple[Role, ...] = get_args(Role)
"""Lowest first."""
MAY: dict[Right, tuple[Role, ...]] = {
    "read": ("viewer", "reviewer", "editor"),
    "decide": ("reviewer", "editor"),
    "add": ("editor",),
    "manage": ("editor",),
}
DEEDS: dict[Right, str] = {
    "read": "read this dashboard",
    "decide": "review candidate events",
    "add": "bring in articles",
    "manage": "accept in bulk, promote events or reverse what others decided",
}
LISTS: dict[str, Role] = {f"{role}s": role for role in ROLES}
EVERYONE: dict[str, Role | None] = {"viewer": "viewer", "nobody": None}
"""What `everyone` may say: those on no list may read, or may not even read."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_ENTRY = re.compile(r"[^@\s*]*@[^@\s.*]+(\.[^@\s.*]+)*")
_PROXY_HEADERS = ("forwarded", "via", "x-real-ip")


class NotAllowed(PermissionError):
    """Somebody asked for what their role does not allow; the text says who may."""


class MembersError(ValueError):
    """The lists of members cannot be used; `problems` holds a sentence for each fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at work, by the name that decisions are kept under; without a role they may not even read."""

    name: str
    role: Role | None

    def may(self, right: Right) -> bool:
        """Whether the person's role has the right."""
        return self.role in MAY[right]


VISITOR = Person("visitor", "viewer")
LOCAL_EDITOR = Person("local editor", "editor")
COMMAND_LINE = Person("command line", "editor")


@dataclass(frozen=True, slots=True)
class Members:
    """Roles by entry, an address or `@domain`, and the role of everyone on no list."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    everyone: Role | None = "viewer"


def who_may(right: Right) -> str:
    """The roles that have a right, as readers call them: 'reviewers and editors'."""
    return " and ".join(f"{role}s" for role in MAY[right])


def require(person: Person, right: Right) -> None:
    """Pass if the person has the right; NotAllowed if not. Every call that writes begins with this."""
    if not person.may(right):
        standing = f"a {person.role}" if person.role else "on no list"
        raise NotAllowed(f"Only {who_may(right)} may {DEEDS[right]}; {person.name} is {standing}.")


def read_members(section: object) -> Members:
    """The members in a `[workspace]` section; where an entry is on several lists, the highest role counts.

    MembersError names everything that is wrong with it.
    """
    if not isinstance(section, Mapping):
        raise MembersError(["[workspace] must be a section of its own, with the lists editors, reviewers and viewers."])
    problems = [
        f"[workspace] does not know “{key}”; it may hold {', '.join(LISTS)} and everyone."
        for key in section
        if key not in LISTS and key != "everyone"
    ]
    roles: dict[str, Role] = {}
    for name, role in LISTS.items():
        entries = section.get(name, [])
        if not isinstance(entries, Sequence) or isinstance(entries, str):
            problems.append(f'[workspace] {name} must be a list: {name} = ["ana@example.org", "@desk.example.org"].')
            continue
        for number, entry in enumerate(entries, start=1):
            if isinstance(entry, str) and _ENTRY.fullmatch(_normalise(entry)):
                roles[_normalise(entry)] = role
            else:
                # Visitors see this, so the entry itself, somebody's address, stays out of it.
                problems.append(
                    f"[workspace] {name}: entry {number} is neither an address nor a domain written as "
                    "@desk.example.org."
                )
    everyone = section.get("everyone", "viewer")
    if str(everyone) not in EVERYONE:
        problems.append(f"[workspace] everyone can be “viewer” or “nobody”, not “{everyone}”; name others in a list.")
    if problems:
        raise MembersError(problems)
    return Members(roles, EVERYONE[str(everyone)])


def person_for(members: Members, email: str, verified: bool) -> Person:
    """The person with an address that the sign-in provider vouches for, or does not.

    The address itself counts before its domain, and a domain does not cover the domains below it. An address that
    nobody verified could be anybody's, so it counts as on no list.
    """
    address = _normalise(email)
    if not verified or not _ADDRESS.fullmatch(address):
        return Person(address or "somebody without an address", members.everyone)
    domain = address[address.index("@") :]
    return Person(address, members.roles.get(address) or members.roles.get(domain) or members.everyone)


def _normalise(address: str) -> str:
    # Only A to Z change: to lower other letters can turn one person's address into another's (K, the Kelvin sign).
    return address.strip().encode("utf-8", "replace").lower().decode("utf-8")


def is_this_machine(host: str | None) -> bool:
    """Whether a host name or IP address stands for the machine itself, and can be reached from nowhere else."""
    name = (host or "").lower().removesuffix(".")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def asked_from_this_machine(headers: Mapping[str, Sequence[str]]) -> bool:
    """Whether a request was made by a browser on this machine, judged by its headers (all values of each name).

    A reverse proxy gives itself away by what it adds, or by the name it was asked for; so does a page elsewhere
    that makes a browser here call for it, whose name is the origin, or has been pointed at this machine.
    """
    values = {name.lower(): list(all_of) for name, all_of in headers.items()}
    if any(name in _PROXY_HEADERS or name.startswith("x-forwarded-") for name in values):
        return False
    places = [f"//{host}" for host in values.get("host", [])]
    return bool(places) and all(is_this_machine(_host_of(place)) for place in [*places, *values.get("origin", [])])


def _host_of(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
