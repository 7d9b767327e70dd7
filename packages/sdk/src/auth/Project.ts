/**
 * Projects: groups of registered applications, policies and scopes, with their administrators.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#projects
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { Identity } from "./Identity.js"

const wireProjectAdminGroup = Schema.Struct({
  /** UUID. */
  id: nullable(Schema.String),
  name: nullable(Schema.String),
  description: nullable(Schema.String),
  organization: nullable(Schema.String)
}).annotations({
  identifier: "ProjectAdminGroup"
})

/**
 * A group whose members administer a project.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ProjectAdminGroup extends Schema.Schema.Type<typeof wireProjectAdminGroup> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ProjectAdminGroup: Schema.Schema<ProjectAdminGroup> = wireProjectAdminGroup

const wireProject = Schema.Struct({
  /** UUID. */
  id: Schema.String,
  display_name: nullable(Schema.String),
  /** The same as `display_name`. */
  project_name: nullable(Schema.String),
  /** Shown to the users of its applications. */
  contact_email: nullable(Schema.String),
  /** Identity UUIDs. */
  admin_ids: nullable(Schema.Array(Schema.String)),
  /** Group UUIDs. */
  admin_group_ids: nullable(Schema.Array(Schema.String)),
  /** The administrators as documents. */
  admins: Schema.optional(
    Schema.NullOr(
      Schema.Struct({
        identities: nullable(Schema.Array(Identity)),
        groups: nullable(Schema.Array(ProjectAdminGroup))
      })
    )
  )
}).annotations({
  identifier: "Project"
})

/**
 * A project and its administrators.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Project extends Schema.Schema.Type<typeof wireProject> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Project: Schema.Schema<Project> = wireProject

const wireProjectDocument = Schema.Struct({ project: Project }).annotations({
  identifier: "ProjectDocument"
})

/**
 * One project, in its envelope.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ProjectDocument extends Schema.Schema.Type<typeof wireProjectDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ProjectDocument: Schema.Schema<ProjectDocument> = wireProjectDocument

const wireProjectList = Schema.Struct({ projects: Schema.Array(Project) }).annotations({
  identifier: "ProjectList"
})

/**
 * The projects that the caller administers.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ProjectList extends Schema.Schema.Type<typeof wireProjectList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ProjectList: Schema.Schema<ProjectList> = wireProjectList

const wireProjectCreate = Schema.Struct({
  display_name: Schema.String,
  contact_email: Schema.String,
  /** Identity UUIDs. */
  admin_ids: Schema.optional(Schema.Array(Schema.String)),
  /** Group UUIDs. */
  admin_group_ids: Schema.optional(Schema.Array(Schema.String))
}).annotations({
  identifier: "ProjectCreate"
})

/**
 * A new project. Give at least one administrator: an identity or a group.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ProjectCreate extends Schema.Schema.Type<typeof wireProjectCreate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ProjectCreate: Schema.Schema<ProjectCreate> = wireProjectCreate

const wireProjectUpdate = Schema.partial(wireProjectCreate).annotations({
  identifier: "ProjectUpdate"
})

/**
 * Changes to a project. A list replaces the old list.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ProjectUpdate extends Schema.Schema.Type<typeof wireProjectUpdate> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ProjectUpdate: Schema.Schema<ProjectUpdate> = wireProjectUpdate
