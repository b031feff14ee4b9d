import { STAGES } from './bench-plugin.ts'
import type { Target } from './load.ts'
import { sampleValues } from './sample-values.ts'
import type { Bench, Server } from './start-bench.ts'

export interface Scenario {
  name: string
  /** What ours is held against. */
  base: Target
  ours: Target
  /** Ours ÷ base, of processor time of server and PostgreSQL, at most. */
  bar: number
  calls: number
  /** How long each is called before anything is measured, where it takes that long to be as it stays. */
  warmMs?: number
}

/** Twenty, none of which names another record, and the same with one that does. */
const FIELDS = Object.keys(sampleValues(0, '')).filter((name) => name !== 'account')
const WITH_REFERENCE = [...FIELDS.slice(0, -1), 'account']

/** The questions of the speed table, each to a floor and to ours. */
export function makeScenarios(bench: Bench): Scenario[] {
  const { key, admin, seller } = bench.credentials
  const floor = caller(bench.floor)
  const program = caller(bench.tenon, { authorization: key })
  const staff = caller(bench.tenon, { cookie: admin, origin: 'http://localhost:3999' })
  const restricted = caller(bench.tenon, { cookie: seller })
  const [opportunity, account] = [inTurn(bench.ids.opportunities), inTurn(bench.ids.accounts)]
  const stage = inTurn(STAGES)
  const part = inTurn(Array.from({ length: 4096 }, (_, index) => index.toString(16).padStart(4, '0')))
  // Each is changed several times while both warm up: from then on both change rows that were changed before.
  const few = bench.ids.opportunities.slice(0, 1_000)
  let made = 0
  const values = () => sampleValues(made++, account())
  const list = (fields: readonly string[]) => () => {
    const where = encodeURIComponent(JSON.stringify({ field: 'phase', op: 'eq', value: stage() }))
    return `/api/v1/opportunity?where=${where}&sort=-createdAt&limit=50&fields=${fields.join(',')}`
  }
  const input = (value: object) => encodeURIComponent(JSON.stringify(value))
  return [
    {
      ...{ name: 'read one by id, REST', bar: 1.5, calls: 800 },
      base: floor.get(() => `/one/${opportunity()}`),
      ours: program.get(() => `/api/v1/opportunity/${opportunity()}?fields=${FIELDS.join(',')}`),
    },
    {
      ...{ name: 'the same over tRPC', bar: 1.2, calls: 800 },
      base: caller(bench.trpcFloor).get(() => `/trpc/one?input=${input({ id: opportunity() })}`),
      ours: staff.get(
        () => `/api/trpc/records.get?input=${input({ entity: 'opportunity', id: opportunity(), fields: FIELDS })}`,
      ),
    },
    {
      ...{ name: 'list of 50 × 20 fields', bar: 1, calls: 200 },
      base: floor.get(() => `/list/${stage()}`),
      ours: program.get(list(FIELDS)),
    },
    {
      ...{ name: 'list with a label', bar: 1.1, calls: 200 },
      base: floor.get(() => `/labels/${stage()}`),
      ours: program.get(list(WITH_REFERENCE)),
    },
    {
      ...{ name: 'list for a seller (base: admin)', bar: 1.3, calls: 200 },
      base: staff.get(list(WITH_REFERENCE)),
      ours: restricted.get(list(WITH_REFERENCE)),
    },
    {
      ...{ name: 'create', bar: 2, calls: 400, warmMs: 4_000 },
      base: floor.post('/create', values),
      ours: program.post('/api/v1/opportunity', values),
    },
    {
      ...{ name: 'update with version', bar: 2.5, calls: 400, warmMs: 4_000 },
      base: floor.patch((id) => `/update/${id}`, few),
      ours: program.patch((id) => `/api/v1/opportunity/${id}`, few),
    },
    {
      // Code of a plugin works apart for its first two seconds; then a child is started for where it stays.
      ...{ name: 'create with a before-hook', bar: 3, calls: 400, warmMs: 4_000 },
      base: floor.post('/create', values),
      ours: program.post('/api/v1/hookedOpportunity', values),
    },
    {
      ...{ name: 'sum and count by phase', bar: 1.1, calls: 10 },
      base: floor.get(() => '/sums'),
      ours: staff.post('/api/trpc/records.summarize', () => ({
        ...{ entity: 'opportunity', groupBy: 'phase', sum: 'amount' },
      })),
    },
    {
      ...{ name: 'contains-search', bar: 1, calls: 50 },
      base: floor.get(() => `/search/${part()}`),
      ours: program.get(() => `/api/v1/account?fields=name&search=${part()}`),
    },
  ]
}

function inTurn<T>(list: readonly T[]): () => T {
  let at = 0
  return () => list[at++ % list.length] as T
}

/** Makes targets of one server, all called with the same headers. */
function caller(server: Server, headers: Record<string, string> = {}) {
  return {
    get: (path: () => string): Target => ({ server, next: () => ({ method: 'GET', path: path(), headers }) }),
    post: (path: string, body: () => unknown): Target => ({
      server,
      next: () => ({ method: 'POST', path, headers, body: body() }),
    }),
    /** Changes each record in turn, with the version that it must have by now. */
    patch(path: (id: string) => string, ids: readonly string[]): Target {
      const versions = new Map<string, number>()
      const next = inTurn(ids)
      return {
        server,
        next: () => {
          const id = next()
          const version = versions.get(id) ?? 1
          versions.set(id, version + 1)
          const body = { version, nextStep: `Step ${version}`, priority: version % 10 }
          return { method: 'PATCH', path: path(id), headers, body }
        },
      }
    },
  }
}
