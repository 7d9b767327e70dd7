/** How the time of a function grows with its input: measured against itself, so that the machine's speed is none of it. */

/** Milliseconds of this process alone, whatever else the machine does; the shortest of some runs. */
const time = (run: () => unknown): number =>
  Math.min(
    ...Array.from({ length: 3 }, () => {
      const start = process.cpuUsage()
      run()
      const { system, user } = process.cpuUsage(start)
      return (system + user) / 1000
    })
  )

/** Where the time can be measured, and where an input is as large as anybody gives. */
const [measurable, largest] = [3, 1 << 18]

/**
 * What eight times the input takes, in times of what the input takes: about 8 if it grows as the input does, 64 if it grows
 * as its square. The least of some attempts; 0 if the largest input takes no time that can be measured.
 */
export const growth = (runOf: (size: number) => () => unknown): number => {
  let size = 256
  let run = runOf(size)
  while (time(run) < measurable) {
    if (size >= largest) return 0
    size *= 2
    run = runOf(size)
  }
  const larger = runOf(8 * size)
  let least = Infinity
  for (let attempt = 0; attempt < 5 && least > linear; attempt++) least = Math.min(least, time(larger) / time(run))
  return least
}

/** Below it is linear, with all that caches and collectors add; a square is above. */
export const linear = 32
