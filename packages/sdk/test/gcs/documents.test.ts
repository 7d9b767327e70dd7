import { describe, expect, it } from "@effect/vitest"
import { FastCheck } from "effect"
import * as Collection from "../../src/gcs/Collection.js"
import * as CollectionPolicies from "../../src/gcs/CollectionPolicies.js"
import * as GcsEndpoint from "../../src/gcs/GcsEndpoint.js"
import * as GcsRole from "../../src/gcs/GcsRole.js"
import * as PathRestrictions from "../../src/gcs/PathRestrictions.js"
import * as StorageGateway from "../../src/gcs/StorageGateway.js"
import * as StoragePolicies from "../../src/gcs/StoragePolicies.js"
import * as UserCredential from "../../src/gcs/UserCredential.js"

const long = "x".repeat(65)

describe("a collection", () => {
  it("has its kind, and the version that its members need", () => {
    for (const [members, minor] of [
      [{}, 0],
      [{ display_name: "c", public: true, keywords: ["k"] }, 0],
      [{ enable_https: false }, 1],
      [{ user_message: null }, 1],
      [{ user_message: "x".repeat(64) }, 1],
      [{ user_message: "🔭".repeat(64) }, 1],
      [{ user_message_link: "https://example.org" }, 1],
      [{ force_verify: true }, 4],
      [{ user_message: long }, 7],
      [{ acl_expiration_mins: 10 }, 10],
      [{ restrict_transfers_to_high_assurance: "all" }, 12],
      [{ associated_flow_policy: { flow_id: "f" } }, 15],
      [{ force_verify: true, user_message: long, enable_https: true }, 7],
      [{ force_verify: undefined }, 0]
    ] as const) {
      expect(Collection.mapped(members)).toEqual({
        ...members,
        collection_type: "mapped",
        DATA_TYPE: `collection#1.${minor}.0`
      })
      expect(Collection.guest(members)).toEqual({
        ...members,
        collection_type: "guest",
        DATA_TYPE: `collection#1.${minor}.0`
      })
    }
    for (const [members, minor] of [
      [{ storage_gateway_id: "g", domain_name: "d", allow_guest_collections: true, policies: {} }, 0],
      [{ sharing_restrict_paths: PathRestrictions.make({ read: ["/"] }) }, 0],
      [{ sharing_users_allow: ["u"] }, 2],
      [{ sharing_users_deny: null }, 2],
      [{ disable_anonymous_writes: true }, 5],
      [{ guest_auth_policy_id: null }, 6],
      [{ delete_protected: false }, 8],
      [{ auto_delete_timeout: 30 }, 13]
    ] as const) {
      expect(Collection.mapped(members).DATA_TYPE).toBe(`collection#1.${minor}.0`)
    }
    for (const [members, minor] of [
      [{ mapped_collection_id: "m", user_credential_id: "u" }, 0],
      [{ skip_auto_delete: true }, 13],
      [{ activity_notification_policy: { status: ["FAILED"] } }, 14]
    ] as const) {
      expect(Collection.guest(members).DATA_TYPE).toBe(`collection#1.${minor}.0`)
    }
  })

  it("has the given version, or the highest that any member needs", () => {
    expect(Collection.mapped({ DATA_TYPE: "collection#1.16.0", force_verify: true }).DATA_TYPE).toBe(
      "collection#1.16.0"
    )
    const minorOf = (members: Parameters<typeof Collection.mapped>[0]) =>
      Number(/^collection#1\.(\d+)\.0$/.exec(Collection.mapped(members).DATA_TYPE ?? "")?.[1])
    const members = {
      display_name: "c",
      enable_https: true,
      sharing_users_allow: ["u"],
      force_verify: false,
      delete_protected: true,
      acl_expiration_mins: 1,
      auto_delete_timeout: 2
    }
    FastCheck.assert(
      FastCheck.property(FastCheck.record(constants(members), { requiredKeys: [] }), (some) => {
        const each = Object.entries(some).map(([name, value]) => minorOf({ [name]: value }))
        expect(minorOf(some)).toBe(Math.max(0, ...each))
      })
    )
  })

  it("has only members of its own kind", () => {
    // @ts-expect-error: a guest collection has no storage gateway of its own
    Collection.guest({ storage_gateway_id: "g" })
    // @ts-expect-error: a mapped collection has no credential
    Collection.mapped({ user_credential_id: "u" })
  })
})

const constants = <A extends object>(members: A) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, FastCheck.constant(value)]))

