import { type PGlite, parse, protocol } from '@electric-sql/pglite'
import type { PGliteDialectConfig } from 'kysely'
import { LRUCache } from 'lru-cache'

/** What Kysely's dialect takes, and what runs several statements in one text. */
type KeepingPglite = Exclude<PGliteDialectConfig['pglite'], (...args: never[]) => unknown> & Pick<PGlite, 'exec'>

type Query = PGlite['query']

interface KeptStatement {
  name: string
  /** Type of each value. */
  types: number[]
  /** Description of its rows; none where it returns nothing. */
  columns: Messages
}

type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>

const { serialize } = protocol
const MAX_KEPT = 500
const KEPT_KINDS = /^\s*(select|with|insert|update|delete)\b/i
const SCHEMA_CHANGES = /\b(create|alter|drop)\b/i

/**
 * The embedded database with its statements kept: what was asked before, with other values, is neither parsed nor
 * planned again, which is most of a small write's time. Each takes memory, and plans are made without looking at the
 * values: good for tests, which do few things very often.
 */
export async function keepStatements(pglite: PGlite): Promise<KeepingPglite> {
  // Otherwise the first five runs of each are planned anew.
  await pglite.exec('set plan_cache_mode = force_generic_plan')
  let made = 0
  const kept = new LRUCache<string, KeptStatement>({
    max: MAX_KEPT,
    dispose: ({ name }) => void send(pglite, [serialize.close({ type: 'S', name })]).catch(() => undefined),
  })

  async function prepare(text: string): Promise<KeptStatement> {
    made += 1
    const name = `kept_${made}`
    const described = await send(pglite, [serialize.parse({ name, text }), serialize.describe({ type: 'S', name })])
    const columns = described.filter((message) => message.name === 'rowDescription')
    const statement = { name, types: parse.parseDescribeStatementResults(described), columns }
    kept.set(text, statement)
    return statement
  }

  async function run(text: string, values: unknown[]): Promise<Messages> {
    const { name, types, columns } = kept.get(text) ?? (await prepare(text))
    const bound = values.map((value, index) => serializeValue(pglite, value, types[index]))
    const answer = await send(pglite, [serialize.bind({ statement: name, values: bound }), serialize.execute({})])
    return [...columns, ...answer]
  }

  /** What is not kept goes the usual way. */
  function keeping(usual: Query): Query {
    return (text, values, options) => {
      if (KEPT_KINDS.test(text)) return answer(text, values, options)
      // In a transaction there is no second try for one that has become outdated.
      if (SCHEMA_CHANGES.test(text)) kept.clear()
      return usual(text, values, options)
    }
  }

  const answer: Query = async (text, values = [], options = {}) => {
    const [result] = parse.parseResults(await run(text, values), pglite.parsers, options)
    return result as never
  }

  const query: Query = async (text, values, options) => {
    try {
      return await keeping(pglite.query.bind(pglite))(text, values, options)
    } catch (error) {
      if (!isOutdated(error) || !kept.delete(text)) throw error
      return pglite.query(text, values, options)
    }
  }

  return {
    query,
    exec: (text, options) => {
      if (SCHEMA_CHANGES.test(text)) kept.clear()
      return pglite.exec(text, options)
    },
    transaction: (work) => pglite.transaction((trx) => work({ ...trx, query: keeping(trx.query) })),
    close: () => pglite.close(),
    get closed() {
      return pglite.closed
    },
    get ready() {
      return pglite.ready
    },
    get waitReady() {
      return pglite.waitReady
    },
  }
}

/** Kysely keeps its own order between transactions and other statements; this keeps those of others out. */
async function send(pglite: PGlite, requests: Uint8Array[]): Promise<Messages> {
  const bytes = Buffer.concat([...requests, serialize.sync()])
  return pglite.runExclusive(() => pglite.execProtocolStream(bytes, { syncToFs: false }))
}

function serializeValue(pglite: PGlite, value: unknown, type: number | undefined): string | null {
  if (value === null || value === undefined) return null
  const own = type === undefined ? undefined : pglite.serializers[type]
  return own === undefined ? String(value) : own(value)
}

/** Tables have changed since it was prepared: other columns (0A000, class 42), or it was taken away (26000). */
function isOutdated(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code === '0A000' || code === '26000' || code.startsWith('42')
}
