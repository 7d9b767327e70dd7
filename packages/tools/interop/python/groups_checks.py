"""Globus Groups: groups, who belongs to them by batches, policies and preferences."""

from __future__ import annotations

import globus_sdk
from checking import check, fails, same
from clients import app_authorizer, given, login_authorizer, nowhere, user
from globus_sdk.scopes import GroupsScopes


def app_groups():
    return globus_sdk.GroupsClient(authorizer=app_authorizer(GroupsScopes.all))


def user_groups():
    return globus_sdk.GroupsClient(authorizer=login_authorizer(GroupsScopes.all))


def members(groups, group_id):
    """Roles and statuses by identity."""
    found = groups.get_group(group_id, include=["memberships"])["memberships"]
    return {member["identity_id"]: (member["role"], member["status"]) for member in found}


@check("GroupsClient create_group, get_group, get_my_groups, update_group, delete_group")
def _():
    groups = app_groups()
    made = groups.create_group({"name": "SDK's first", "description": "to be changed"})
    shown = groups.get_group(made["id"], include=["policies", "allowed_actions", "my_memberships"])
    same((shown["name"], shown["my_memberships"][0]["role"]), ("SDK's first", "admin"))
    same((shown["policies"]["group_visibility"], shown["policies"]["join_requests"]), ("private", False))
    same(shown["allowed_actions"]["invite"], [given["client_id"]])
    assert made["id"] in [group["id"] for group in groups.get_my_groups()], "it is not listed"
    groups.update_group(made["id"], {"name": "SDK's other", "description": "changed"})
    changed = groups.get_group(made["id"])
    same((changed["name"], changed["description"]), ("SDK's other", "changed"))
    same(groups.delete_group(made["id"])["id"], made["id"])
    error = fails(globus_sdk.GroupsAPIError, lambda: groups.get_group(made["id"]))
    same((error.http_status, error.code), (404, "NOT_FOUND"))


@check("BatchMembershipActions: added, promoted, removed, with errors beside them")
def _():
    groups = app_groups()
    group_id = groups.create_group({"name": "SDK's people", "description": ""})["id"]
    founder = {given["client_id"]: ("admin", "active")}
    answer = groups.batch_membership_action(
        group_id, globus_sdk.BatchMembershipActions().add_members([user["sub"], nowhere], role="member")
    )
    same([(one["identity_id"], one["status"]) for one in answer["add"]], [(user["sub"], "active")])
    same([one["identity_id"] for one in answer["errors"]["add"]], [nowhere])
    same(members(groups, group_id), {**founder, user["sub"]: ("member", "active")})
    groups.batch_membership_action(
        group_id, globus_sdk.BatchMembershipActions().change_roles("manager", [user["sub"]])
    )
    same(members(groups, group_id), {**founder, user["sub"]: ("manager", "active")})
    groups.batch_membership_action(group_id, globus_sdk.BatchMembershipActions().remove_members([user["sub"]]))
    same(members(groups, group_id), {**founder, user["sub"]: ("manager", "removed")})


@check("GroupsManager: a user asks to join, is approved, and leaves")
def _():
    groups = app_groups()
    manager, visitor = globus_sdk.GroupsManager(groups), globus_sdk.GroupsManager(user_groups())
    group_id = manager.create_group("SDK's visitors", "who ask")["id"]
    error = fails(globus_sdk.GroupsAPIError, lambda: visitor.client.get_group(group_id))
    same(error.http_status, 404)
    policies = manager.set_group_policies(
        group_id,
        is_high_assurance=False,
        group_visibility=globus_sdk.GroupVisibility.authenticated,
        group_members_visibility=globus_sdk.GroupMemberVisibility.members,
        join_requests=True,
        signup_fields=[globus_sdk.GroupRequiredSignupFields.institution],
    )
    same((policies["group_visibility"], policies["signup_fields"]), ("authenticated", ["institution"]))
    visitor.request_join(group_id, user["sub"])
    same(members(groups, group_id)[user["sub"]], ("member", "pending"))
    manager.approve_pending(group_id, user["sub"])
    assert group_id in [group["id"] for group in visitor.client.get_my_groups()], "it is not listed"
    visitor.leave(group_id, user["sub"])
    same(members(groups, group_id)[user["sub"]], ("member", "left"))


@check("GroupsClient without the scope: 403, FORBIDDEN")
def _():
    groups = globus_sdk.GroupsClient(authorizer=app_authorizer(GroupsScopes.view_my_groups_and_memberships))
    assert isinstance(groups.get_my_groups().data, list), "no list of groups"
    error = fails(globus_sdk.GroupsAPIError, lambda: groups.create_group({"name": "never", "description": ""}))
    same((error.http_status, error.code), (403, "FORBIDDEN"))
