import { AsyncLocalStorage } from 'node:async_hooks'
import { withoutSignal } from '../../db/statement-limits.ts'

/** How many one statement may write: they wait for its last one. */
const MOST = 16
/** After a statement that failed, each write goes by itself for a while: it is not known which of them is to blame. */
const PAUSE_MILLISECONDS = 1_000

interface Joining<Write, Answer> {
  /** What writes that may share a statement have in common, the rights by which they are judged first. */
  of: object
  key: string
  write: Write
  /** Makes all of these, in one statement; null for one that has to be made by itself. */
  several: (writes: readonly Write[]) => Promise<ReadonlyArray<Answer | null>>
}

interface Member {
  write: unknown
  resolve: (answer: unknown) => void
}

interface Kind {
  members: Member[]
  pausedUntil: number
}

const kinds = new WeakMap<object, Map<string, Kind>>()

/**
 * Makes a write together with those of the same kind that come at the same moment: what PostgreSQL and the server do for one
 * statement, its commit included, takes longer than the writing. Null where it was not made and has to be made by itself:
 * where no other came, where it stands in somebody's way, or where the statement of all has failed, which wrote nothing.
 */
export function writeTogether<Write, Answer>({
  of,
  key,
  write,
  several,
}: Joining<Write, Answer>): Promise<Answer | null> {
  const kind = kindOf(of, key)
  const { promise, resolve } = Promise.withResolvers<Answer | null>()
  // All that has arrived is looked at before anything is sent.
  if (kind.members.length === 0) {
    const within = AsyncLocalStorage.snapshot()
    setImmediate(() => within(() => withoutSignal(() => sendAll(kind, several as Several))))
  }
  kind.members.push({ write, resolve: resolve as Member['resolve'] })
  return promise
}

type Several = (writes: readonly unknown[]) => Promise<readonly unknown[]>

function kindOf(of: object, key: string): Kind {
  const own = kinds.get(of) ?? new Map<string, Kind>()
  kinds.set(of, own)
  const known = own.get(key)
  if (known !== undefined) return known
  const kind = { members: [], pausedUntil: 0 }
  own.set(key, kind)
  return kind
}

function sendAll(kind: Kind, several: Several): void {
  const members = kind.members.splice(0)
  for (let from = 0; from < members.length; from += MOST) send(kind, members.slice(from, from + MOST), several)
}

function send(kind: Kind, members: readonly Member[], several: Several): void {
  const bySelf = () => {
    for (const { resolve } of members) resolve(null)
  }
  if (members.length === 1 || performance.now() < kind.pausedUntil) {
    bySelf()
    return
  }
  several(members.map(({ write }) => write)).then(
    (answers) => {
      for (const [index, { resolve }] of members.entries()) resolve(answers[index] ?? null)
    },
    () => {
      kind.pausedUntil = performance.now() + PAUSE_MILLISECONDS
      bySelf()
    },
  )
}
