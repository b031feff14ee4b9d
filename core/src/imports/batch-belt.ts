/** Work on a few batches at a time, none of which has a key of another that is not done. */
export function makeBelt(atOnce: number) {
  const running = new Map<ReadonlySet<string>, Promise<void>>()
  let failure: { cause: unknown } | null = null

  const throwFailure = () => {
    if (failure !== null) throw failure.cause
  }

  return {
    /** Resolves once the work has begun. Throws what an earlier one threw. */
    async put(keys: ReadonlySet<string>, work: () => Promise<void>): Promise<void> {
      while (running.size >= atOnce || [...running.keys()].some((other) => shareOne(keys, other))) {
        await Promise.race(running.values())
      }
      throwFailure()
      const done = work()
        .catch((cause: unknown) => {
          failure ??= { cause }
        })
        .finally(() => running.delete(keys))
      running.set(keys, done)
    },
    /** Of the work that is not done. */
    keys(): string[] {
      return [...running.keys()].flatMap((keys) => [...keys])
    },
    /** Resolves once nothing is under way; throws what one of them threw. */
    async empty(): Promise<void> {
      await Promise.all(running.values())
      throwFailure()
    },
  }
}

function shareOne(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const key of one) if (other.has(key)) return true
  return false
}
