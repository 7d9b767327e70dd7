/**
 * An authorizer's header, waited for no longer than a call's deadline. Our own authorizers keep the deadline themselves,
 * and only where they wait at all; around any other one stands what Effect has for it, which costs each call more.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Authorization } from "../../Authorization.js"
import type { AuthorizationError, GlobusUsageError } from "../../GlobusError.js"
import { settled } from "../effectInternals.js"
import { hands } from "../hands.js"

/** Who waits for a header. */
export interface Waiting<E> {
  /** What is left of it. None: as long as it takes. */
  readonly deadline: Option.Option<Duration.Duration>
  /** It waited for so many milliseconds, and has its header. */
  readonly waited: (millis: number) => void
  /** The error of one that waited for as long as it may. */
  readonly late: () => E
}

export type HeaderWithin = <E>(
  resourceServer: string,
  waiting: Waiting<E>
) => Effect.Effect<Option.Option<Redacted.Redacted>, AuthorizationError | GlobusUsageError | E>

// Keyed by the service, not by a member of it: a program's own authorizer may be a copy of ours with another `header`.
const keepers = new WeakMap<Authorization.Service, HeaderWithin>()

/** Says that an authorizer keeps deadlines, and how. */
export const keepDeadline = <Service extends Authorization.Service>(
  service: Service,
  header: HeaderWithin
): Service => {
  keepers.set(service, header)
  return service
}

/** Says so of an authorizer that never waits. */
export const neverWaits = <Service extends Authorization.Service>(service: Service): Service =>
  keepDeadline(service, service.header)

/** What is made of an authorizer, and has its very `header`, keeps deadlines as it does. */
export const keepDeadlineAs = <Service extends Authorization.Service>(
  original: Authorization.Service,
  service: Service
): Service => {
  const header = keepers.get(original)
  return header === undefined ? service : keepDeadline(service, header)
}

/** Waits for an effect within the deadline, and tells for how long. */
export const waitFor = <A, E, E2>(effect: Effect.Effect<A, E>, waiting: Waiting<E2>): Effect.Effect<A, E | E2> =>
  Option.match(waiting.deadline, {
    onNone: () => effect,
    onSome: (duration) =>
      Effect.flatMap(hands, (before) =>
        effect.pipe(
          Effect.disconnect,
          Effect.timeoutFail({ duration, onTimeout: () => waiting.late() }),
          Effect.zipLeft(Effect.map(hands, (after) => waiting.waited(after.steady - before.steady)))
        )
      )
  })

/** How to ask this authorizer. */
export const headerWithin = (service: Authorization.Service): HeaderWithin =>
  keepers.get(service) ??
  ((resourceServer, waiting) =>
    Effect.suspend(() => {
      const header = service.header(resourceServer)
      return settled(header) ?? waitFor(header, waiting)
    }))
