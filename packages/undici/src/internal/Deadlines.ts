/**
 * The deadlines of a client's requests. Those of one length share a timer, which is set for whoever waits longest: a timer
 * for each, made and cleared, would cost more than all else that is done for a request to wait.
 */

/** Who may be late. */
export interface Waiting {
  readonly late: (millis: number) => void
}

/** Timers of Node count no further, and fire at once. */
const longestTimer = 2 ** 31 - 1

/** A deadline of so many milliseconds, whoever waits for it. */
export interface Deadline {
  readonly add: (waiting: Waiting) => void
  readonly delete: (waiting: Waiting) => void
}

class Shared implements Deadline {
  /** When each is late, by the steady clock, in the order in which they began to wait. */
  private readonly due = new Map<Waiting, number>()
  private isSet = false

  constructor(
    private readonly millis: number,
    private readonly unused: () => void
  ) {}

  add(waiting: Waiting): void {
    this.due.set(waiting, performance.now() + this.millis)
    this.set(this.millis)
  }

  delete(waiting: Waiting): void {
    this.due.delete(waiting)
  }

  /** It keeps no process alive: the connection of whoever waits does. */
  private set(millis: number): void {
    if (this.isSet) return
    this.isSet = true
    setTimeout(() => this.look(), millis).unref()
  }

  private look(): void {
    this.isSet = false
    const now = performance.now()
    for (const [waiting, due] of this.due) {
      if (due > now) return this.set(Math.ceil(due - now))
      this.due.delete(waiting)
      waiting.late(this.millis)
    }
    // Unless one that was late waits for something else already.
    if (!this.isSet) this.unused()
  }
}

export class Deadlines {
  private readonly shared = new Map<number, Deadline>()

  /** Of so many milliseconds; none if it would not end in the life of a timer. */
  of(millis: number | undefined): Deadline | undefined {
    if (millis === undefined || !(millis <= longestTimer)) return undefined
    const known = this.shared.get(millis)
    if (known !== undefined) return known
    const made = new Shared(millis, () => this.shared.delete(millis))
    this.shared.set(millis, made)
    return made
  }
}
