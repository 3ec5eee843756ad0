"""Looks: colours that carry meaning, widths of texts, harmless labels."""

import re

import pytest

from decoupling.charts.look import (
    DARK,
    FONT_SIZE,
    LIGHT,
    LOOKS,
    direction_key,
    new_figure,
    note_at,
    plain_text,
    readable_on,
    stepped_scale,
    text_width,
)

each_look = pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)


def luminance(colour):
    """Relative luminance of #RRGGBB."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_looks_stand_under_their_names():
    assert {name: look.name for name, look in LOOKS.items()} == {"light": "light", "dark": "dark"}


@each_look
@pytest.mark.parametrize("ink", ["ink", "muted"])
def test_words_are_readable_on_the_paper(ink, look):
    assert contrast(getattr(look, ink), look.paper) >= 4.5


@each_look
def test_direction_colours_stand_out_from_the_paper(look, tiny_dataset):
    directions = tiny_dataset.taxonomy.directions
    assert all(contrast(look.colour(directions, code), look.paper) >= 3 for code in directions.codes)


@each_look
def test_the_scale_runs_one_way_in_grey(look):
    grey = [luminance(colour) for colour in look.scale]
    assert grey == sorted(grey, reverse=look is LIGHT)


@each_look
def test_the_scale_begins_at_nothing_and_ends_at_most(look):
    scale = stepped_scale(look)
    assert (scale[0], scale[-1]) == ((0, look.scale[0]), (1, look.scale[-1]))


@each_look
@pytest.mark.parametrize("step", range(7))
def test_a_number_is_readable_on_every_step_of_the_scale(step, look):
    assert contrast(readable_on(look, step / 6), look.scale[step]) >= 3


def test_a_code_has_a_colour_of_its_own_in_each_theme(tiny_dataset):
    directions = tiny_dataset.taxonomy.directions
    assert (LIGHT.colour(directions, "decoupling"), DARK.colour(directions, "decoupling")) == ("#B4432F", "#E0755F")


@each_look
def test_a_code_without_a_colour_is_refused(look, tiny_dataset):
    with pytest.raises(ValueError, match=f"code 'chips' of sectors has no colour in the {look.name} theme"):
        look.colour(tiny_dataset.taxonomy.sectors, "chips")


@each_look
def test_a_new_figure_has_every_colour_of_its_theme_and_no_other(look):
    text = new_figure(look, height=100).to_json()
    assert set(re.findall(r"#\w+", text)) == {look.paper, look.ink, look.muted, look.grid, look.plain}


def test_a_new_figure_has_the_size_and_margins_asked_for():
    layout = new_figure(LIGHT, height=321, left=40, top=50, bottom=60).layout
    assert (layout.height, layout.margin.l, layout.margin.t, layout.margin.b) == (321, 40, 50, 60)


@pytest.mark.parametrize(
    ("lines", "size", "width"),
    [
        ([], FONT_SIZE, 4),
        ([""], FONT_SIZE, 4),
        (["x" * 10], FONT_SIZE, 66),
        (["华为"], FONT_SIZE, 29),
        (["x" * 10], 26, 128),
    ],
)
def test_a_text_needs_this_width(lines, size, width):
    assert text_width(lines, size=size) == width


def test_the_longest_text_decides_the_width():
    assert text_width(["a", "abcdef", "abc"]) == text_width(["abcdef"])


@pytest.mark.parametrize(
    ("text", "plain"),
    [("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"), ("a < b > c", "a &lt; b &gt; c"), ("A&B", "A&B"), ("华为", "华为")],
)
def test_markup_in_a_text_is_made_harmless(text, plain):
    assert plain_text(text) == plain


def test_a_note_has_no_arrow_and_the_muted_ink_unless_told():
    plain, coloured = note_at(LIGHT, "x", x=0, y=1), note_at(LIGHT, "x", x=0, y=1, colour=LIGHT.ink)
    assert (plain["showarrow"], plain["font"]["color"], coloured["font"]["color"]) == (False, LIGHT.muted, LIGHT.ink)


@each_look
def test_the_key_names_only_the_directions_that_are_drawn_in_their_colours(look, tiny_dataset):
    directions = tiny_dataset.taxonomy.directions
    text = direction_key(directions, ["recoupling"], look)["text"]
    assert "Recoupling" in text and "Decoupling" not in text and look.colour(directions, "recoupling") in text
