/**
 * The deadlines of a client's requests. Deadlines of one length share a timer, which is set for the request that has waited
 * longest: to make and clear a timer for each would cost more than everything else that waiting costs.
 */
import { longestTimer } from "../timer.js"

/** A waiter, and its own list node, so that none is allocated. Only its `Deadline` writes the fields of the node. */
export interface Waiting {
  /** The deadline of so many milliseconds has passed. */
  readonly late: (millis: number) => void
  /** The deadline that it has now, if it has one. */
  deadline: Deadline | undefined
  /** When it is late, by the monotonic clock. */
  due: number
  /** Its neighbours in the list of that deadline. */
  before: Waiting | undefined
  after: Waiting | undefined
}

/** All waiters with a deadline of so many milliseconds. */
export class Deadline {
  /** They are in the order in which they began, which is the order in which they are late. */
  private first: Waiting | undefined
  private last: Waiting | undefined
  private isSet = false

  constructor(
    private readonly millis: number,
    private readonly unused: () => void
  ) {}

  /** Starts the time of a waiter anew, and takes it from the deadline that it had. */
  add(waiting: Waiting): void {
    waiting.deadline?.delete(waiting)
    waiting.deadline = this
    waiting.due = performance.now() + this.millis
    waiting.before = this.last
    if (this.last === undefined) this.first = waiting
    else this.last.after = waiting
    this.last = waiting
    this.set(this.millis)
  }

  delete(waiting: Waiting): void {
    if (waiting.deadline !== this) return
    const { after, before } = waiting
    if (before === undefined) this.first = after
    else before.after = after
    if (after === undefined) this.last = before
    else after.before = before
    waiting.deadline = undefined
    waiting.before = undefined
    waiting.after = undefined
  }

  /** The timer keeps no process alive: the connection of a waiter does. */
  private set(millis: number): void {
    if (this.isSet) return
    this.isSet = true
    setTimeout(() => this.look(), millis).unref()
  }

  private look(): void {
    this.isSet = false
    const now = performance.now()
    for (let { first } = this; first !== undefined; { first } = this) {
      if (first.due > now) return this.set(Math.ceil(first.due - now))
      this.delete(first)
      first.late(this.millis)
    }
    // A waiter that was late may have added itself again.
    if (!this.isSet) this.unused()
  }
}

export class Deadlines {
  private readonly made = new Map<number, Deadline>()

  /** The deadline of so many milliseconds; none if no timer can be set for it. */
  of(millis: number | undefined): Deadline | undefined {
    if (millis === undefined || !(millis <= longestTimer)) return undefined
    const known = this.made.get(millis)
    if (known !== undefined) return known
    const made = new Deadline(millis, () => this.made.delete(millis))
    this.made.set(millis, made)
    return made
  }
}
