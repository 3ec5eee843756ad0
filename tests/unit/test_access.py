from __future__ import annotations

import tomllib

import pytest

from decoupling import PROJECT_ROOT
from decoupling.access import (
    DEEDS,
    LOCAL_EDITOR,
    MAY,
    ROLES,
    VISITOR,
    Members,
    MembersError,
    NotAllowed,
    Person,
    asked_from_this_machine,
    is_this_machine,
    person_for,
    read_members,
    require,
    who_may,
)

LISTS = {
    "editors": ["Ana@Example.org", "@desk.example.org"],
    "reviewers": ["rui@example.org", "@paper.example"],
    "viewers": ["intern@desk.example.org"],
}


def role_of(email: str, *, verified: bool = True, **section: object) -> str | None:
    return person_for(read_members({**LISTS, **section}), email, verified).role


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (None, set()),
        ("viewer", {"read"}),
        ("reviewer", {"read", "decide"}),
        ("editor", {"read", "decide", "add", "manage"}),
    ],
)
def test_a_role_has_exactly_its_rights(role, rights):
    assert {right for right in MAY if Person("x", role).may(right)} == rights


def test_the_two_persons_nobody_signs_in_as():
    assert (VISITOR.role, LOCAL_EDITOR.role) == ("viewer", "editor")


@pytest.mark.parametrize("right", MAY)
def test_the_refusal_says_who_may_and_who_asked(right):
    for role in (None, *ROLES):
        person = Person("ana@example.org", role)
        if person.may(right):
            require(person, right)
            continue
        with pytest.raises(NotAllowed) as refusal:
            require(person, right)
        text = str(refusal.value)
        assert who_may(right) in text
        assert DEEDS[right] in text
        assert text.endswith(f"ana@example.org is {'a ' + role if role else 'on no list'}.")


def test_a_refusal_is_a_permission_error():
    with pytest.raises(PermissionError, match="Only reviewers and editors may review candidate events"):
        require(VISITOR, "decide")


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("ana@example.org", "editor"),
        ("  ANA@EXAMPLE.ORG ", "editor"),
        ("anyone@desk.example.org", "editor"),
        ("Anyone@Desk.Example.Org", "editor"),
        ("rui@example.org", "reviewer"),
        ("someone@paper.example", "reviewer"),
        ("intern@desk.example.org", "viewer"),
        ("other@example.org", "viewer"),
    ],
)
def test_the_address_counts_before_its_domain(email, role):
    assert role_of(email) == role


@pytest.mark.parametrize(
    "email",
    [
        "eve@sub.desk.example.org",
        "eve@notdesk.example.org",
        "eve@desk.example.org.",
        "eve@desk.example.org.evil.example",
        "desk.example.org",
        "@desk.example.org",
        "eve@evil.example@desk.example.org",
        "ana@example.org@evil.example",
        "ana@example.org\n@evil.example",
        "ana @example.org",
        "ａna@example.org",
        "",
    ],
)
@pytest.mark.parametrize("everyone", ["viewer", "nobody"])
def test_an_address_that_only_looks_like_one_on_a_list_is_on_none(email, everyone):
    assert role_of(email, everyone=everyone) == {"viewer": "viewer", "nobody": None}[everyone]


def test_lowering_letters_does_not_turn_one_address_into_another():
    kelvin = "\u212aim@example.org"
    assert kelvin.lower() == "kim@example.org"
    assert role_of(kelvin, editors=["kim@example.org"]) == "viewer"


@pytest.mark.parametrize("email", ["ana@example.org", "anyone@desk.example.org", "rui@example.org"])
def test_an_address_nobody_verified_is_on_no_list(email):
    assert role_of(email, verified=False) == "viewer"
    assert role_of(email, verified=False, everyone="nobody") is None


def test_where_only_the_listed_may_read_a_listed_viewer_reads():
    assert role_of("intern@desk.example.org", everyone="nobody") == "viewer"
    assert role_of("other@example.org", everyone="nobody") is None


