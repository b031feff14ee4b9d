import { LRUCache } from 'lru-cache'
import type { KnownColumns } from './kept-query.ts'

/**
 * Characters of the statements that a connection keeps, each of which takes some 100 bytes of the server's memory: 30 MB.
 * That is some 300 statements, three for each of a hundred tenants.
 */
const MAX_KEPT = 300_000
/** What a short one takes besides. */
const LEAST_LENGTH = 300
/** Where many tenants share the connections, what has not been asked for so long makes room for whatever is asked… */
const UNUSED_MILLISECONDS = 10_000
/** … and what is asked less often by so much makes room for what is asked more. */
const MUCH_MORE = 2
/** Up to so much of it, all is kept: of tenants whose home the connection is, and of others. */
const FREE = { home: 0.9 * MAX_KEPT, guest: 0.5 * MAX_KEPT }

/** Of who is asking at a connection: all who do have room there, or it is his home of several, or somebody else's. */
export type Standing = 'alone' | 'home' | 'guest'

/** What the connection of `pg` is asked for here, as its typings do not say. */
export interface ClosingConnection {
  parsedStatements: Record<string, string>
  close(message: { type: 'S'; name: string }): void
  sync(): void
}

interface Kept {
  text: string
  /** How often all connections have been asked it. */
  uses: Readonly<{ count: number }>
  /** When this one was last, of `performance.now`. */
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

  /** Whether there is a place in which less use is made of another. What comes in turn would else push out each other. */
  function mayReplace({ count }: Kept['uses']): boolean {
    for (const name of kept.rkeys()) {
      const last = kept.peek(name)
      if (last === undefined || last.usedAt < performance.now() - UNUSED_MILLISECONDS) return true
      return count > MUCH_MORE * last.uses.count
    }
    return true
  }

  function use(name: string): boolean {
    const found = kept.get(name)
    if (found !== undefined) found.usedAt = performance.now()
    return found !== undefined
  }

  return {
    /** The columns of what the server has answered. */
    known,
    /** Whether the server keeps it, and has told its columns. */
    isLearned: (name: string) => use(name) && known.has(name),
    /** Whether it is kept, or may be. */
    isWelcome: (name: string, { uses, standing }: { uses: Kept['uses']; standing: Standing }) =>
      standing === 'alone' || kept.has(name) || kept.calculatedSize < FREE[standing] || mayReplace(uses),
    keep(name: string, text: string, uses: Kept['uses']): void {
      if (!use(name)) kept.set(name, { text, uses, usedAt: performance.now() })
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
