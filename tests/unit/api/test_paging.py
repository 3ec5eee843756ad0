"""Cursors: bound to version and filter, opaque, and refused with what to do."""

import base64
import dataclasses

import pytest

from decoupling.api.paging import read_page
from decoupling.api.problems import RefusedError
from decoupling.api.queries import MAX_LIMIT


def refusal(query, selection):
    with pytest.raises(RefusedError) as caught:
        read_page(query, selection)
    return caught.value


@pytest.fixture
def cursor(select):
    return read_page({"limit": ["4"]}, select()).following


def test_without_limit_and_cursor_the_whole_is_wanted(select):
    assert read_page({}, select()) is None


def test_a_cursor_goes_on_where_its_page_ended_whatever_the_limit(select, cursor):
    page = read_page({"cursor": [cursor], "limit": ["5"]}, select())
    assert (page.start, page.stop, bool(page.following)) == (4, 9, True)
    page = read_page({"cursor": [cursor]}, select())
    assert (page.start, page.stop, page.following) == (4, 12, "")
    assert MAX_LIMIT >= 12


def test_the_last_page_has_no_cursor(select):
    assert read_page({"limit": ["12"]}, select()).following == ""


def test_a_cursor_of_another_version_is_gone_and_says_how_to_go_on(select, cursor):
    selection = select()
    later = dataclasses.replace(selection, dataset=dataclasses.replace(selection.dataset, version="2099.01.01-beef"))
    refused = refusal({"cursor": [cursor]}, later)
    assert refused.status == 410 and refused.more["version"] == "2099.01.01-beef"
    assert "begin again at the first page" in refused.detail


def test_a_cursor_of_another_filter_is_refused(select, cursor):
    assert refusal({"cursor": [cursor]}, select(sides=("US",))).more == {"parameter": "cursor"}


def forged(cursor, **changes):
    version, mark, place = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")
    parts = {"version": version, "mark": mark, "place": place, **changes}
    return base64.urlsafe_b64encode(" ".join(parts.values()).encode()).decode().rstrip("=")


@pytest.mark.parametrize("place", ["0", "-4", "12", "99999999999999999999", "four", ""])
def test_a_forged_place_is_refused(place, select, cursor):
    assert refusal({"cursor": [forged(cursor, place=place)]}, select()).status == 400


@pytest.mark.parametrize("text", ["", "x", "!!!", "华为", "AAAA", "%00", "a" * 5000])
def test_what_is_no_cursor_is_refused(text, select):
    refused = refusal({"cursor": [text]}, select())
    assert refused.status == 400 and refused.more == {"parameter": "cursor"}


def test_a_cursor_stands_once(select, cursor):
    assert refusal({"cursor": [cursor, cursor]}, select()).status == 400
