"""Which act a figure measures, when several acts lay claim to it."""

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from decoupling.extract.measures import share_people, share_sums
from decoupling.extract.told import Act, Part, Told

DOC = Doc(Vocab(), words=["x"] * 100)


def told(*sums, people=(), score=1.0):
    """A telling with figures (value, how sure); a value stands at the token of its number unless a third item says."""
    parts = [
        [Part(str(float(value)), DOC[at[0] if at else value :][:1], sure) for value, sure, *at in figures]
        for figures in (sums, people)
    ]
    return Told(0, 1, "divestment", score, "actual", 1.0, {}, sums=parts[0], people=parts[1])


def act(*sums, people=(), score=1.0):
    return Act([told(*sums, people=people, score=score)])


def shared(*acts):
    return [part and float(part.name) for part in share_sums(acts)]


def test_an_act_takes_the_figure_it_is_surest_of():
    assert shared(act((60, 0.6), (22, 0.9))) == [22]


def test_a_figure_measures_the_act_with_the_better_claim_and_no_other():
    assert shared(act((16, 0.8)), act((16, 0.9))) == [None, 16]


def test_who_loses_a_figure_takes_the_next():
    assert shared(act((16, 0.86), (34, 0.63)), act((16, 0.89), (34, 0.4))) == [34, 16]


def test_two_acts_may_have_the_same_number_told_twice():
    assert shared(act((16, 0.9, 3)), act((16, 0.8, 40))) == [16, 16]


def test_what_a_body_repeats_of_its_title_is_not_left_for_another_act():
    assert shared(Act([told((16, 0.9, 3)), told((16, 0.7, 40))]), act((16, 0.8, 40))) == [16, None]


def test_sums_and_people_are_shared_apart():
    both = act((5, 0.9), people=[(5, 0.9)])
    assert [part.name for part in (*share_sums([both]), *share_people([both]))] == ["5.0", "5.0"]


@pytest.mark.parametrize("score", [0.2, 0.5])
def test_an_act_that_is_hardly_one_takes_nothing_from_a_sure_one(score):
    assert shared(act((5, 0.99), score=score), act((5, 0.7))) == [None, 5]
