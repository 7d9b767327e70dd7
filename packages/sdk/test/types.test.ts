import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "@effect/vitest"
import ts from "typescript"

const here = dirname(fileURLToPath(import.meta.url))

/** How the compiler prints the type of an expression, in a program with these imports. */
const printed = (imports: string, expression: string): ReadonlyArray<string> => {
  const file = join(here, "printed.ts")
  const text = `${imports}\nexport const printed = ${expression}\n`
  const { config } = ts.readConfigFile(join(here, "../../../tsconfig.json"), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], references: [] }, ts.sys, here)
  const plain = {
    ...options,
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    noEmit: true
  }
  const host = ts.createCompilerHost(plain)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest)
  const program = ts.createProgram([file], plain, host)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const statement = source?.statements.find(ts.isVariableStatement)
  const name = statement?.declarationList.declarations[0]?.name
  if (source === undefined || name === undefined) return []
  expect(program.getSemanticDiagnostics(source).map(({ messageText }) => messageText)).toEqual([])
  const { MultilineObjectLiterals, NoTruncation, UseAliasDefinedOutsideCurrentScope } = ts.NodeBuilderFlags
  const type = checker.typeToTypeNode(
    checker.getTypeAtLocation(name),
    source,
    MultilineObjectLiterals | NoTruncation | UseAliasDefinedOutsideCurrentScope
  )
  if (type === undefined) return []
  return ts.createPrinter().printNode(ts.EmitHint.Unspecified, type, source).split("\n")
}

it("what an editor shows of an operation is readable: its fields, its document and its errors by name", () => {
  const lines = printed(
    'import type { TransferClient } from "../src/transfer/TransferClient.js"',
    "(transfer: TransferClient.Service) => transfer.operationLs"
  )
  expect(lines).toEqual([
    "(transfer: TransferClient.Service) => <O extends AnyOptions = CallOptions>(argument: {",
    "    readonly endpoint_id: string;",
    "    readonly filter?: string | FilterFields | readonly (string | FilterFields)[] | undefined;",
    "    readonly path?: string | undefined;",
    "    readonly show_hidden?: boolean | undefined;",
    "    readonly orderby?: string | readonly string[] | undefined;",
    "    readonly limit?: number | undefined;",
    "    readonly offset?: number | undefined;",
    "    readonly local_user?: string | undefined;",
    "}, options?: O | undefined) => Effect<Answered<FileList, O>, GlobusError, never>"
  ])
}, 60_000)
