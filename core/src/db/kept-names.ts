import { LRUCache } from 'lru-cache'
import type { KnownColumns } from './kept-query.ts'

/**
 * Characters of the statements that a connection keeps, each of which takes some 100 bytes of the server's memory: 30 MB.
 * That is some 300 statements, three for each of a hundred tenants.
 */
const MAX_KEPT = 300_000
/** What a short one takes besides. */
const LEAST_LENGTH = 300
/** What has not been asked for so long makes room for whatever is asked here, be it seldom. */
const UNUSED_MILLISECONDS = 10_000

/** What the connection of `pg` is asked for here, as its typings do not say. */
export interface ClosingConnection {
  parsedStatements: Record<string, string>
  close(message: { type: 'S'; name: string }): void
  sync(): void
}

interface Kept {
  text: string
  /** Of `performance.now`. */
  usedAt: number
}

interface KeptNamesOptions {
  connection: () => ClosingConnection
  /** Has `pg` send it when its turn comes. */
  plain: (query: object) => unknown
}

/** The names under which the server keeps statements of one connection: those used last. */
export function makeKeptNames({ connection, plain }: KeptNamesOptions) {
  let left: string[] = []
  const known: KnownColumns = new Map()
  const kept = new LRUCache<string, Kept>({
    maxSize: MAX_KEPT,
    sizeCalculation: ({ text }) => text.length + LEAST_LENGTH,
    dispose: (_, name) => void left.push(name),
  })

  function use(name: string): boolean {
    const found = kept.get(name)
    if (found !== undefined) found.usedAt = performance.now()
    return found !== undefined
  }

  /** When that was asked last of which the last asking is longest ago. */
  function oldestUse(): number {
    for (const name of kept.rkeys()) return kept.peek(name)?.usedAt ?? 0
    return 0
  }

  return {
    /** The columns of what the server has answered. */
    known,
    /** Whether the server keeps it, and has told its columns. */
    isLearned: (name: string) => use(name) && known.has(name),
    /** Whether it is kept, or takes no place that another needs. */
    isWelcome: (name: string) =>
      kept.has(name) || kept.calculatedSize < MAX_KEPT / 2 || oldestUse() < performance.now() - UNUSED_MILLISECONDS,
    keep(name: string, text: string): void {
      if (!use(name)) kept.set(name, { text, usedAt: performance.now() })
    },
    /** The server keeps it, and `pg` need not send it again. */
    noteParsed(name: string, text: string): void {
      connection().parsedStatements[name] = text
    },
    forget: (name: string) => void kept.delete(name),
    /** Has the server forget what is kept no more, ahead of the next statement and without waiting for the answer. */
    closeLeft(): void {
      if (left.length === 0) return
      const names = left
      left = []
      for (const name of names) {
        delete connection().parsedStatements[name]
        known.delete(name)
      }
      void plain(closing(names))
    },
  }
}

/** What tells the server to forget statements. `pg` asks it what to do with the answers: nothing, and nobody waits. */
function closing(names: readonly string[]): object {
  return {
    submit(connection: ClosingConnection): void {
      for (const name of names) connection.close({ type: 'S', name })
      connection.sync()
    },
    handleReadyForQuery: () => undefined,
    handleError: () => undefined,
    handleCommandComplete: () => undefined,
  }
}
