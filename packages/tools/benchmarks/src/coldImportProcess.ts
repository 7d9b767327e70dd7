/** A process that imports one module and reports how long that took: `node coldImportProcess.js SPECIFIER`. */
const [specifier = ""] = process.argv.slice(2)
process.on("disconnect", () => process.exit())
const before = performance.now()
await import(specifier)
process.send?.({ milliseconds: performance.now() - before })
