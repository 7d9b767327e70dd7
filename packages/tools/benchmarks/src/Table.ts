/** The table as text for a terminal, or as Markdown. */
import type { Line } from "./Figures.js"
import { columns } from "./Plan.js"

const heads = ["what", ...columns, "goal: must / aim", "reached"]

const cellsOf = ({ cells, goal, title, verdict }: Line): ReadonlyArray<string> => [
  title,
  ...columns.map((column) => cells[column] ?? ""),
  goal,
  verdict ?? ""
]

export const markdown = (lines: ReadonlyArray<Line>): string =>
  [heads, heads.map(() => "---"), ...lines.map(cellsOf)].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

export const text = (lines: ReadonlyArray<Line>): string => {
  const table = [heads, ...lines.map(cellsOf)]
  const widths = heads.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)))
  return table
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
