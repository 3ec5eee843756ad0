"""An axe scan of every page: no serious or critical finding."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.test_visits import PATHS

SERIOUS = ("serious", "critical")


def find_barriers(page: Page) -> list[str]:
    """Serious and critical findings on the page in view."""
    report = Axe().run(page).response
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary'][:200]}"
        for violation in report["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_serious_barrier(visit, name, scheme):
    assert find_barriers(visit(PATHS[name], scheme=scheme)) == []
