"""The charts by id. A new chart is one function, one ChartSpec, and one line here."""

from __future__ import annotations

from decoupling.charts.bars import ACTION_RANKING, ORGANISATION_RANKING, SECTOR_RANKING
from decoupling.charts.heat import SECTOR_ACTIONS, SECTOR_YEARS
from decoupling.charts.pace import PACE
from decoupling.charts.share import SECTOR_SHARE
from decoupling.charts.spec import ChartSpec
from decoupling.charts.timeline import TIMELINE

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
    )
}
