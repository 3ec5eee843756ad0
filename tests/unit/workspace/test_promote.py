"""Promotion: accepted events become records of the data files that pass every check."""

from __future__ import annotations

import pytest

from decoupling.checks import load_checked_dataset
from decoupling.dataset import DatasetError
from decoupling.model import Involvement, Organisation, Source
from decoupling.workspace.promote import plan_promotion, write_promotion
from decoupling.workspace.records import Accepted, Attached
from tests.unit.workspace.test_overlay import LAB, NEW_ID, decision


@pytest.fixture
def dataset(data_dir):
    """The dataset of a folder that may be written to."""
    return load_checked_dataset(data_dir)


def accepted(dataset, **changes):
    return dataset.by_id[LAB].model_copy(update={"id": NEW_ID, "date": "2024-05-09", "checked": None, **changes})


def test_an_accepted_event_becomes_a_record(dataset, data_dir):
    event = accepted(dataset, headline='Acme: "closes" a 上海 lab', summary="Yes: 100 % #1", usd=2.5e6, usd_note="no")
    promotion = plan_promotion([decision(Accepted(event=event))], dataset, data_dir)
    assert list(promotion.files) == ["events/2024.yaml"]
    write_promotion(promotion, data_dir)
    again = load_checked_dataset(data_dir)
    assert again.by_id[NEW_ID] == event
    assert len(again.events) == len(dataset.events) + 1
    assert plan_promotion([decision(Accepted(event=event))], again, data_dir).files == {}


def test_an_event_of_a_year_without_a_file_gets_one(dataset, data_dir):
    event = accepted(dataset, id="2019-01-02-acme-closes-w1", date="2019-01-02")
    write_promotion(plan_promotion([decision(Accepted(event=event))], dataset, data_dir), data_dir)
    assert load_checked_dataset(data_dir).by_id[event.id].date == "2019-01-02"


def test_a_new_organisation_gets_its_profile(dataset, data_dir):
    newcomer = Organisation(id="newco", name="Newco", kind="company", side="third", country="NL", chinese_name="新公司")
    event = accepted(dataset, orgs=(Involvement(id="newco", role="actor"),), origin="NL")
    record = Accepted(event=event, organisations=(newcomer,))
    promotion = plan_promotion([decision(record)], dataset, data_dir)
    write_promotion(promotion, data_dir)
    assert load_checked_dataset(data_dir).organisations["newco"] == newcomer
    assert any("newco: add aliases" in line for line in promotion.lacking)


def test_a_further_source_is_written_into_its_event(dataset, data_dir):
    source = Source(publisher="Weekly: the paper", url="https://example.org/weekly", date="2024-05-04", kind="news")
    for event in dataset.events:
        promotion = plan_promotion([decision(Attached(event_id=event.id, source=source))], dataset, data_dir)
        assert promotion.sources == (f"{event.id} ← {source.url}",)
        write_promotion(promotion, data_dir)
    again = load_checked_dataset(data_dir)
    for event in dataset.events:
        assert again.by_id[event.id] == event.model_copy(update={"sources": (*event.sources, source)})


def test_what_the_record_lacks_is_said(dataset, data_dir):
    record = Accepted(
        event=accepted(dataset, verification="single", sources=dataset.by_id[LAB].sources[:1]), unchanged=True
    )
    lacking = "\n".join(plan_promotion([decision(record)], dataset, data_dir).lacking)
    for words in ("read it a second time", "machine's draft", "second source"):
        assert words in lacking


def test_unsound_data_is_not_written(dataset, data_dir):
    before = {path: path.read_bytes() for path in data_dir.rglob("*.yaml")}
    promotion = plan_promotion([decision(Accepted(event=accepted(dataset, action="closing")))], dataset, data_dir)
    with pytest.raises(DatasetError, match="unknown action"):
        write_promotion(promotion, data_dir)
    assert {path: path.read_bytes() for path in data_dir.rglob("*.yaml")} == before
