import { readLogReader } from './shared-log.ts'

/** Whoever may connect to the database may say that they read along. */
const MAX_READERS = 100

/** Who reads along what which tenant's hooks log, as far as this process has heard of it. */
export function makeLogReaders() {
  /** `until` is by this process's own clock, which does not jump. */
  const readers = new Map<string, { tenantId: string; until: number }>()
  return {
    /** Takes a payload of LOG_READERS_CHANNEL. */
    hear(payload: string): void {
      const told = readLogReader(payload)
      if (told === null) return
      const { reader, tenantId, seconds } = told
      readers.delete(reader)
      if (seconds > 0 && readers.size < MAX_READERS) {
        readers.set(reader, { tenantId, until: performance.now() + seconds * 1000 })
      }
    },
    anyOf(wanted: string): boolean {
      for (const [reader, { tenantId, until }] of readers) {
        if (until < performance.now()) readers.delete(reader)
        else if (tenantId === wanted) return true
      }
      return false
    },
  }
}
