/** The time in which the tenant belongs to one test. */
export interface TestTurn {
  /** Throws where the tenant has been given to a later test. */
  check(): void
  /** Aborted when it is. */
  signal: AbortSignal
  /** Notes that work of this test is under way: the next one waits for its end. */
  track<T>(work: Promise<T>): Promise<T>
}

export interface TestTurns {
  /** Begins another test's turn, once nothing is at work any more that the one before has left behind. */
  next(): Promise<TestTurn>
}

/** Tests take turns with the one tenant: also one that has failed or run out of time does not reach into the next. */
export function makeTestTurns(): TestTurns {
  let current = new AbortController()
  const underWay = new Set<Promise<unknown>>()

  function turnOf({ signal }: AbortController): TestTurn {
    return {
      signal,
      check: () => {
        if (!signal.aborted) return
        throw new Error('This tenant was emptied for a later test: open one in each test, and run tests one by one.')
      },
      async track(work) {
        underWay.add(work)
        try {
          return await work
        } finally {
          underWay.delete(work)
        }
      },
    }
  }

  return {
    async next() {
      current.abort()
      const own = new AbortController()
      current = own
      while (underWay.size > 0) await Promise.allSettled(underWay)
      return turnOf(own)
    },
  }
}
