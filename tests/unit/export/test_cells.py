"""Cells: text that a spreadsheet would run as a formula is made harmless, everything else stays."""

import pandas as pd
import pytest

from decoupling.export.cells import legal_text, neutralise, neutralise_frame

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "=", "-"]
HARMLESS = ["", "a=b", "1+1", " =1", "'=1", "Acme – Dragon", "–", "–5", "华为", "a\n=b"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text):
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("value", [*HARMLESS, 0, -1, 1.5, None, True])
def test_any_other_value_stays_as_it_is(value):
    assert neutralise(value) is value


def test_cells_and_headings_of_a_frame_are_made_harmless():
    clean = neutralise_frame(pd.DataFrame({"=a": ["=1", "b"], "n": [-1, 2]}))
    assert clean.to_dict("list") == {"'=a": ["'=1", "b"], "n": [-1, 2]}


@pytest.mark.parametrize("kind", [object, "str", "category"])
def test_text_is_made_harmless_whatever_the_column_holds_it_as(kind):
    assert neutralise_frame(pd.DataFrame({"a": pd.Series(["=1", "b"], dtype=kind)}))["a"].tolist() == ["'=1", "b"]


@pytest.mark.parametrize(
    "values", [pd.Series([-1, 2]), pd.Series([-1, None], dtype="Int64"), pd.to_datetime(pd.Series(["2024-01-01"]))]
)
def test_numbers_and_days_keep_their_type(values):
    assert neutralise_frame(pd.DataFrame({"a": values}))["a"].equals(values)


def test_missing_text_stays_missing():
    assert neutralise_frame(pd.DataFrame({"a": ["=1", None]}))["a"].isna().tolist() == [False, True]


def test_the_frame_given_is_not_changed():
    frame = pd.DataFrame({"=a": ["=1"]})
    neutralise_frame(frame)
    assert frame.to_dict("list") == {"=a": ["=1"]}


@pytest.mark.parametrize("text", ["\x00", "\x08", "\x1b", "\ud800", "\udfff", "\ufffe"])
def test_signs_that_no_xml_may_hold_are_dropped(text):
    assert legal_text(f"a{text}b") == "ab"


def test_every_other_sign_stays():
    assert legal_text("a\tb\n华为 – 😀") == "a\tb\n华为 – 😀"
