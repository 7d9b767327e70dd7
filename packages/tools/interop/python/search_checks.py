"""Globus Search: indices, entries by tasks, queries with their pages, and who sees what."""

from __future__ import annotations

import time
from contextlib import contextmanager

import globus_sdk
from checking import check, fails, same
from clients import app_authorizer, given, login_authorizer, nowhere, user
from globus_sdk.scopes import SearchScopes


def app_search():
    return globus_sdk.SearchClient(authorizer=app_authorizer(SearchScopes.all))


def succeeded(search, task_id):
    for _time in range(100):
        task = search.get_task(task_id)
        if task["state"] not in ("PENDING", "PROGRESS"):
            break
        time.sleep(0.1)
    same(task["state"], "SUCCESS")
    return task


def entry(number, visible_to="public"):
    content = {"number": number, "parity": "odd" if number % 2 else "even"}
    return {"subject": f"n:{number:03}", "visible_to": [visible_to], "content": content}


@contextmanager
def index_of(search, entries):
    """Makes an index with these entries and deletes it after use, since a user may have at most three."""
    index_id = search.create_index("SDK's numbers", "counted")["id"]
    try:
        answer = search.ingest(index_id, {"ingest_type": "GMetaList", "ingest_data": {"gmeta": entries}})
        same(answer["acknowledged"], True)
        same(succeeded(search, answer["task_id"])["index_id"], index_id)
        yield index_id
    finally:
        search.delete_index(index_id)


def subjects(page):
    return [result["subject"] for result in page["gmeta"]]


@check("SearchClient: an index made, shown, listed, updated, deleted, reopened")
def _():
    search = app_search()
    made = search.create_index("SDK's shelf", "empty")
    same((made["display_name"], made["description"], made["status"]), ("SDK's shelf", "empty", "open"))
    same(search.get_index(made["id"])["id"], made["id"])
    listed = [index for index in search.index_list()["index_list"] if index["id"] == made["id"]]
    same([index["permissions"] for index in listed], [["owner"]])
    same(search.update_index(made["id"], display_name="SDK's other shelf")["display_name"], "SDK's other shelf")
    search.delete_index(made["id"])
    same(search.get_index(made["id"])["status"], "delete_pending")
    error = fails(globus_sdk.SearchAPIError, lambda: search.search(made["id"], "*"))
    same((error.http_status, error.code), (409, "Conflict.IncompatibleIndexStatus"))
    search.reopen_index(made["id"])
    same(search.search(made["id"], "*")["total"], 0)
    search.delete_index(made["id"])


@check("ingest, get_task, SearchQueryV1: filters, facets, sorts and limits")
def _():
    search = app_search()
    with index_of(search, [entry(number) for number in range(12)]) as index_id:
        same([task["state"] for task in search.get_task_list(index_id)["tasks"]], ["SUCCESS"])
        query = globus_sdk.SearchQueryV1(
            q="*",
            limit=3,
            filters=[{"type": "range", "field_name": "number", "values": [{"from": 2, "to": "*"}]}],
            facets=[{"name": "parity", "type": "terms", "field_name": "parity"}],
            sort=[{"field_name": "number", "order": "desc"}],
        )
        found = search.post_search(index_id, query)
        same((subjects(found), found["total"], found["has_next_page"]), (["n:011", "n:010", "n:009"], 10, True))
        buckets = found["facet_results"][0]["buckets"]
        same({bucket["value"]: bucket["count"] for bucket in buckets}, {"even": 5, "odd": 5})
        same(subjects(search.search(index_id, "odd", limit=2, offset=4)), ["n:009", "n:011"])


@check("paginated search, post_search, scroll: each subject once, more than one page")
def _():
    search = app_search()
    with index_of(search, [entry(number) for number in range(250)]) as index_id:
        expected = [f"n:{number:03}" for number in range(250)]
        for pages in (
            search.paginated.search(index_id, "*", limit=100),
            search.paginated.post_search(index_id, globus_sdk.SearchQueryV1(q="*", limit=100)),
            search.paginated.scroll(index_id, globus_sdk.SearchScrollQuery(q="*", limit=100)),
        ):
            read = [subjects(page) for page in pages]
            same([len(page) for page in read], [100, 100, 50])
            same(sorted(subject for page in read for subject in page), expected)


@check("get_subject, get_entry, deletions by subject, entry, batch and query")
def _():
    search = app_search()
    with index_of(search, [entry(number) for number in range(8)]) as index_id:
        same(search.get_subject(index_id, "n:003")["entries"][0]["content"]["number"], 3)
        same(search.get_entry(index_id, "n:003")["entries"][0]["content"]["parity"], "odd")
        for task in (
            search.delete_subject(index_id, "n:000"),
            search.delete_entry(index_id, "n:001"),
            search.batch_delete_by_subject(index_id, ["n:002", "n:003"]),
            search.delete_by_query(index_id, {"q": "odd"}),
        ):
            succeeded(search, task["task_id"])
        same(subjects(search.search(index_id, "*")), ["n:004", "n:006"])
        error = fails(globus_sdk.SearchAPIError, lambda: search.get_subject(index_id, "n:003"))
        same(error.http_status, 404)


@check("visible_to, roles: without a login, as a user, and as a user with the role writer")
def _():
    search = app_search()
    urn = f"urn:globus:auth:identity:{user['sub']}"
    entries = [entry(1), entry(2, urn), entry(3, f"urn:globus:auth:identity:{given['client_id']}")]
    other = globus_sdk.SearchClient(authorizer=login_authorizer(SearchScopes.all))
    with index_of(search, entries) as index_id:
        same(subjects(globus_sdk.SearchClient().search(index_id, "*")), ["n:001"])
        same(subjects(other.search(index_id, "*")), ["n:001", "n:002"])
        document = {"ingest_type": "GMetaEntry", "ingest_data": entry(4)}
        error = fails(globus_sdk.SearchAPIError, lambda: other.ingest(index_id, document))
        same(error.http_status, 403)
        role_id = search.create_role(index_id, {"role_name": "writer", "principal": urn})["id"]
        succeeded(search, other.ingest(index_id, document)["task_id"])
        same(subjects(other.search(index_id, "*")), ["n:001", "n:002", "n:004"])
        search.delete_role(index_id, role_id)
        same([role["role_name"] for role in search.get_role_list(index_id)["role_list"]], ["owner"])


@check("a fourth index: SearchAPIError 409, Conflict.LimitExceeded, until another goes")
def _():
    search = globus_sdk.SearchClient(authorizer=login_authorizer(SearchScopes.all))
    made = [search.create_index(f"User's {number}", "one of three")["id"] for number in range(3)]
    error = fails(globus_sdk.SearchAPIError, lambda: search.create_index("User's 4", "too many"))
    same((error.http_status, error.code), (409, "Conflict.LimitExceeded"))
    search.delete_index(made.pop())
    made.append(search.create_index("User's 4", "instead")["id"])
    for index_id in made:
        search.delete_index(index_id)


@check("an unknown index: SearchAPIError 404, NotFound.NoSuchIndex")
def _():
    error = fails(globus_sdk.SearchAPIError, lambda: app_search().get_index(nowhere))
    same((error.http_status, error.code), (404, "NotFound.NoSuchIndex"))
