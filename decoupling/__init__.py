"""The domain of Decoupling Monitor: events, filters, aggregates, charts and exports. Never imports Streamlit."""

from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = PROJECT_ROOT / "data"
__version__ = "0.1.0"
