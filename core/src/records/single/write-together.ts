import { AsyncLocalStorage } from 'node:async_hooks'
import { withoutSignal } from '../../db/statement-limits.ts'

/** How many one statement may write: they wait for its last one. */
const MOST = 16
/** After a statement that failed, each write goes by itself for a while: it is not known which of them is to blame. */
const PAUSE_MILLISECONDS = 1_000

interface Joining<Write, Answer> {
  /** What writes that may share a statement have in common, the rights by which they are judged first. */
  of: object
  kind: string
  /** Of the record: one statement writes it once. */
  id: string
  write: Write
  /** Makes all of these, in one statement; null for one that has to be made by itself. */
  several: (writes: readonly Write[]) => Promise<ReadonlyArray<Answer | null>>
}

interface Member {
  write: unknown
  resolve: (answer: unknown) => void
}

/** By record. */
type Members = Map<string, Member>

interface Waiting {
  byKind: Map<string, Members>
  pausedUntil: number
}

const waiting = new WeakMap<object, Waiting>()

/**
 * Makes a write together with those of the same kind that come at the same moment: what PostgreSQL and the server do for one
 * statement, its commit included, takes longer than the writing. Null where it was not made and has to be made by itself:
 * where no other came, where it would have to wait for somebody, or where the statement of all failed, which wrote nothing.
 */
export async function writeTogether<Write, Answer>(joining: Joining<Write, Answer>): Promise<Answer | null> {
  const { of, kind, id, write } = joining
  const { byKind, pausedUntil } = waitingFor(of)
  const known = byKind.get(kind)
  if (known?.has(id) || performance.now() < pausedUntil) return null
  const { promise, resolve } = Promise.withResolvers<Answer | null>()
  const member = { write, resolve: resolve as Member['resolve'] }
  if (known !== undefined) {
    known.set(id, member)
    return promise
  }
  byKind.set(kind, new Map([[id, member]]))
  const within = AsyncLocalStorage.snapshot()
  // All that has arrived is looked at before anything is sent. One who has left ends nothing that others wait for.
  setImmediate(() => within(() => withoutSignal(() => sendAll(joining as Joining<unknown, unknown>))))
  return promise
}

function waitingFor(of: object): Waiting {
  const known = waiting.get(of)
  if (known !== undefined) return known
  const own = { byKind: new Map(), pausedUntil: 0 }
  waiting.set(of, own)
  return own
}

function sendAll({ of, kind, several }: Joining<unknown, unknown>): void {
  const own = waitingFor(of)
  const members = [...(own.byKind.get(kind)?.values() ?? [])]
  own.byKind.delete(kind)
  for (let from = 0; from < members.length; from += MOST) {
    send(members.slice(from, from + MOST), several).catch(() => {
      own.pausedUntil = performance.now() + PAUSE_MILLISECONDS
    })
  }
}

/** @throws whatever the statement of all throws, once each was told to go by itself */
async function send(members: readonly Member[], several: Joining<unknown, unknown>['several']): Promise<void> {
  let answers: ReadonlyArray<unknown> = []
  try {
    if (members.length > 1) answers = await several(members.map(({ write }) => write))
  } finally {
    for (const [index, { resolve }] of members.entries()) resolve(answers[index] ?? null)
  }
}
