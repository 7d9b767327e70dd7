/** The process of one contender: `node clientProcess.js NAME BASE_URL`. It ends when its parent disconnects. */
import { load, isName } from "./contenders/byName.js"
import { manyRows, task } from "./documents.js"
import { measure, verify } from "./measure.js"
import { isAsk } from "./messages.js"

const expected = { task, rows: manyRows }

const [name = "", baseUrl = ""] = process.argv.slice(2)
if (!isName(name)) throw new Error(`There is no contender "${name}"`)
const make = await load(name)
const contender = await make({ baseUrl })
await verify(contender, expected)

// A failure here is an unhandled rejection, which ends the process. The parent notices that.
process.on("message", async (message) => {
  if (isAsk(message)) process.send?.(await measure(contender, expected, message))
})
process.on("disconnect", () => process.exit())
process.send?.("ready")
