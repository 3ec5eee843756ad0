"""The description of the addresses says what the routes do: paths, parameters, media types, refusals."""

import re

import pytest

from decoupling.api.openapi import describe_addresses, list_addresses
from decoupling.api.service import ROUTES
from decoupling.charts import CHARTS
from decoupling.export.events import EVENT_FORMS
from tests.unit.api.conftest import SITE

LAB = "2024-05-02-acme-shanghai-lab"
WRONG = {"limit": "0", "from": "x", "to": "x", "q": "x" * 201, "cursor": "x"}


@pytest.fixture(scope="module")
def description(tiny_snapshot, tiny_dataset):
    return describe_addresses(tiny_snapshot.codes, tiny_dataset, SITE)


def resolve(description, value):
    while "$ref" in value:
        target = description
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def operations(description):
    return [(path.replace("{id}", LAB), path, item["get"]) for path, item in description["paths"].items()]


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_address_gives_the_description(client, description):
    assert client.get("/api/openapi.json").json() == description


def test_it_has_the_form_of_openapi(description):
    assert description["openapi"] == "3.1.0" and description["info"]["title"] and description["info"]["version"]
    for reference in references(description):
        assert resolve(description, {"$ref": reference})
    for _, path, operation in operations(description):
        assert operation["summary"] and operation["responses"]
        assert set(re.findall(r"{(\w+)}", path)) == {p["name"] for p in own(description, operation, "path")}


def own(description, operation, place="query"):
    found = [resolve(description, parameter) for parameter in operation["parameters"]]
    return [parameter for parameter in found if parameter["in"] == place]


def test_every_route_is_described_and_no_other(description):
    described = set()
    for path in description["paths"]:
        matches = [route.path for route in ROUTES if route.path_regex.match(path)]
        assert matches, path
        described.add(matches[0])
    assert described == {route.path for route in ROUTES} - {"/api"}


def test_the_index_lists_every_kind_of_address(client, description):
    listed = {re.sub(r"{\w+}", "[^/]+", path) for path in list_addresses()}
    for path in description["paths"]:
        assert path == "/api/" or any(re.fullmatch(pattern, path) for pattern in listed), path
    assert set(client.get("/api/").json()["addresses"]) == {SITE + path for path in list_addresses()}


def test_every_address_answers_as_described(client, description):
    for address, path, operation in operations(description):
        answer = client.get(address)
        assert str(answer.status_code) in operation["responses"], path
        said = operation["responses"][str(answer.status_code)]
        if answer.status_code == 200:
            assert answer.headers["content-type"].split(";")[0] in said["content"], path
            assert ("ETag" in said.get("headers", {})) == ("etag" in answer.headers), path
            assert ("304" in operation["responses"]) == ("etag" in answer.headers), path


def test_every_parameter_is_taken_and_every_wrong_value_refused_as_described(client, description):
    for address, path, operation in operations(description):
        for parameter in own(description, operation):
            name, schema = parameter["name"], parameter["schema"]
            allowed = schema.get("enum") or schema.get("items", {}).get("enum")
            wrong = client.get(f"{address}?{name}={WRONG.get(name, 'nonsense')}")
            assert (wrong.status_code, wrong.json()["parameter"]) == (400, name), (path, name)
            assert "400" in operation["responses"]
            if allowed:
                assert wrong.json()["allowed"] == allowed, (path, name)
                assert client.get(f"{address}?{name}={allowed[0]}").status_code in (200, 307)
        if path != "/healthz":
            assert client.get(f"{address}?utm=1").json()["parameter"] == "utm", path


def test_rows_have_the_form_that_is_described(client, description):
    for path in ["/api/events.json", *(f"/api/aggregate/{chart}.json" for chart in CHARTS)]:
        schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        found = client.get(f"{path}{'?limit=1' if 'events' in path else ''}").json()
        assert set(schema["required"]) <= set(found) <= set(schema["properties"])


def test_problems_have_the_form_that_is_described(client, description):
    schema = description["components"]["schemas"]["Problem"]
    found = client.get("/api/events.csv?sector=no").json()
    assert set(schema["required"]) <= set(found) <= set(schema["properties"])
    assert found["type"] in schema["properties"]["type"]["enum"]


def test_every_form_of_events_is_described(description):
    assert {f"/api/events.{form}" for form in EVENT_FORMS} <= set(description["paths"])
