/**
 * The documents of the server: a task with 33 fields, about 950 bytes, and a listing of 100,000 files with 13 fields
 * each, 28.8 MB. They look like those of Globus Transfer.
 */

/** The resource server that every client asks a token for. */
export const resourceServer = "transfer.api.globus.org"

export const taskId = "5a3cbb4e-91f5-11ef-8b55-0242ac110002"
export const collectionId = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc"

export const task = {
  DATA_TYPE: "task",
  task_id: taskId,
  type: "TRANSFER",
  status: "ACTIVE",
  label: "tomography, beamline 7, run 42, second half of night",
  owner_id: "a8f1e2d4-5c77-4a5e-9b39-0b6a3b1c7f10",
  request_time: "2025-03-01T08:15:30+00:00",
  completion_time: null,
  deadline: "2025-03-02T08:15:30+00:00",
  source_endpoint_id: collectionId,
  source_endpoint_display_name: "Globus Tutorial",
  destination_endpoint_id: "31ce9ba0-176d-45a5-add3-f37d233ba47d",
  sync_level: 3,
  encrypt_data: true,
  verify_checksum: true,
  preserve_timestamp: false,
  skip_source_errors: false,
  fail_on_quota_errors: false,
  filter_rules: null,
  files: 1284,
  directories: 37,
  symlinks: 0,
  files_transferred: 512,
  files_skipped: 3,
  bytes_transferred: 734003200,
  bytes_checksummed: 0,
  effective_bytes_per_second: 18350080,
  faults: 0,
  subtasks_total: 2568,
  subtasks_pending: 1544,
  is_paused: false,
  nice_status: "OK",
  history_deleted: false
}

/** How many files the big listing has. */
export const manyRows = 100_000

const file = (index: number) => ({
  DATA_TYPE: "file",
  name: `beamline7-run42-scan-${String(index).padStart(6, "0")}.tif`,
  type: "file",
  size: 8_388_608 + index,
  last_modified: "2025-03-01 08:15:30+00:00",
  permissions: "0644",
  user: "beamline7",
  group: "users",
  link_target: null,
  link_user: null,
  link_group: null,
  link_size: null,
  link_last_modified: null
})

/** A page with the whole directory. */
export const listing = (rows: number) => ({
  DATA_TYPE: "file_list",
  DATA: Array.from({ length: rows }, (_, index) => file(index)),
  endpoint: collectionId,
  path: "/runs/42/",
  absolute_path: "/runs/42/",
  rename_supported: true,
  symlink_supported: false,
  length: rows,
  limit: manyRows,
  offset: 0,
  total: rows
})
