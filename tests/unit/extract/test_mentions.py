"""Names and other mentions, found with the project's own lists."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import pytest

from decoupling import DATA_DIR
from decoupling.checks import load_checked_dataset
from decoupling.extract.gazetteer import MENTIONS, read_rows, spell
from decoupling.extract.language import Reader, build_reader
from decoupling.extract.mentions import date_of, value_of


@lru_cache(maxsize=1)
def reader() -> Reader:
    return build_reader(load_checked_dataset(DATA_DIR), DATA_DIR / "extraction")


def found(text: str, *labels: str) -> list[tuple[str, str]]:
    doc = reader().read_text(text, "2022-06-06")
    return [(span.text, span.id_) for span in doc.spans[MENTIONS] if span.label_ in labels]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("AWS closed the lab.", "AWS", "Amazon"),
        ("Meta and others left.", "Meta", "Meta"),
        ("Sanctions on Yangtze Memory Technologies Co., Ltd. stand.", "Yangtze Memory Technologies Co., Ltd.", "YMTC"),
        ("SK Hynix builds in Wuxi.", "SK Hynix", "SK hynix"),
        ("FCC ENDS CHINA TELECOM'S AUTHORITY TO SERVE", "CHINA TELECOM", "China Telecom"),
        ("中芯国际 was listed.", "中芯国际", "SMIC"),
        ("Facebook left long ago.", "Facebook", "Meta"),
        ("Nio and Li Auto sold more.", "Nio", "NIO"),
        ("Aluminum Corp. of China left New York.", "Aluminum Corp. of China", "Chalco"),
    ],
)
def test_a_company_is_found_under_every_name(text: str, words: str, name: str) -> None:
    assert (words, name) in found(text, "company")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Commerce Department added it.", "BIS"),
        ("The Pentagon barred it.", "DoD"),
        ("China's Ministry of Commerce replied.", "MOFCOM"),
        ("The Cyberspace Administration of China barred it.", "CAC"),
    ],
)
def test_an_agency_goes_by_its_usual_name(text: str, name: str) -> None:
    assert name in {usual for _, usual in found(text, "government")}


def test_a_number_in_a_name_counts_nobody() -> None:
    assert found("Two Sigma employees left.", "people", "company") == [("Two Sigma", "Two Sigma")]


def test_a_publisher_is_no_organisation() -> None:
    assert found("Reuters and the Financial Times reported it.", "company", "government", "other", "country") == []


def test_a_common_noun_with_its_determiner_may_stand_for_an_organisation() -> None:
    text = "The Boise, Idaho chipmaker said it would stop. Its plant closes; the rules stay."
    assert [words for words, _ in found(text, "anaphor")] == ["The Boise, Idaho chipmaker", "it", "Its"]


def test_dates_and_figures_carry_their_values() -> None:
    doc = reader().read_text("On Wednesday it paid $5 million and cut 240 jobs.", "2022-06-06")
    values = {
        s.label_: date_of(s).value if s.label_ == "date" else value_of(s)
        for s in doc.spans[MENTIONS]
        if s.label_ != "anaphor"
    }
    assert values == {"date": "2022-06-01", "money": 5e6, "people": 240}


def test_mentions_stand_in_order_and_only_a_common_noun_holds_another() -> None:
    doc = reader().read_text("The Shenzhen company sued Washington in May 2021 over the Huawei ban.", "2022-06-06")
    spans = list(doc.spans[MENTIONS])
    assert [s.start for s in spans] == sorted(s.start for s in spans)
    firm = [s for s in spans if s.label_ != "anaphor"]
    assert all(a.end <= b.start for a, b in pairwise(firm))


def test_a_name_is_spelled_in_every_way_of_its_words() -> None:
    spellings = [frozenset({"Defense", "Defence"}), frozenset({"Corporation", "Corp"})]
    assert list(spell("Aero Defense Corporation", spellings)) == ["Aero Defence Corporation", "Aero Defense Corp"]
    assert list(spell("Defense", spellings)) == []


def test_the_keepers_of_instruments_are_known_agencies_of_that_government() -> None:
    profiles = reader().gazetteer.profiles
    actions = load_checked_dataset(DATA_DIR).taxonomy.actions
    for row in read_rows(DATA_DIR / "extraction" / "keepers.yaml"):
        assert profiles[row["agency"]].kind == "government"
        assert row["government"] in profiles
        assert actions[row["action"]].group == "government"


def test_words_of_nationality_belong_to_one_country() -> None:
    words = [word for known in reader().nouns.nationalities.values() for word in known]
    assert len(words) == len(set(words))
