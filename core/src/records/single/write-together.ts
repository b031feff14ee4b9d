import { AsyncLocalStorage } from 'node:async_hooks'
import { LeftGroup } from '../../db/run-together.ts'
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
  /** Makes it where no other came; rejects with LeftGroup where it has to be made by itself. */
  one?: (write: Write) => Promise<Answer | null>
  /** Makes all of these, in one statement; null for one that has to be made by itself. */
  several: (writes: readonly Write[]) => Promise<ReadonlyArray<Answer | null>>
}

interface Member {
  write: unknown
  resolve: (answer: unknown) => void
  reject: (error: unknown) => void
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
  const { promise, resolve, reject } = Promise.withResolvers<Answer | null>()
  const member = { write, resolve: resolve as Member['resolve'], reject }
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

function sendAll({ of, kind, one, several }: Joining<unknown, unknown>): void {
  const own = waitingFor(of)
  const members = [...(own.byKind.get(kind)?.values() ?? [])]
  own.byKind.delete(kind)
  const pause = () => {
    own.pausedUntil = performance.now() + PAUSE_MILLISECONDS
  }
  const [only] = members
  if (members.length === 1 && only !== undefined && one !== undefined) return void sendOne(only, { one, pause })
  for (let from = 0; from < members.length; from += MOST) {
    send(members.slice(from, from + MOST), several).catch(pause)
  }
}

/** What it ends with is its own, except that it was not made. */
async function sendOne(
  { write, resolve, reject }: Member,
  { one, pause }: Required<Pick<Joining<unknown, unknown>, 'one'>> & { pause: () => void },
): Promise<void> {
  try {
    resolve(await one(write))
  } catch (error) {
    if (!(error instanceof LeftGroup)) return reject(error)
    if (error.isToBlame) pause()
    resolve(null)
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
