"""Marks on a text: every character is shown once, under all marks that cover it."""

from hypothesis import given
from hypothesis import strategies as st

from decoupling.candidates import Mark
from decoupling.marked import candidate_marks, cut_pieces
from tests.unit.workspace.conftest import candidate

TEXT = "Acme closed its lab."


def mark(start, end, kind="organisation", made=""):
    return Mark(start=start, end=end, kind=kind, made=made)


def test_marks_inside_each_other_lie_on_one_piece():
    pieces = cut_pieces(
        TEXT, [mark(0, 20, "evidence"), mark(5, 11, "trigger", "Closure by Acme"), mark(0, 4, made="Acme")]
    )
    assert [(piece.text, piece.kinds, piece.made) for piece in pieces] == [
        ("Acme", ("evidence", "organisation"), "Acme"),
        (" ", ("evidence",), ""),
        ("closed", ("evidence", "trigger"), "Closure by Acme"),
        (" its lab.", ("evidence",), ""),
    ]


def test_a_text_without_marks_is_one_piece():
    assert [piece.text for piece in cut_pieces(TEXT, [])] == [TEXT]
    assert cut_pieces("", []) == []


MARKS = st.builds(mark, st.integers(0, 30), st.integers(0, 40))


@given(st.text(max_size=30), st.lists(MARKS, max_size=8))
def test_the_pieces_are_the_text_and_each_is_under_the_marks_that_cover_it(text, marks):
    pieces = cut_pieces(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    position = 0
    for piece in pieces:
        covering = [m for m in marks if m.start <= position and m.end >= position + len(piece.text)]
        assert bool(piece.kinds) == bool(covering)
        position += len(piece.text)


def test_a_candidate_marks_its_sentence_and_its_act():
    evidence, trigger = candidate_marks([candidate()], {"closure": "Closure"})
    assert (evidence.kind, evidence.start, evidence.end) == ("evidence", 33, 118)
    assert (trigger.kind, trigger.made) == ("trigger", "Closure by Acme")
