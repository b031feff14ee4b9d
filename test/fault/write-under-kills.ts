import { sql } from 'kysely'
import type { RequestContext, TenantRef } from '../../core/src/context/request-context.ts'
import { systemContext } from '../../core/src/context/system-context.ts'
import type { Tenon } from '../../core/src/create-tenon.ts'
import { installLedger } from './install-ledger.ts'

export interface WritesUnderKills {
  tenon: Tenon
  seconds: number
  writesPerSecond: number
  /** How often a child of the sandbox is killed. */
  killEveryMs: number
}

export interface WritesReport {
  attempted: number
  acknowledged: number
  /** Code → writes that ended with it; a caller may make these again. */
  refused: Record<string, number>
  kills: number
  /** Acknowledged, but there is no record of it. */
  lost: number
  /** Keys of more than one record. */
  doubled: number
  /** Records of writes that were refused. */
  ghosts: number
  /** Sales without a receipt, and events with more than one. */
  receiptsMissing: number
  receiptsDoubled: number
  /** Errors that nobody handled, in this process. */
  coreErrors: unknown[]
  /** Of an acknowledged write, in milliseconds. */
  times: number[]
}

const SALE_EVERY = 10
/** As many calls as a server has requests under way; beyond that a client waits. */
const MOST_AT_A_TIME = 150
const DRAIN_MS = 300_000

/** Writes records through a plugin's hooks at a steady rate while children are killed, then compares what is there. */
export async function writeUnderKills(input: WritesUnderKills): Promise<WritesReport> {
  const { tenon } = input
  const tenant = await installLedger(tenon)
  const coreErrors: unknown[] = []
  const note = (error: unknown) => coreErrors.push(error)
  process.on('unhandledRejection', note)
  const killing = killAtRandom(tenon, input.killEveryMs)
  const writes = await writeSteadily(systemContext(tenant), { ...input, onWritten: killing.goOn })
  const kills = killing.stop()
  const books = await readBooks(tenon, { tenant, sales: writes.acknowledged.filter(isSale).length })
  process.off('unhandledRejection', note)
  const keys = new Set(books.keys)
  const { acknowledged, attempted, refused, times } = writes
  return {
    attempted,
    acknowledged: acknowledged.length,
    refused,
    kills,
    lost: acknowledged.filter((key) => !keys.has(key)).length,
    doubled: books.keys.length - keys.size,
    ghosts: [...keys].filter((key) => !acknowledged.includes(key)).length,
    receiptsMissing: acknowledged.filter((key) => isSale(key) && !books.receipts.includes(key)).length,
    receiptsDoubled: books.receipts.length - new Set(books.receipts).size,
    coreErrors,
    times,
  }
}

/**
 * Kills one child after the other, each once something was written since the last: on a machine so busy that starting a
 * child takes longer than the time between two kills, no child would ever work. `stop` says how many were killed.
 */
function killAtRandom(tenon: Tenon, everyMs: number): { goOn(): void; stop(): number } {
  let kills = 0
  let isReady = true
  const timer = setInterval(() => {
    const pids = tenon.childPids()
    const pid = pids[Math.floor(Math.random() * pids.length)]
    if (pid === undefined || !isReady) return
    process.kill(pid, 'SIGKILL')
    kills += 1
    isReady = false
  }, everyMs)
  return {
    goOn: () => {
      isReady = true
    },
    stop: () => {
      clearInterval(timer)
      return kills
    },
  }
}

const keyOf = (write: number) => `${write % SALE_EVERY === 0 ? 'sale' : 'order'}-${write}`
const isSale = (key: string) => key.startsWith('sale')

interface Writing extends WritesUnderKills {
  onWritten(): void
}

async function writeSteadily(ctx: RequestContext, { tenon, seconds, writesPerSecond, onWritten }: Writing) {
  const acknowledged: string[] = []
  const refused: Record<string, number> = {}
  const times: number[] = []
  const open = new Set<Promise<void>>()
  let attempted = 0

  async function write(key: string): Promise<void> {
    const started = performance.now()
    try {
      await tenon.services.records.create(ctx, { entity: isSale(key) ? 'sale' : 'order', values: { key } })
      acknowledged.push(key)
      onWritten()
      times.push(performance.now() - started)
    } catch (error) {
      const code = (error as { code?: string }).code ?? String(error)
      refused[code] = (refused[code] ?? 0) + 1
    }
  }

  const began = performance.now()
  while (performance.now() - began < seconds * 1_000) {
    const due = Math.floor(((performance.now() - began) / 1_000) * writesPerSecond)
    for (; attempted < due && open.size < MOST_AT_A_TIME; attempted++) {
      const one = write(keyOf(attempted)).finally(() => open.delete(one))
      open.add(one)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await Promise.all(open)
  return { attempted, acknowledged, refused, times }
}

/** Keys of all records, and of the receipts once the after-hooks have written as many as there are sales. */
async function readBooks(tenon: Tenon, { tenant, sales }: { tenant: TenantRef; sales: number }) {
  const column = async (table: string): Promise<string[]> => {
    const { rows } = await sql<{ key: string }>`select key from ${sql.id(tenant.schema, table)}`.execute(
      tenon.database.control,
    )
    return rows.map(({ key }) => key)
  }
  const until = performance.now() + DRAIN_MS
  let receipts = await column('receipt')
  while (receipts.length < sales && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    receipts = await column('receipt')
  }
  return { keys: [...(await column('order')), ...(await column('sale'))], receipts }
}
