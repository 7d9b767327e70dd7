/**
 * A process that counts the time away at the lowest priority, so that a core is awake when somebody else has something to
 * do. It ends when its parent lets go of it.
 */
import { constants, setPriority } from "node:os"

/** Milliseconds without a look at whether the parent is still there. */
const stretch = 20

const spin = () => {
  const end = performance.now() + stretch
  while (performance.now() < end);
  setImmediate(spin)
}

setPriority(constants.priority.PRIORITY_LOW)
process.on("disconnect", () => process.exit())
process.send?.("ready")
spin()
