import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import ts from "typescript"

const here = dirname(fileURLToPath(import.meta.url))

/** The file that a person edits. */
const file = join(here, "edited.ts")

/** Calls of operations. A comment of one word marks where the person points. */
const text = `
import type { AuthClient } from "../src/auth/AuthClient.js"
import type { ComputeClientV2 } from "../src/compute/ComputeClientV2.js"
import type { ComputeClientV3 } from "../src/compute/ComputeClientV3.js"
import type { FlowsClient } from "../src/flows/FlowsClient.js"
import type { GCSClient } from "../src/gcs/GCSClient.js"
import type { GroupsClient } from "../src/groups/GroupsClient.js"
import type { SearchClient } from "../src/search/SearchClient.js"
import type { TimersClient } from "../src/timers/TimersClient.js"
import type { TransferClient } from "../src/transfer/TransferClient.js"
import type { TransferClientV2 } from "../src/transfer/TransferClientV2.js"
import type { TransferData } from "../src/transfer/TransferData.js"

declare const auth: AuthClient.Service
declare const groups: GroupsClient.Service
declare const search: SearchClient.Service
declare const transfer: TransferClient.Service
declare const document: TransferData
declare const all: AuthClient.Service &
  ComputeClientV2.Service &
  ComputeClientV3.Service &
  FlowsClient.Service &
  GCSClient.Service &
  GroupsClient.Service &
  SearchClient.Service &
  TimersClient.Service &
  TransferClient.Service &
  TransferClientV2.Service

export const calls = [
  transfer./*operationLs*/operationLs({ /*endpoint_id*/endpoint_id: "c", /*path*/path: "/~/" }),
  transfer./*submitTransfer*/submitTransfer(document),
  transfer.withResponse./*withResponse*/getTask({ task_id: "t" }),
  groups./*getGroup*/getGroup({ group_id: "g" }),
  groups./*batchMembershipAction*/batchMembershipAction({ group_id: "g" }),
  auth./*userinfo*/userinfo(),
  search./*postSearch*/postSearch({ index_id: "i", q: "*" }),
  /*all*/all
]
`

/** What an editor asks a language server. */
const service = () => {
  const { config } = ts.readConfigFile(join(here, "../../../tsconfig.json"), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], references: [] }, ts.sys, here)
  const read = (name: string) => (name === file ? text : ts.sys.readFile(name))
  return ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    readFile: read,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    getCompilationSettings: () => ({ ...options, composite: false, incremental: false, noEmit: true }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
      const content = read(name)
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content)
    },
    getCurrentDirectory: () => here,
    getDefaultLibFileName: ts.getDefaultLibFilePath
  })
}

const server = service()

const at = (mark: string): number => text.indexOf(`/*${mark}*/`) + mark.length + 4

/** The text of a hover: the type, and the doc comment. */
const hover = (mark: string) => {
  const info = server.getQuickInfoAtPosition(file, at(mark))
  return {
    type: ts.displayPartsToString(info?.displayParts),
    comment: ts.displayPartsToString(info?.documentation)
  }
}

/** Where "go to definition" leads: files, and the text there. */
const definition = (mark: string): ReadonlyArray<readonly [string, string]> =>
  (server.getDefinitionAtPosition(file, at(mark)) ?? []).map(({ fileName, textSpan }) => [
    relative(join(here, "../src"), fileName),
    server
      .getProgram()
      ?.getSourceFile(fileName)
      ?.text.slice(textSpan.start, textSpan.start + 60)
      .split("(")[0] ?? ""
  ])

describe("what an editor shows of an operation", () => {
  it("needs a program without errors", () => {
    const flaws = server.getSemanticDiagnostics(file).map(({ messageText }) => messageText)
    expect(flaws).toEqual([])
  }, 60_000)

  const operations: ReadonlyArray<readonly [string, string, string]> = [
    ["operationLs", "transfer/TransferApi.ts", "get"],
    ["submitTransfer", "transfer/TransferApi.ts", "post"],
    ["getGroup", "groups/GroupsApi.ts", "get"],
    ["userinfo", "auth/AuthApi.ts", "get"],
    ["postSearch", "search/SearchApi.ts", "post"]
  ]
  for (const [operation, path, method] of operations) {
    it(`is the comment of its declaration, and the way there: ${operation}`, () => {
      const [declaration, ...more] = definition(operation)
      expect(declaration).toEqual([path, `${operation}: HttpApiEndpoint.${method}`])
      expect(more).toEqual([])
      const { comment } = hover(operation)
      const source = ts.sys.readFile(join(here, "../src", path)) ?? ""
      const above =
        source
          .slice(0, source.indexOf(`${operation}: HttpApiEndpoint`))
          .split("/**")
          .at(-1) ?? ""
      expect(comment).not.toBe("")
      expect(above.replaceAll(/\s*\*\s/g, " ").replaceAll(/\s+/g, " ")).toContain(comment.replaceAll("\n", " "))
    })
  }

  it("is a comment for each operation of each client", () => {
    const program = server.getProgram()
    const checker = program?.getTypeChecker()
    const source = program?.getSourceFile(file)
    let members: ReadonlyArray<ts.Symbol> = []
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && node.getStart() === at("all")) {
        members = checker?.getTypeAtLocation(node).getProperties() ?? []
      }
      ts.forEachChild(node, visit)
    }
    if (source !== undefined) visit(source)
    // Streams have the comments of the operations that they are made of, and cannot show them.
    const operations = members.filter(({ name }) => !/(Stream|Pages)$/.test(name))
    expect(operations.length).toBeGreaterThan(180)
    expect(
      operations.filter((member) => member.getDocumentationComment(checker).length === 0).map(({ name }) => name)
    ).toEqual([])
  })

  it("is the same of an operation with the whole answer", () => {
    expect(definition("withResponse")).toEqual([["transfer/TransferApi.ts", "getTask: HttpApiEndpoint.get"]])
    expect(hover("withResponse").comment).toContain("task")
  })

  it("is the comment of each field", () => {
    expect(hover("path").comment).toMatch(/^A directory\./)
    expect(hover("endpoint_id").comment).toContain("UUID")
  })

  it("is its fields, its document and its errors by name", () => {
    expect(hover("operationLs").type.split("\n")).toEqual([
      "(property) operationLs: <CallOptions>(argument: {",
      "    readonly endpoint_id: string;",
      "    readonly filter?: string | FilterFields | readonly (string | FilterFields)[] | undefined;",
      "    readonly path?: string | undefined;",
      "    readonly show_hidden?: boolean | undefined;",
      "    readonly orderby?: string | readonly string[] | undefined;",
      "    readonly limit?: number | undefined;",
      "    readonly offset?: number | undefined;",
      "    readonly local_user?: string | undefined;",
      "}, options?: CallOptions | undefined) => Effect<FileList, GlobusError, never>"
    ])
    expect(hover("getGroup").type).toContain("=> Effect<Group, GlobusError, never>")
  })

  it("has room for the result of one that takes a long document", () => {
    expect(hover("postSearch").type.split("\n")).toEqual([
      "(property) postSearch: <CallOptions>(argument: {",
      "    readonly index_id: string;",
      "} & SearchQuery, options?: CallOptions | undefined) => Effect<SearchResult, GlobusError, never>"
    ])
    expect(hover("batchMembershipAction").type.split("\n")).toEqual([
      "(property) batchMembershipAction: <CallOptions>(argument: {",
      "    readonly group_id: string;",
      "} & BatchMembershipActions, options?: CallOptions | undefined) => Effect<MembershipActionResults, GlobusError, never>"
    ])
  })
})
