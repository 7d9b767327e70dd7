// node .ci/tally.mjs FOLDER: adds up what the steps of .ci/run left in FOLDER and prints `N passed, N failed`.
// NAME.exit holds a step's exit code, NAME.json vitest's report if the step was a suite, NAME.counts.json the counts of a
// step that makes its own, `{"passed":N,"failed":N}`, with "notRun" and the reason if it found nothing to run on.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

const folder = process.argv[2]
const read = (name) => readFileSync(join(folder, name), "utf8")

let passed = 0
let failed = 0

const steps = readdirSync(folder).filter((name) => name.endsWith(".exit"))
for (const step of steps) {
  const name = step.slice(0, -".exit".length)
  let failedHere = 0
  if (existsSync(join(folder, `${name}.json`))) {
    for (const file of JSON.parse(read(`${name}.json`)).testResults) {
      const tests = file.assertionResults
      // Skipped and todo count as failed: a test that does not run proves nothing.
      const bad = tests.filter((test) => test.status !== "passed")
      for (const test of bad) if (test.status !== "failed") console.log(`not run (${test.status}): ${test.fullName}`)
      passed += tests.length - bad.length
      // A file that does not load has no tests to count.
      failedHere += bad.length === 0 && file.status !== "passed" ? 1 : bad.length
    }
  }
  if (existsSync(join(folder, `${name}.counts.json`))) {
    const counts = JSON.parse(read(`${name}.counts.json`))
    if (counts.notRun !== undefined) console.log(`not run: ${name} (${counts.notRun})`)
    if (!Number.isInteger(counts.passed) || !Number.isInteger(counts.failed)) {
      throw new Error(`${name}.counts.json has no counts`)
    }
    passed += counts.passed
    failedHere += counts.failed
  }
  // A failed step without a failed test (a lint error, a leaked rejection) must show in the sum too.
  if (read(step).trim() !== "0" && failedHere === 0) {
    console.log(`failed: ${name}`)
    failedHere = 1
  }
  failed += failedHere
}
if (steps.length === 0 || passed === 0) failed = Math.max(failed, 1)

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
