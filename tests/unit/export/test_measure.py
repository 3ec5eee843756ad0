"""Room for text: wrapped, shrunk within limits, cut as the last resort."""

import pytest

from decoupling.export.measure import LINE, fit_text, text_points, wrap_text

WORDS = "Decoupling acts outnumber recoupling ones by four to one in every year since the rules of 2022"


@pytest.mark.parametrize("face", ["sans", "serif"])
def test_wider_signs_longer_texts_and_larger_sizes_take_more_room(face):
    assert text_points("iii", 10, face) < text_points("mmm", 10, face) < text_points("mmmm", 10, face)
    assert text_points("mmm", 20, face) == pytest.approx(2 * text_points("mmm", 10, face))


def test_a_chinese_sign_is_as_wide_as_its_size():
    assert text_points("华为", 10) == pytest.approx(20, rel=0.05)


def test_the_serif_of_headings_is_wider():
    assert text_points(WORDS, 10) * 1.1 < text_points(WORDS, 10, "serif")


def test_no_line_is_wider_than_its_box_and_no_word_is_lost():
    lines = wrap_text(WORDS, 120, 12)
    assert max(text_points(line, 12) for line in lines) <= 120 and " ".join(lines) == WORDS


def test_a_word_that_is_wider_than_its_box_is_broken():
    lines = wrap_text("https://example.org/" + "a" * 90, 100, 12)
    assert max(text_points(line, 12) for line in lines) <= 100 and "".join(lines).endswith("a" * 90)


def test_the_largest_size_that_fits_is_taken():
    sizes = (40, 30, 20, 10)
    assert fit_text("Short", 500, 60, sizes).size == 40
    assert fit_text(WORDS, 500, 60, sizes).size == 20
    assert fit_text(WORDS, 500, 60, sizes).height <= 60


def test_a_title_shrinks_before_a_word_is_broken():
    assert fit_text("Semiconductors first", 200, 500, (28, 20, 18), "serif").lines[0] == "Semiconductors"


def test_what_fits_nowhere_is_cut_with_an_ellipsis():
    fitted = fit_text(WORDS * 5, 200, 30, (12, 10))
    assert fitted.size == 10 and fitted.height <= 30 and fitted.lines[-1].endswith("…")
    assert max(text_points(line, 10) for line in fitted.lines) <= 200


def test_height_is_that_of_all_lines():
    fitted = fit_text(WORDS, 200, 500, (10,))
    assert fitted.height == len(fitted.lines) * 10 * LINE


def test_no_text_takes_no_room():
    assert fit_text("", 100, 100, (10,)).height == 0
