/**
 * The deadlines of a client's requests. Those of one length share a timer, which is set for whoever waits longest: a timer
 * for each, made and cleared, would cost more than all else that is done for a request to wait.
 */

/** Timers of Node count no further, and fire at once. */
const longestTimer = 2 ** 31 - 1

/** Who may be late. The rest of it is its deadline's: a collection would cost as much as a timer. */
export interface Waiting {
  readonly late: (millis: number) => void
  /** What it waits for, if it does. */
  deadline: Deadline | undefined
  /** When it is late, by the steady clock. */
  due: number
  /** Its neighbours among those who wait as long. */
  before: Waiting | undefined
  after: Waiting | undefined
}

/** A deadline of so many milliseconds, whoever waits for it. */
export class Deadline {
  /** Who waits, in the order in which they began, and so in that in which they are late. */
  private first: Waiting | undefined
  private last: Waiting | undefined
  private isSet = false

  constructor(
    private readonly millis: number,
    private readonly unused: () => void
  ) {}

  /** It waits from now on, and for nothing else any more. */
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

  /** It keeps no process alive: the connection of whoever waits does. */
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
    // Unless one that was late waited for something else meanwhile.
    if (!this.isSet) this.unused()
  }
}

export class Deadlines {
  private readonly made = new Map<number, Deadline>()

  /** Of so many milliseconds; none if it would not end in the life of a timer. */
  of(millis: number | undefined): Deadline | undefined {
    if (millis === undefined || !(millis <= longestTimer)) return undefined
    const known = this.made.get(millis)
    if (known !== undefined) return known
    const made = new Deadline(millis, () => this.made.delete(millis))
    this.made.set(millis, made)
    return made
  }
}
