export interface Leaver<Left> {
  /** Leaves something to whoever comes next. What cannot be written down now is kept in mind. */
  leave(schema: string, left: Left): Promise<void>
  /** Writes down what could not be when it was left; rejects where that is still so. */
  leaveAgain(schema: string): Promise<void>
}

/**
 * Makes what leaves the runs of one kind: a database without room has none for their own rows either, and a run that nobody can say
 * anything of would be given up without a word.
 */
export function makeLeaver<Left>(write: (schema: string, left: Left) => Promise<void>): Leaver<Left> {
  const unwritten = new Map<string, Set<Left>>()

  async function leave(schema: string, left: Left): Promise<void> {
    const own = unwritten.get(schema) ?? new Set()
    unwritten.set(schema, own.add(left))
    await write(schema, left)
    own.delete(left)
    if (own.size === 0) unwritten.delete(schema)
  }

  return {
    leave,
    async leaveAgain(schema) {
      for (const left of [...(unwritten.get(schema) ?? [])]) await leave(schema, left)
    },
  }
}
