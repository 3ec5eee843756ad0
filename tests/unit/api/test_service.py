"""The addresses: what each answers, what is the same as from elsewhere, and how answers are cached."""

import csv
import dataclasses
import io
import json
import subprocess
import sys

import pytest

from decoupling import PROJECT_ROOT
from decoupling.__main__ import main
from decoupling.api import service
from decoupling.charts import CHARTS
from decoupling.dataset import DatasetError
from decoupling.export.events import EVENT_FORMS, describe_event, describe_events, write_events
from decoupling.export.tables import MIME_TYPES
from decoupling.yaml_files import Problem
from tests.unit.api.conftest import SITE

LAB = "2024-05-02-acme-shanghai-lab"
ANSWERS = [
    *(f"/api/events.{form}" for form in EVENT_FORMS),
    f"/api/events/{LAB}",
    *(f"/api/aggregate/{chart}.json" for chart in CHARTS),
    "/feed.atom",
    "/feed.json",
    "/calendar.ics",
    "/api/",
    "/api/openapi.json",
]


def problem(answer, status, kind):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == status and found["type"].endswith(f":{kind}") and found["title"] and found["detail"]
    return found


# --- events --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_a_file_from_the_address_is_the_file_of_the_filter(form, client, select):
    answer = client.get(f"/api/events.{form}?sector=chips&from=2024")
    selection = select(sectors=("chips",), start=service.read_filter({"from": ["2024"]}, select().snapshot.codes).start)
    events = [selection.dataset.events[i] for i in selection.counts.positions]
    about = describe_events(selection, SITE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(MIME_TYPES[form])
    assert answer.content == write_events(events, selection.dataset, form, about)
    assert f'decoupling-events-chips-2024-2025.{form}"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("form", EVENT_FORMS)
def test_a_file_from_the_address_is_the_file_from_the_command_line(form, client, data_dir, tmp_path):
    out = tmp_path / f"out.{form}"
    call = ["--data", str(data_dir), "export", str(out), "--side", "CN", "--q", "metal", "--site", SITE]
    assert main(call) == 0
    assert client.get(f"/api/events.{form}?side=CN&q=metal").content == out.read_bytes()


def test_a_filter_that_selects_nothing_gives_a_file_without_rows(client):
    answer = client.get("/api/events.csv?q=nowhere")
    assert answer.status_code == 200 and answer.text.count("\n") == 1
    assert client.get("/api/events.json?q=nowhere").json()["rows"] == []
    assert client.get("/api/events.json?q=nowhere&limit=3").json()["rows"] == []


def test_one_event_is_what_its_page_gives(client, tiny_dataset):
    event = tiny_dataset.by_id[LAB]
    about = describe_event(event, tiny_dataset, SITE)
    assert client.get(f"/api/events/{LAB}").content == write_events([event], tiny_dataset, "json", about)


def test_more_events_than_a_sheet_holds_are_refused_before_the_file_is_made(client, monkeypatch):
    monkeypatch.setattr(service, "MAX_SHEET_ROWS", 5)
    found = problem(client.get("/api/events.xlsx"), 400, "too-many-rows")
    assert found["limit"] == 4 and "parquet" in found["detail"]
    assert client.get("/api/events.xlsx?limit=4").status_code == 200
    assert client.get("/api/events.csv").status_code == 200


# --- counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", CHARTS)
def test_an_aggregate_holds_the_rows_of_the_charts_table(chart, client, select):
    spec = CHARTS[chart]
    for option in spec.options or [None]:
        for code in option.choices if option else [""]:
            options = {**spec.default_options(), **({option.key: code} if option else {})}
            query = f"&{option.key}={code}" if option else ""
            selection = select(orgs=("acme",))
            read = spec.read(selection, options)
            table = spec.table(read.frame, selection, options)
            found = client.get(f"/api/aggregate/{chart}.json?org=acme{query}").json()
            assert found["title"] == read.title and found["note"] == read.note
            assert len(found["rows"]) == len(table)
            for row, expected in zip(found["rows"], table.to_dict("records"), strict=True):
                assert {k: str(v)[:10] for k, v in row.items()} == {
                    k: str(v)[:10] for k, v in expected.items() if k in row
                }


def test_the_link_of_an_aggregate_reopens_the_chart(client):
    found = client.get("/api/aggregate/pace.json?sector=chips&step=year").json()
    assert found["link"] == f"{SITE}/?sector=chips&pace-step=Year"
    assert [row["Period"] for row in found["rows"]] == sorted({row["Period"] for row in found["rows"]})


@pytest.mark.parametrize(
    ("chart", "query", "link"),
    [
        (
            "exit-sectors",
            "definition=left&unit=pairs&known=2025-01-31",
            "counts=Left&unit=Organisation%E2%80%93sector+pairs",
        ),
        ("exit-ladder", "known=2024-05-03", "known=2024-05-03"),
        ("after-act", "act=2024-05-02-acme-shanghai-lab&days=30&who=everyone", "within=30+days&whose=Everyone"),
        ("compare-acts", "by=side&parts=CN,US", "by=Sides&these-side=China&these-side=United+States"),
        ("compare-pace", "by=period&parts=2024,2023", "these-period=2024&these-period=2023"),
    ],
)
def test_an_aggregate_takes_what_its_page_settles_and_the_link_reopens_it(chart, query, link, client, select):
    asked = dict(pair.split("=") for pair in query.split("&"))
    spec, selection = CHARTS[chart], select()
    options = spec.default_options() | asked
    read = spec.read(selection, options)
    found = client.get(f"/api/aggregate/{chart}.json?{query}").json()
    assert found["title"] == read.title and found["note"] == read.note
    assert len(found["rows"]) == len(spec.table(read.frame, selection, options)) > 0
    assert link in found["link"]
    frame = client.get(f"/embed/{chart}?{query}").headers["location"]
    assert all(f"{key}={value.replace(',', '%2C')}" in frame for key, value in asked.items())
    wrong = problem(client.get(f"/embed/{chart}?{query}&{next(iter(asked))}=x"), 400, "parameter")
    assert wrong["parameter"] == next(iter(asked))


def test_a_chart_without_anything_to_draw_says_so(client):
    found = client.get("/api/aggregate/pace.json?q=nowhere").json()
    assert found["title"] == "Nothing to draw here" and found["rows"] == []


# --- caching -------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ANSWERS)
def test_an_answer_that_is_known_is_not_sent_again(address, client):
    first = client.get(address)
    assert first.status_code == 200 and first.content
    again = client.get(address, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert first.headers["cache-control"] == again.headers["cache-control"] == "public, no-cache"


@pytest.mark.parametrize("address", ANSWERS)
def test_head_gives_the_headers_and_makes_nothing(address, client, monkeypatch):
    asked = client.get(address)
    for made in ("stream_events", "write_events", "write_json", "write_calendar", "_as_json"):
        monkeypatch.setattr(service, made, lambda *_: pytest.fail("made for HEAD"))
    head = client.head(address)
    assert head.status_code == 200 and head.content == b""
    for name in ("etag", "content-type", "cache-control", "content-disposition"):
        assert head.headers.get(name) == asked.headers.get(name)


def test_tags_differ_by_filter_form_page_and_choice(client):
    addresses = [
        "/api/events.csv",
        "/api/events.jsonl",
        "/api/events.csv?sector=chips",
        "/api/events.csv?sector=ai",
        "/api/events.csv?q=sector%3Dai",
        "/api/events.csv?limit=3",
        "/api/events.csv?limit=4",
        "/api/aggregate/pace.json",
        "/api/aggregate/pace.json?step=year",
        "/feed.atom",
        "/feed.atom?limit=2",
    ]
    assert len({client.get(address).headers["etag"] for address in addresses}) == len(addresses)


def test_the_tag_changes_with_the_dataset(client, client_of, tiny_dataset, tiny_snapshot):
    later = client_of(lambda version: (dataclasses.replace(tiny_dataset, version="2099.01.01-beef"), tiny_snapshot))
    for address in ANSWERS:
        assert later.get(address).headers["etag"] != client.get(address).headers["etag"]


def test_the_tag_is_the_same_for_the_same_filter_in_another_order(client):
    tags = {
        client.get(f"/api/events.csv?{query}").headers["etag"]
        for query in ("side=CN&sector=chips&from=2024", "from=2024-01&sector=chips&sector=chips&side=CN")
    }
    assert len(tags) == 1


def test_any_site_may_read_and_no_cookie_is_set(client):
    for address in (*ANSWERS, "/healthz", "/api/events.csv?sector=no"):
        headers = client.get(address, headers={"Origin": "https://elsewhere.example"}).headers
        assert headers["access-control-allow-origin"] == "*"
        assert not {"set-cookie", "access-control-allow-credentials"} & set(headers)


def test_what_only_some_addresses_need_is_loaded_when_they_are_asked():
    code = (
        "import sys, decoupling.api.service; print(*{'icalendar', 'xlsxwriter', 'pyarrow.parquet'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=PROJECT_ROOT)
    assert loaded.stdout.strip() == ""


# --- embedding -----------------------------------------------------------------------------------


def test_an_embedded_chart_opens_in_the_theme_and_with_the_choices_asked_for(client):
    answer = client.get("/embed/pace?sector=chips&theme=dark&step=year")
    assert answer.status_code == 307
    assert answer.headers["location"] == (
        "../embed?embed=true&embed_options=dark_theme&chart=pace&step=year&coverage=off&sector=chips"
    )


def test_a_wrong_embedded_chart_is_refused(client):
    assert "pace" in problem(client.get("/embed/pie"), 404, "not-found")["allowed"]
    assert problem(client.get("/embed/pace?theme=blue"), 400, "parameter")["allowed"] == ["light", "dark"]
    assert problem(client.get("/embed/pace?sector=no"), 400, "parameter")["parameter"] == "sector"


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/api/events.pdf", "/api/nothing", "/api/events/2000-none", "/api/aggregate/pie.json"]
)
def test_a_wrong_address_is_a_problem_not_a_page(address, client):
    problem(client.get(address), 404, "not-found")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", [*ANSWERS[:1], "/feed.atom", "/healthz", "/embed/pace"])
def test_nothing_can_be_written(method, address, client):
    answer = client.request(method, address)
    problem(answer, 405, "method")
    assert answer.headers["allow"] == "GET, HEAD"


def test_a_failure_is_a_problem_that_gives_nothing_away(client_of):
    def fail(version):
        raise RuntimeError("secret path")

    answer = client_of(fail).get("/api/events.csv")
    problem(answer, 500, "failure")
    assert "secret" not in answer.text


# --- health --------------------------------------------------------------------------------------


def test_health_gives_version_and_count(client, tiny_dataset):
    answer = client.get("/healthz")
    expected = {"status": "ok", "version": tiny_dataset.version, "events": len(tiny_dataset.events)}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ["/healthz", *ANSWERS, "/embed/pace"])
def test_broken_data_is_said_at_every_address_with_file_and_line(address, client_of):
    def broken(version):
        raise DatasetError([Problem("data/events/2024.yaml", 7, "unknown code 'x'")])

    found = problem(client_of(broken).get(address), 503, "data-broken")
    assert found["problems"] == [{"file": "data/events/2024.yaml", "line": 7, "message": "unknown code 'x'"}]


# --- pages of results ----------------------------------------------------------------------------


def ids(answer, form):
    if form == "csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(answer.text))]
    if form == "jsonl":
        return [json.loads(line)["id"] for line in answer.text.splitlines()]
    return [row["id"] for row in answer.json()["rows"]]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
@pytest.mark.parametrize("limit", [1, 3, 5, 12, 1000])
def test_pages_give_every_event_once_and_in_order(form, limit, client, tiny_dataset):
    answer = client.get(f"/api/events.{form}?limit={limit}")
    found = ids(answer, form)
    while following := answer.links.get("next"):
        if form == "json":
            assert answer.json()["next"] == following["url"]
        answer = client.get(following["url"])
        assert 0 < len(ids(answer, form)) <= limit
        found += ids(answer, form)
    assert found == [event.id for event in tiny_dataset.events]


def test_while_only_some_may_read_programs_get_no_data(client_of, tiny_dataset, tiny_snapshot):
    closed = client_of(lambda version: (tiny_dataset, tiny_snapshot), lambda: False)
    for address in ("/api/events.csv", "/api/aggregate/pace.json", "/feed.atom", "/calendar.ics"):
        answer = closed.get(address)
        assert answer.status_code == 403
        assert answer.json()["type"].endswith(":closed")
    assert closed.get("/healthz").status_code == 200
