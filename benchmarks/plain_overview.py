"""The overview as a first version would be written: read everything, pandas, plotly.express, no cache.

Only a baseline for benchmarks/pages.py; not part of the dashboard.
"""

from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st
import yaml

DATA = Path(__file__).resolve().parent.parent / "data"
rows = [
    row for file in sorted(DATA.glob("events/*.yaml")) for row in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
]
events = pd.DataFrame(rows)
events["day"] = pd.to_datetime(events["date"].astype(str), format="ISO8601", errors="coerce")
events["year"] = events["day"].dt.year

sectors = sorted({sector for listed in events["sectors"] for sector in listed})
chosen = st.sidebar.multiselect("Sector", sectors, key="sector")
directions = st.sidebar.pills(
    "Direction", ["decoupling", "recoupling", "neutral"], selection_mode="multi", key="direction"
)
if chosen:
    events = events[events["sectors"].map(lambda listed: bool(set(listed) & set(chosen)))]
if directions:
    events = events[events["direction"].isin(directions)]

st.title("What is splitting")
st.metric("Acts", len(events))
st.metric("Closures", int((events["action"] == "closure").sum()))
quarter = events.dropna(subset="day").assign(quarter=lambda f: f["day"].dt.to_period("Q").astype(str))
by_quarter = quarter.groupby(["quarter", "direction"]).size().reset_index(name="events")
st.plotly_chart(px.bar(by_quarter, x="quarter", y="events", color="direction"), key="pace")
by_sector = events.explode("sectors").groupby(["sectors", "year"]).size().reset_index(name="events")
table = by_sector.pivot(index="sectors", columns="year", values="events").fillna(0)
st.plotly_chart(px.imshow(table, text_auto=True), key="heat")
orgs = events.explode("orgs").assign(org=lambda f: f["orgs"].map(lambda org: org["id"]))
top = orgs.groupby(["org", "direction"]).size().reset_index(name="events").sort_values("events").tail(20)
st.plotly_chart(px.bar(top, y="org", x="events", color="direction", orientation="h"), key="orgs")
for event in events.sort_values("day").tail(6).itertuples():
    st.markdown(f"{event.date} **{event.headline}**")
