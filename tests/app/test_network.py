"""Journeys to who acts on whom: on the page of sectors, in one sector, and on the page of one organisation."""

from __future__ import annotations

import pytest

from tests.app.conftest import figures, words


def headed(app, heading):
    """The chart with a column of this heading."""
    return next(f for f in figures(app) if f"<b>{heading}</b>" in str(f["layout"].get("annotations")))


def names(figure) -> set[str]:
    """Names that a chart of ties draws."""
    texts = [text for trace in figure["data"] if trace.get("mode") == "text" for text in trace["text"]]
    return {text.strip("\u00a0").split(" <span")[0] for text in texts}


def test_the_page_of_sectors_says_and_draws_who_acts_on_whom(open_app):
    app = open_app("explore/sectors", sector="biotech")
    assert not app.exception
    assert "Who acts on whom" in [header.value for header in app.header]
    assert "ties between" in words(app)
    assert {"US Congress", "BIS", "BGI", "WuXi AppTec"} <= names(headed(app, "On whom"))


def test_more_names_are_drawn_when_the_address_asks_for_them(open_app):
    few, many = (headed(open_app("explore/sectors", **more), "On whom") for more in ({}, {"network-most": "50 names"}))
    assert len(names(few)) < len(names(many))
    assert few["layout"]["height"] < many["layout"]["height"]


@pytest.mark.parametrize(("label", "heading"), [("By sector", "In which sector"), ("By side", "On whom")])
def test_ties_run_to_sectors_or_between_sides(label, heading, open_app):
    app = open_app("explore/sectors", **{"network-nodes": label})
    assert not app.exception
    assert ("Semiconductors" if label == "By sector" else "Beijing") in names(headed(app, heading))


def test_the_table_of_ties_holds_what_is_drawn(open_app):
    app = open_app("explore/sectors", sector="biotech")
    app.segmented_control(key="view_network").set_value("Table").run()
    table = next(frame.value for frame in app.dataframe if "From" in frame.value)
    row = table[(table["From"] == "US Congress") & (table["To"] == "BGI") & (table["How"] == "Aimed at")].iloc[0]
    assert row["Events"] == row["Decoupling"] >= 2


def test_a_company_stands_between_those_who_act_on_it_and_those_it_acts_on(open_app):
    app = open_app("explore/company", id="huawei")
    assert not app.exception
    assert {"BIS", "Nvidia"} <= names(headed(app, "Act on or hit Huawei"))
    assert "ties of Huawei" in words(app)


def test_a_company_without_ties_says_so(open_app):
    app = open_app("explore/company", id="gallup")
    assert not app.exception
    assert "is aimed at or hits anybody that is named" in words(app)
