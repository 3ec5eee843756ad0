"""Which act a figure measures, when several acts lay claim to it."""

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from decoupling.extract.measures import share_figures
from decoupling.extract.told import Act, Part, Told

SPAN = Doc(Vocab(), words=["x"])[:]


def act(*sums, people=(), score=1.0):
    parts = [[Part(str(value), SPAN, sure) for value, sure in figures] for figures in (sums, people)]
    return Act([Told(0, 1, "divestment", score, "actual", 1.0, {}, sums=parts[0], people=parts[1])])


def shared(*acts):
    share_figures(list(acts))
    return [(a.usd and float(a.usd.name), a.headcount and float(a.headcount.name)) for a in acts]


def test_an_act_takes_the_figure_it_is_surest_of():
    assert shared(act((60.0, 0.6), (225.0, 0.9))) == [(225.0, None)]


def test_a_figure_measures_the_act_with_the_better_claim_and_no_other():
    assert shared(act((16.0, 0.8)), act((16.0, 0.9))) == [(None, None), (16.0, None)]


def test_who_loses_a_figure_takes_the_next():
    assert shared(act((16.0, 0.86), (34.0, 0.63)), act((16.0, 0.89), (34.0, 0.4))) == [(34.0, None), (16.0, None)]


def test_sums_and_people_are_shared_apart():
    assert shared(act((5.0, 0.9), people=[(5.0, 0.9)])) == [(5.0, 5.0)]


@pytest.mark.parametrize("score", [0.2, 0.5])
def test_an_act_that_is_hardly_one_takes_nothing_from_a_sure_one(score):
    assert shared(act((5.0, 0.99), score=score), act((5.0, 0.7))) == [(None, None), (5.0, None)]
