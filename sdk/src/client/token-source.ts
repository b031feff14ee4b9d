/** Holds a token in memory only. One fetch serves all callers who wait; the server's refusal, not a clock, ends it. */
export interface TokenSource {
  get(): Promise<string>
  /** Forgets `refused`, unless a newer token has already replaced it. */
  drop(refused: string): void
}

export function makeTokenSource(fetchToken: () => Promise<string>): TokenSource {
  let current: string | undefined
  let pending: Promise<string> | undefined
  return {
    async get() {
      if (current !== undefined) return current
      pending ??= fetchToken().finally(() => {
        pending = undefined
      })
      current = await pending
      return current
    },
    drop(refused) {
      if (current === refused) current = undefined
    },
  }
}