@pytest.mark.parametrize("entry", ["ana@example.org", "@example.org"])
def test_of_several_lists_the_highest_counts(entry):
    members = read_members({"editors": [entry], "viewers": [entry.upper()], "reviewers": [entry]})
    assert person_for(members, "ana@example.org", True).role == "editor"


def test_a_person_is_named_by_the_normalised_address():
    assert person_for(Members(), " Ana@Example.ORG", True) == Person("ana@example.org", "viewer")
    assert person_for(Members(), "", True).name == "somebody without an address"


def test_an_empty_section_lets_everyone_read_and_nobody_write():
    assert read_members({}) == Members()
    assert Members().everyone == "viewer"


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("editors", "must be a section"),
        ({"editor": ["ana@example.org"]}, "does not know “editor”"),
        ({"editors": "ana@example.org"}, "editors must be a list"),
        ({"editors": {"ana@example.org": True}}, "editors must be a list"),
        ({"reviewers": ["rui@example.org", 1]}, "reviewers: entry 2 is neither"),
        ({"viewers": ["desk.example.org"]}, "viewers: entry 1 is neither"),
        ({"editors": ["*@desk.example.org"]}, "is neither"),
        ({"editors": ["@*.example.org"]}, "is neither"),
        ({"editors": ["@"]}, "is neither"),
        ({"editors": ["@desk.example.org."]}, "is neither"),
        ({"editors": ["a@b@example.org"]}, "is neither"),
        ({"everyone": "editor"}, "not “editor”"),
        ({"everyone": ["viewer"]}, "everyone can be"),
    ],
)
def test_a_broken_section_is_refused_and_the_fault_named(section, fault):
    with pytest.raises(MembersError, match="workspace") as error:
        read_members(section)
    assert fault in str(error.value)


def test_no_address_is_told_to_those_who_see_the_fault():
    with pytest.raises(MembersError) as error:
        read_members({"editors": ["ana(at)secret.example"]})
    assert "secret.example" not in str(error.value)


def test_the_example_of_the_secrets_holds_lists_that_can_be_read():
    example = tomllib.loads((PROJECT_ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8"))
    members = read_members(example["workspace"])
    assert person_for(members, "ana@example.org", True).role == "editor"
    assert person_for(members, "other@desk.example.org", True).role == "reviewer"


def test_all_faults_are_named_at_once():
    with pytest.raises(MembersError) as error:
        read_members({"editor": [], "editors": ["nobody"], "everyone": "all"})
    assert len(error.value.problems) == 3


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.3.2.1", "::1"])
def test_names_of_this_machine(host):
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host",
    [None, "", "0.0.0.0", "::", "192.168.1.4", "example.org", "localhost.example.org", "127.0.0.1.nip.io"],  # noqa: S104
)
def test_names_that_can_be_reached_from_elsewhere(host):
    assert not is_this_machine(host)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": ["localhost:8501"]},
        {"host": ["127.0.0.1:8501"], "origin": ["http://127.0.0.1:8501"]},
        {"Host": ["[::1]:8501"], "Origin": ["http://[::1]:8501"], "User-Agent": ["x"]},
    ],
)
def test_a_browser_on_this_machine(headers):
    assert asked_from_this_machine(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": []},
        {"Host": ["dashboard.example.org"]},
        {"Host": ["localhost:8501", "dashboard.example.org"]},
        {"Host": ["localhost@evil.example"]},
        {"Host": ["[::1"]},
        {"Host": ["localhost:8501"], "Origin": ["https://dashboard.example.org"]},
        {"Host": ["localhost:8501"], "Origin": ["null"]},
        {"Host": ["localhost:8501"], "X-Forwarded-For": ["127.0.0.1"]},
        {"Host": ["localhost:8501"], "X-Forwarded-Host": [""]},
        {"Host": ["localhost:8501"], "Forwarded": ["for=127.0.0.1"]},
        {"Host": ["localhost:8501"], "x-real-ip": ["10.0.0.1"]},
        {"Host": ["localhost:8501"], "Via": ["1.1 proxy"]},
    ],
)
def test_a_request_that_came_through_another_name_or_a_proxy(headers):
    assert not asked_from_this_machine(headers)
