import { LRUCache } from 'lru-cache'
import type { KnownColumns } from './kept-query.ts'

/**
 * Characters of the statements that a connection keeps, each of which takes some 100 bytes of the server's memory: 30 MB.
 * That is some 300 statements, three for each of a hundred tenants.
 */
const MAX_KEPT = 300_000
/** What a short one takes besides. */
const LEAST_LENGTH = 300

/** What the connection of `pg` is asked for here, as its typings do not say. */
export interface ClosingConnection {
  parsedStatements: Record<string, string>
  close(message: { type: 'S'; name: string }): void
  sync(): void
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
  const kept = new LRUCache<string, string>({
    maxSize: MAX_KEPT,
    sizeCalculation: (text) => text.length + LEAST_LENGTH,
    dispose: (_, name) => void left.push(name),
  })

  return {
    /** The columns of what the server has answered. */
    known,
    /** Whether the server keeps it, and has told its columns. */
    isLearned: (name: string) => kept.get(name) !== undefined && known.has(name),
    keep(name: string, text: string): void {
      if (kept.get(name) === undefined) kept.set(name, text)
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
