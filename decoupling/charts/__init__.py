"""The charts by id. A new chart is one function, one ChartSpec, and one line here."""

from __future__ import annotations

from decoupling.charts.after_act import AFTER_ACT
from decoupling.charts.answer_times import ANSWER_TIMES
from decoupling.charts.answers import ANSWERS
from decoupling.charts.bars import (
    ACTION_RANKING,
    COUNTERPARTIES,
    INSTRUMENT_RANKING,
    ORGANISATION_RANKING,
    SECTOR_RANKING,
    VERIFICATION_MIX,
)
from decoupling.charts.compare import COMPARE_ACTIONS, COMPARE_COUNTRIES, COMPARE_DIRECTIONS
from decoupling.charts.compare_pace import COMPARE_PACE
from decoupling.charts.coverage import COVERAGE, SINGLE_SOURCE
from decoupling.charts.exits import EXIT_FUNCTIONS, EXIT_LADDER, EXIT_SECTOR_YEARS, EXIT_SECTORS
from decoupling.charts.heat import SECTOR_ACTIONS, SECTOR_YEARS
from decoupling.charts.network import NETWORK, ORGANISATION_NETWORK
from decoupling.charts.pace import PACE
from decoupling.charts.pace_index import PACE_INDEX
from decoupling.charts.places import CITY_RANKING, COUNTRY_RANKING, FLOWS_MAP, PLACES_MAP
from decoupling.charts.reviews import REVIEWS
from decoupling.charts.share import SECTOR_SHARE
from decoupling.charts.spec import ChartSpec
from decoupling.charts.timeline import ORGANISATION_TIMELINE, SECTOR_TIMELINE, TIMELINE

CHARTS: dict[str, ChartSpec] = {
    spec.id: spec
    for spec in (
        PACE,
        TIMELINE,
        SECTOR_RANKING,
        SECTOR_YEARS,
        SECTOR_ACTIONS,
        SECTOR_SHARE,
        ACTION_RANKING,
        ORGANISATION_RANKING,
        COUNTERPARTIES,
        INSTRUMENT_RANKING,
        VERIFICATION_MIX,
        SECTOR_TIMELINE,
        ORGANISATION_TIMELINE,
        PLACES_MAP,
        COUNTRY_RANKING,
        CITY_RANKING,
        FLOWS_MAP,
        COMPARE_PACE,
        COMPARE_ACTIONS,
        COMPARE_DIRECTIONS,
        COMPARE_COUNTRIES,
        EXIT_LADDER,
        EXIT_SECTORS,
        EXIT_SECTOR_YEARS,
        EXIT_FUNCTIONS,
        ANSWERS,
        AFTER_ACT,
        ANSWER_TIMES,
        COVERAGE,
        SINGLE_SOURCE,
        NETWORK,
        ORGANISATION_NETWORK,
        REVIEWS,
        PACE_INDEX,
    )
}
