"""Rows of figures: every card with what it counts, and nothing in it is markup."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.conftest import numbers


def show_row() -> None:
    """A page of one row whose texts would be markup."""
    from components.figures import FigureCard, figure_row

    figure_row([FigureCard("A<b>", "1,000", 'says "so" <i>', below="of & more")], narrowest=7)


def test_texts_are_escaped():
    body = AppTest.from_function(show_row).run().get("html")[0].proto.body
    assert "<b>" not in body and "<i>" not in body
    assert "A&lt;b&gt;" in body and "of &amp; more" in body
    assert 'aria-label="says &quot;so&quot; &lt;i&gt;"' in body


def test_the_overview_shows_its_figures_with_their_meaning_and_course(open_app):
    app = open_app()
    body = next(element.proto.body for element in app.get("html") if "figures" in element.proto.body)
    assert list(numbers(app)) == ["Acts", "Decoupling", "Closures", "Organisations"]
    assert body.count('class="meaning"') == 4
    assert body.count("<img ") == 3 and 'alt="Acts by year: ' in body
