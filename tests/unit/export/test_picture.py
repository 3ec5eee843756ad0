"""Pictures and pages: the words go inside, the size is kept, nothing is fetched."""

import json
import re

import pytest
from plotly.utils import PlotlyJSONEncoder

from decoupling.charts.look import LIGHT, new_figure
from decoupling.export.picture import (
    PADDING,
    PICTURE_FORMS,
    SIZES,
    compose_picture,
    picture_config,
    write_html,
)
from tests.unit.charts.drawn import VARIANTS, draw, texts_of

WORDS = {"title": "A finding", "subtitle": "What is drawn.", "notes": ["What is counted.", "Where it comes from."]}
each_size = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)


def compose(height=300, size="slide", **words):
    return compose_picture(new_figure(LIGHT, height=height), SIZES[size], **{**WORDS, **words})


def texts(picture):
    return [note.text.replace("<br>", " ") for note in picture.layout.annotations]


def test_title_subtitle_and_notes_are_inside_the_picture():
    assert texts(compose()) == ["A finding", "What is drawn.", "What is counted. Where it comes from."]


def test_each_note_begins_on_a_line_of_its_own():
    assert compose().layout.annotations[2].text == "What is counted.<br>Where it comes from."


def test_words_keep_their_order_from_the_top_down():
    title, subtitle, notes = compose().layout.annotations
    assert (title.y, subtitle.y, notes.y) == (1, 1, 0) and title.yshift > subtitle.yshift > 0 > notes.yshift


@each_size
def test_a_low_chart_makes_a_picture_of_exactly_the_size_asked_for(size):
    picture = compose_picture(new_figure(LIGHT, height=300), size, **WORDS)
    assert (picture.layout.width, picture.layout.height) == (size.width, size.height)


@each_size
def test_a_tall_chart_makes_a_taller_picture_of_the_same_width(size):
    picture = compose_picture(new_figure(LIGHT, height=1500), size, **WORDS)
    assert picture.layout.width == size.width and picture.layout.height > 1500


@each_size
def test_a_tall_chart_keeps_the_room_it_had_for_its_marks(size):
    chart = new_figure(LIGHT, height=1500)
    picture = compose_picture(chart, size, **WORDS)
    room = [f.layout.height - f.layout.margin.t - f.layout.margin.b for f in (chart, picture)]
    assert room[1] == pytest.approx(room[0], abs=8)


def test_a_long_title_is_wrapped_and_takes_more_room_above_the_chart():
    short, long = compose(), compose(title="A very long finding indeed " * 6)
    assert long.layout.annotations[0].text.count("<br>") >= 1
    assert long.layout.margin.t > short.layout.margin.t


def test_more_notes_take_more_room_below_the_chart():
    assert compose(notes=["a"] * 4).layout.margin.b > compose(notes=["a"]).layout.margin.b


def test_no_line_is_wider_than_the_picture():
    picture = compose(size="column", notes=["word " * 100], subtitle="word " * 60)
    longest = max(len(line) for note in picture.layout.annotations[1:] for line in note.text.split("<br>"))
    assert longest * 5.5 < SIZES["column"].width - 2 * PADDING < longest * 7.5


def test_markup_in_the_words_is_made_harmless():
    picture = compose(title="<b>x</b>", subtitle="<i>", notes=["a < b"])
    assert texts(picture) == ["&lt;b&gt;x&lt;/b&gt;", "&lt;i&gt;", "a &lt; b"]


def test_words_may_be_empty():
    assert texts(compose(subtitle="", notes=[])) == ["A finding", "", ""]


def test_the_figure_given_is_not_changed():
    chart = new_figure(LIGHT, height=300)
    before = chart.to_json()
    compose_picture(chart, SIZES["slide"], **WORDS)
    assert chart.to_json() == before


@pytest.mark.parametrize(("chart_id", "options"), VARIANTS)
def test_a_picture_of_a_chart_keeps_its_marks_and_its_own_notes(chart_id, options, select):
    figure = draw(chart_id, select(orgs=("dragon",)), **options)[1]
    picture = compose_picture(figure, SIZES["slide"], **WORDS)
    drawn = [json.dumps(f.data, cls=PlotlyJSONEncoder, sort_keys=True) for f in (picture, figure)]
    assert drawn[0] == drawn[1]
    assert picture.layout.annotations[:-3] == figure.layout.annotations


@pytest.mark.parametrize(("chart_id", "options"), VARIANTS)
def test_a_picture_has_the_colours_of_paper_and_no_template(chart_id, options, select):
    figure = draw(chart_id, select(orgs=("dragon",)), **options)[1]
    picture = compose_picture(figure, SIZES["slide"], **WORDS)
    colours = [set(re.findall(r"#[0-9A-F]{6}", f.to_json())) for f in (figure, picture)]
    assert colours[1] <= colours[0] | {LIGHT.ink, LIGHT.muted}
    assert set(texts_of(picture.layout.template.to_plotly_json())) <= {"scatter"}


def test_a_picture_names_only_fonts_that_are_found_everywhere():
    families = set(re.findall(r'"family":"([^"]+)"', compose().to_json()))
    assert families == {"Arial, Helvetica, sans-serif", "Georgia, 'Times New Roman', serif"}


# --- the button ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "scale"), [("png", 2), ("jpeg", 2), ("webp", 2), ("svg", 1)])
def test_the_button_saves_this_form_name_size_and_scale(form, scale):
    saved = picture_config(form, "a-name", SIZES["column"], 700)["toImageButtonOptions"]
    assert saved == {"format": form, "filename": "a-name", "width": 720, "height": 700, "scale": scale}


@pytest.mark.parametrize("form", PICTURE_FORMS)
def test_the_button_sends_nothing_anywhere(form):
    config = picture_config(form, "a-name", SIZES["slide"], 540)
    assert config["showSendToCloud"] is False and config["modeBarButtons"] == [["toImage"]]


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page():
    """A page whose title and marks try to break out of it."""
    figure = new_figure(LIGHT, height=300)
    figure.add_scatter(x=[1], y=[1], text=["</script><script>alert(1)</script>"], customdata=[["<img>"]])
    return write_html(compose_picture(figure, SIZES["slide"], **WORDS), "A <b> & title").decode("utf-8")


def test_a_page_holds_plotly_itself(page):
    assert "Plotly.newPlot" in page and len(page) > 1_000_000


def test_a_page_fetches_nothing(page):
    assert not re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=", page)
    assert not re.findall(r"<link\b[^>]*\shref=", page)


def test_a_page_sends_nothing_anywhere(page):
    assert re.search(r'"showSendToCloud":\s*false', page)


def test_a_page_has_its_title_and_language(page):
    assert page.startswith('<!doctype html>\n<html lang="en"><head><title>A &lt;b&gt; &amp; title</title>')


def test_text_from_data_cannot_break_out_of_a_page(page):
    assert "alert(1)" in page and "<script>alert(1)" not in page


def test_a_page_holds_the_words(page):
    assert all(word in page for word in ("A finding", "What is drawn.", "Where it comes from."))
