"""Bookmarks, guest collections with their access rules and roles, and the consents behind a token."""

from __future__ import annotations

import globus_sdk
from checking import check, fails, same
from clients import (
    app_authorizer,
    app_client,
    app_transfer,
    destination,
    given,
    login_authorizer,
    nowhere,
    source,
    user,
)
from globus_sdk.scopes import AuthScopes, TimersScopes, TransferScopes


def guest(transfer, name, path="/"):
    return transfer.create_shared_endpoint(
        {"DATA_TYPE": "shared_endpoint", "display_name": name, "host_endpoint": source["id"], "host_path": path}
    )["id"]


@check("create_bookmark, bookmark_list, get_bookmark, update_bookmark, delete_bookmark")
def _():
    transfer = app_transfer()
    made = transfer.create_bookmark({"name": "SDK's runs", "endpoint_id": source["id"], "path": "/runs/"})
    same((made["name"], made["endpoint_id"], made["path"]), ("SDK's runs", source["id"], "/runs/"))
    same([one["name"] for one in transfer.bookmark_list() if one["id"] == made["id"]], ["SDK's runs"])
    transfer.update_bookmark(made["id"], {"name": "SDK's others"})
    same(transfer.get_bookmark(made["id"])["name"], "SDK's others")
    visitor = globus_sdk.TransferClient(authorizer=login_authorizer(TransferScopes.all))
    for call in (lambda: visitor.get_bookmark(made["id"]), lambda: transfer.get_bookmark(nowhere)):
        error = fails(globus_sdk.TransferAPIError, call)
        same((error.http_status, error.code), (404, "BookmarkNotFound"))
    same(transfer.delete_bookmark(made["id"])["code"], "Deleted")
    same([one for one in transfer.bookmark_list() if one["id"] == made["id"]], [])


@check("create_shared_endpoint, update_endpoint, delete_endpoint: a guest collection's life")
def _():
    transfer = app_transfer()
    guest_id = guest(transfer, "SDK's part", "/runs/")
    shown = transfer.get_endpoint(guest_id)
    same(
        (shown["display_name"], shown["host_endpoint_id"], shown["owner_id"]),
        ("SDK's part", source["id"], given["client_id"]),
    )
    here = {entry["name"] for entry in transfer.operation_ls(guest_id, path="/")}
    same(here, {entry["name"] for entry in transfer.operation_ls(source["id"], path="/runs/")})
    transfer.update_endpoint(guest_id, {"display_name": "SDK's own", "keywords": "one,two"})
    same((transfer.get_endpoint(guest_id)["display_name"]), "SDK's own")
    transfer.delete_endpoint(guest_id)
    error = fails(globus_sdk.TransferAPIError, lambda: transfer.operation_ls(guest_id, path="/"))
    assert error.http_status in (404, 409, 410), error.http_status


@check("add_endpoint_acl_rule, endpoint_acl_list, get, update, delete: access rules")
def _():
    transfer = app_transfer()
    guest_id = guest(transfer, "SDK's rules")
    added = transfer.add_endpoint_acl_rule(
        guest_id,
        {
            "DATA_TYPE": "access",
            "principal_type": "identity",
            "principal": user["sub"],
            "path": "/runs/",
            "permissions": "r",
        },
    )
    same(added["code"], "Created")
    rule_id = added["access_id"]
    rule = transfer.get_endpoint_acl_rule(guest_id, rule_id)
    same((rule["principal"], rule["path"], rule["permissions"]), (user["sub"], "/runs/", "r"))
    transfer.update_endpoint_acl_rule(guest_id, rule_id, {"DATA_TYPE": "access", "permissions": "rw"})
    listed = {rule["id"]: rule["permissions"] for rule in transfer.endpoint_acl_list(guest_id)}
    same(listed[rule_id], "rw")
    transfer.delete_endpoint_acl_rule(guest_id, rule_id)
    assert rule_id not in [rule["id"] for rule in transfer.endpoint_acl_list(guest_id)], "it is still listed"
    error = fails(globus_sdk.TransferAPIError, lambda: transfer.endpoint_acl_list(destination["id"]))
    same((error.http_status, error.code), (403, "PermissionDenied"))


@check("add_endpoint_role, endpoint_role_list, get, delete: roles")
def _():
    transfer = app_transfer()
    guest_id = guest(transfer, "SDK's roles")
    role = {"DATA_TYPE": "role", "principal_type": "identity", "principal": user["sub"], "role": "administrator"}
    role_id = transfer.add_endpoint_role(guest_id, role)["id"]
    same(transfer.get_endpoint_role(guest_id, role_id)["principal"], user["sub"])
    visitor = globus_sdk.TransferClient(authorizer=login_authorizer(TransferScopes.all))
    assert "administrator" in visitor.get_endpoint(guest_id)["my_effective_roles"], "it has no effect"
    same([one["id"] for one in visitor.endpoint_role_list(guest_id) if one["id"] == role_id], [role_id])
    transfer.delete_endpoint_role(guest_id, role_id)
    error = fails(globus_sdk.TransferAPIError, lambda: visitor.endpoint_role_list(guest_id))
    same((error.http_status, error.code), (403, "PermissionDenied"))


@check("get_consents: the tree of consents of a client")
def _():
    timer = TimersScopes.timer.with_dependency(TransferScopes.all)
    app_client().oauth2_client_credentials_tokens(requested_scopes=[timer, AuthScopes.manage_projects])
    auth = globus_sdk.AuthClient(authorizer=app_authorizer("urn:globus:auth:scope:auth.globus.org:view_consents"))
    forest = auth.get_consents(given["client_id"]).to_forest()
    assert forest.meets_scope_requirements(timer), "the timer's consent does not reach Transfer"
    assert not forest.meets_scope_requirements(TransferScopes.all.with_dependency(timer)), "it reaches too far"
