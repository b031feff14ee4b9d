const own = new Set<string>()

/** A pattern that core itself has written: it is known not to make a backtracking engine try many ways. */
export function ownPattern(pattern: string): string {
  own.add(pattern)
  return pattern
}

export function isOwnPattern(pattern: string): boolean {
  return own.has(pattern)
}
