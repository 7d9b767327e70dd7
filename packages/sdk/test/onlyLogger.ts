/** A logger of the test's in place of the one that prints. */
import { Layer, Logger } from "effect"

export const onlyLogger = (logger: Logger.Logger<unknown, unknown>): Layer.Layer<never> =>
  Layer.merge(Logger.remove(Logger.defaultLogger), Logger.add(logger))
