/** The sandbox itself does not fail, since the laws rely on its answers. */
import type { Law } from "./Law.js"

export const soundSandbox: Law = {
  name: "the sandbox does not fail by itself",
  violations: ({ journal, logged }) => [
    ...logged
      .filter((line) => /The sandbox failed at|A task of the sandbox broke/.test(line))
      .map((line) => line.slice(0, 300)),
    ...journal
      .filter(({ fault, status }) => !fault && status !== undefined && status >= 500 && status !== 502)
      .map(({ method, path, status }) => `${method} ${path}: ${status} without a fault`),
    ...journal
      .filter(({ outcome }) => outcome === "pending")
      .map(({ method, path }) => `${method} ${path}: never ended`)
  ]
}