describe("other documents", () => {
  it("have their DATA_TYPE", () => {
    expect(StorageGateway.make({ display_name: "g" })).toEqual({
      display_name: "g",
      DATA_TYPE: "storage_gateway#1.0.0"
    })
    expect(StorageGateway.make({ require_mfa: false }).DATA_TYPE).toBe("storage_gateway#1.1.0")
    expect(GcsEndpoint.make({}).DATA_TYPE).toBe("endpoint#1.0.0")
    expect(GcsEndpoint.make({ gridftp_control_channel_port: 443 }).DATA_TYPE).toBe("endpoint#1.1.0")
    expect(GcsRole.make({ role: "owner" })).toEqual({ role: "owner", DATA_TYPE: "role#1.0.0" })
    expect(UserCredential.make({ username: "u" })).toEqual({ username: "u", DATA_TYPE: "user_credential#1.0.0" })
    expect(PathRestrictions.make({ none: ["/x"] })).toEqual({ none: ["/x"], DATA_TYPE: "path_restrictions#1.0.0" })
    expect(GcsRole.make({ DATA_TYPE: "role#2.0.0" })).toEqual({ DATA_TYPE: "role#2.0.0" })
  })

  it("of connectors have theirs", () => {
    expect([
      StoragePolicies.posix({ groups_allow: ["g"] }),
      StoragePolicies.posixStaging({ stage_app: "/bin/stage", environment: [{ name: "A", value: "1" }] }),
      StoragePolicies.s3({ s3_endpoint: "https://s3", s3_user_credential_required: true }),
      StoragePolicies.activeScale({ s3_buckets: ["b"] }),
      StoragePolicies.azureBlob({ account: "a", adls: true }),
      StoragePolicies.blackPearl({ bp_access_id_file: "/f" }),
      StoragePolicies.box({ enterpriseID: "e" }),
      StoragePolicies.ceph({ ceph_admin_key_id: "k" }),
      StoragePolicies.googleCloudStorage({ buckets: ["b"] }),
      StoragePolicies.googleDrive({ client_id: "c" }),
      StoragePolicies.hpss({ uda_checksum_support: false }),
      StoragePolicies.irods({ irods_authentication_file: "/f" }),
      StoragePolicies.oneDrive({ user_api_rate_limit: 10 })
    ]).toEqual([
      { DATA_TYPE: "posix_storage_policies#1.0.0", groups_allow: ["g"] },
      {
        DATA_TYPE: "posix_staging_storage_policies#1.0.0",
        stage_app: "/bin/stage",
        environment: [{ name: "A", value: "1" }]
      },
      { DATA_TYPE: "s3_storage_policies#1.0.0", s3_endpoint: "https://s3", s3_user_credential_required: true },
      { DATA_TYPE: "s3_storage_policies#1.0.0", s3_buckets: ["b"] },
      { DATA_TYPE: "azure_blob_storage_policies#1.0.0", account: "a", adls: true },
      { DATA_TYPE: "blackpearl_storage_policies#1.0.0", bp_access_id_file: "/f" },
      { DATA_TYPE: "box_storage_policies#1.0.0", enterpriseID: "e" },
      { DATA_TYPE: "ceph_storage_policies#1.0.0", ceph_admin_key_id: "k" },
      { DATA_TYPE: "google_cloud_storage_policies#1.0.0", buckets: ["b"] },
      { DATA_TYPE: "google_drive_storage_policies#1.0.0", client_id: "c" },
      { DATA_TYPE: "hpss_storage_policies#1.0.0", uda_checksum_support: false },
      { DATA_TYPE: "irods_storage_policies#1.0.0", irods_authentication_file: "/f" },
      { DATA_TYPE: "onedrive_storage_policies#1.0.0", user_api_rate_limit: 10 }
    ])
    expect([
      CollectionPolicies.posix({ sharing_groups_allow: ["g"] }),
      CollectionPolicies.posixStaging({ sharing_groups_deny: null }),
      CollectionPolicies.googleCloudStorage({ project: "p" })
    ]).toEqual([
      { DATA_TYPE: "posix_collection_policies#1.0.0", sharing_groups_allow: ["g"] },
      { DATA_TYPE: "posix_staging_collection_policies#1.0.0", sharing_groups_deny: null },
      { DATA_TYPE: "google_cloud_storage_collection_policies#1.0.0", project: "p" }
    ])
    // @ts-expect-error: Box has no buckets
    StoragePolicies.box({ s3_buckets: ["b"] })
  })
})
