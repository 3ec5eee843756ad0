"""Links between events, from both ends."""

from __future__ import annotations

from dataclasses import replace

from decoupling.checks import load_checked_dataset
from decoupling.links import RelatedEvent, list_links
from decoupling.model import Link

CHIP_RULE = "2023-10-17-bureau-chip-rule"
METALS = "2024-07-01-ministry-metal-controls"


def related(dataset, event_id):
    return [(link.relation, link.event.id, link.basis) for link in list_links(dataset.by_id[event_id], dataset)]


def test_an_event_without_links_has_no_relations(tiny_dataset):
    assert related(tiny_dataset, "2024-05-02-acme-shanghai-lab") == []


def test_the_other_end_tells_the_link_the_other_way_round_by_date(tiny_dataset):
    assert related(tiny_dataset, CHIP_RULE) == [
        ("Implemented by", "2023-12-lithotool-stops-service", "order in time only"),
        ("Answered by", METALS, "stated by a source"),
    ]


def test_links_forward_come_before_links_back(tiny_dataset):
    assert related(tiny_dataset, METALS) == [
        ("Responds to", CHIP_RULE, "stated by a source"),
        ("Reversed by", "2025-11-10-ministry-suspends-metal-controls", "stated by a source"),
    ]


def test_links_forward_stand_by_date_not_as_written(tiny_dataset):
    event = tiny_dataset.by_id["2025-10-acme-dragon-venture"]
    links = [Link(type="cites", event=other, basis="stated") for other in (METALS, "2023-adviser-hong-kong", CHIP_RULE)]
    listed = list_links(event.model_copy(update={"links": tuple(links)}), tiny_dataset)
    assert [link.event.id for link in listed] == ["2023-adviser-hong-kong", CHIP_RULE, METALS]


def test_a_link_type_without_an_inverse_keeps_its_own_label(data_dir):
    path = data_dir / "taxonomy" / "link_types.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("inverse: Answered by, ", ""), encoding="utf-8")
    assert ("Responds to", METALS, "stated by a source") in related(load_checked_dataset(data_dir), CHIP_RULE)


def test_a_relation_carries_the_whole_event(tiny_dataset):
    first = list_links(tiny_dataset.by_id[METALS], tiny_dataset)[0]
    assert first == replace(first, event=tiny_dataset.by_id[CHIP_RULE])
    assert isinstance(first, RelatedEvent)
