/** The longest time of a timer, in milliseconds, about 25 days: one that is set for longer fires at once. */
export const longestTimer = 2 ** 31 - 1
