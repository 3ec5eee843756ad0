"""Takes the pictures of the README from the running app, light and dark, desk and phone.

make screenshots
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import DESK, PHONE, PHONE_AGENT, find_browser, serve, settle  # noqa: E402

TARGET = ROOT / "docs" / "pictures"
SHOTS = {
    "overview-light": ("", "light", False),
    "timeline-dark": ("timeline?sector=chips", "dark", False),
    "event-light": ("event?id=2025-07-23-amazon-shanghai-ai-lab", "light", False),
    "overview-phone": ("", "light", True),
}


def main() -> None:
    """Write one PNG a shot."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        for name, (path, scheme, phone) in SHOTS.items():
            context = browser.new_context(
                viewport=PHONE if phone else DESK,
                color_scheme=scheme,
                user_agent=PHONE_AGENT if phone else None,
            )
            page = context.new_page()
            page.goto(f"{address}/{path}")
            page.wait_for_selector("h1")
            settle(page)
            page.screenshot(path=TARGET / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
