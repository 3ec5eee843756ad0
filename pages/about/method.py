"""Method: can I trust it."""

import pandas as pd
import streamlit as st

from components import data
from components.chart_card import chart_card
from components.coverage_view import list_coverage
from components.exit_view import list_definitions
from components.filter_bar import current_selection
from components.index_view import explain_weights
from components.links import CHANGES, METHOD, address_of
from components.text import plain
from decoupling import DATA_DIR
from decoupling.addresses import pinned_query
from decoupling.api.openapi import list_addresses
from decoupling.coverage_summary import summarise_coverage, summarise_single_source
from decoupling.dates import describe_date
from decoupling.evaluation import read_result, tabulate_figures
from decoupling.export.citation import cite_view, version_line
from decoupling.model import Term
from decoupling.quality import measure_quality

selection = current_selection()
dataset = selection.dataset
everything = data.select_events(selection.chosen.without_conditions)
about, tax = dataset.about, dataset.taxonomy

st.title("Can I trust it?", anchor=False)
st.markdown(
    "An **event** is one dated act by one identifiable actor that loosens or re-tightens a technology tie between "
    "the United States and China, or that follows directly from such an act. One act is one event, however many "
    "articles report it; the articles are its sources. Threats, plans and rumours count only when the actor "
    "announced them or two independent reports carry them."
)
st.caption(plain(version_line(dataset)))

st.header("How firm the records are", anchor=False)
st.table(pd.DataFrame(measure_quality(dataset)).set_index("Measure"))
mix, single = st.columns([2, 3], gap="large")
with mix:
    chart_card("verification", everything)
with single:
    chart_card("single-source", everything)

st.header("What was gone through, and what is missing", anchor=False)
st.markdown(plain(data.read_once(summarise_single_source, everything)))
st.markdown(plain(data.read_once(summarise_coverage, everything)))
chart_card("coverage", everything)
list_coverage(dataset)
st.markdown((DATA_DIR / "COVERAGE.md").read_text(encoding="utf-8"))

st.header("How well articles are read by machine", anchor=False)
result = read_result(DATA_DIR / "extraction" / "evaluation.json")
if result is None:
    st.info("Extraction has not been measured: `python -m decoupling eval DIR --out data/extraction/evaluation.json`.")
else:
    st.markdown(
        "From an article, a trained reader proposes events with their sentences, for a person to judge; nothing it "
        "finds enters the dataset by itself. It was measured on "
        f"{result['articles']} annotated articles on {describe_date(result['evaluated'])}, version "
        f"{plain(result['extractor_version'])}. {plain(result['about'])}"
    )
    st.table(pd.DataFrame(tabulate_figures(result)).set_index("Figure"))
    with st.expander("By kind of act"):
        by_action = [
            {"Act": tax.actions.label(code), "F1": f"{row['f1']:.2f}"}
            | {"Found": row["found"], "Missed": row["missed"], "Invented": row["spurious"]}
            for code, row in result["by_action"].items()
        ]
        st.table(pd.DataFrame(by_action).set_index("Act"))
    with st.expander("Errors it made"):
        errors = [
            {
                "Error": error["what"],
                "Act": tax.actions.label(error["action"]),
                "Actor": plain(error["actors"]),
                "Date": error["date"],
                "Sentence": plain(error["evidence"]),
            }
            for error in result["errors"]
        ]
        st.table(pd.DataFrame(errors).set_index("Error"))

if dataset.reviews:
    st.markdown("People judge every candidate before it counts. This is what they made of them here:")
    chart_card("reviews", everything)

st.header("How to read the charts", anchor=False)
st.markdown((DATA_DIR / "READING.md").read_text(encoding="utf-8"))

st.header("The pace index", anchor=False)
explain_weights(tax)
st.markdown((DATA_DIR / "INDEX.md").read_text(encoding="utf-8"))


def who(term: Term) -> str:
    """Who performs an act, in brackets; nothing for other terms."""
    return f" ({term.group})" if term.group else ""


st.header("The codebook", anchor=False)
for heading, vocabulary in {
    "Kinds of act": tax.actions,
    "Sectors": tax.sectors,
    "Directions": tax.directions,
    "Statuses": tax.statuses,
    "Roles": tax.roles,
    "Functions": tax.functions,
    "Verification": tax.verifications,
    "Links": tax.link_types,
    "Kinds of organisation": tax.org_kinds,
}.items():
    with st.expander(f"{heading} ({len(vocabulary.codes)})"):
        rows = [
            {
                "Code": term.code,
                "Meaning": f"**{plain(term.label)}**{who(term)}: {plain(term.description)}",
            }
            for term in vocabulary.terms.values()
        ]
        st.table(pd.DataFrame(rows).set_index("Code"))
with st.expander("What counts as an exit"):
    list_definitions(tax)
with st.expander("Rules that the codebook leaves open, and how they were decided"):
    st.markdown((DATA_DIR / "DECISIONS.md").read_text(encoding="utf-8"))

st.header("Addresses for programs", anchor=False)
st.markdown(
    "Every view has an address that a program can ask, under the same filter and with the same bytes as the buttons "
    "of the pages. A wrong value is refused with what is allowed, never passed over. Reading is open to everyone; "
    "there are no keys and no cookies. All parameters: [/api/openapi.json](/api/openapi.json)."
)
addresses = [{"Address": plain(address), "What": plain(what)} for address, what in list_addresses().items()]
st.table(pd.DataFrame(addresses).set_index("Address"))

st.header("Versions", anchor=False)
st.markdown(
    "Every version of the dataset that was released can be opened again. Its name in an address, as `v=`, freezes "
    "pages, charts, exports, embedded charts and answers to programs to the data as it was, so that a count that was "
    "cited stays. Citations carry it; the plain address of a page follows the newest data. An id is never used again: "
    "the address of a record that was merged or dropped says where it went, or why."
)
versions = [
    {"Version": release.version, "Day": describe_date(release.date), "Events": f"{release.events:,}"}
    | {"What is new": plain(release.note)}
    for release in reversed(dataset.releases)
]
if versions:
    st.table(pd.DataFrame(versions).set_index("Version"))
st.page_link(CHANGES, label="What changed between two versions")

st.header("How to cite", anchor=False)
st.code(
    cite_view("Events of US–China technology decoupling", everything, address_of(METHOD, pinned_query({}, dataset))),
    language=None,
    wrap_lines=True,
)
st.markdown(
    f"Data: [{plain(about.licence)}]({about.licence_url}), statuses as of {describe_date(about.released)}. Code: MIT."
)
