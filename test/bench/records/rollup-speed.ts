import { parseArgs } from 'node:util'
import { watchForeignLoad } from '../foreign-load.ts'
import { STAGES } from './bench-plugin.ts'
import { type Figures, figuresOf, runSlice, type Slice, type Target } from './load.ts'
import { sampleValues } from './sample-values.ts'
import { startBench } from './start-bench.ts'

/**
 * Sum and count by phase over many records, without and with a rollup, and what the rollup adds to a create, to an update that has nothing
 * to do with it, and to one that moves a record to another group. Both ways take turns, for the machine may be shared.
 * `node test/bench/records/rollup-speed.ts [--rows 500000] [--rounds 3] [--calls 300]`
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '500000' },
    rounds: { type: 'string', default: '3' },
    calls: { type: 'string', default: '300' },
  },
})
const bench = await startBench({ accounts: 10_000, opportunities: Number(values.rows) })
const { tenon: server, floor, postmaster, ids, credentials } = bench
const say = (text: string) => process.stdout.write(`${text}\n`)
const key = { authorization: credentials.key }
const admin = { cookie: credentials.admin, origin: 'http://localhost:3999' }
const ROLLUP = { name: 'byPhase', groupBy: ['phase'], sums: ['amount'] }

async function trpc<T>(path: string, input: object | undefined, method: 'GET' | 'POST'): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/trpc/${path}`, {
    method,
    headers: { ...admin, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(input) }),
  })
  const told = (await answer.json()) as { result?: { data: T } }
  if (told.result === undefined) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(told)}`)
  return told.result.data
}

/** Publishes the model with the rollup or without; resolves to how long it took until figures came from it. */
async function declare(isKept: boolean): Promise<number> {
  const { revision } = await trpc<{ revision: number }>('model.draft', undefined, 'GET')
  const edits = isKept ? { entities: { opportunity: { rollups: [ROLLUP] } } } : {}
  const saved = await trpc<{ revision: number }>('model.saveDraft', { edits, revision }, 'POST')
  const started = performance.now()
  await trpc('model.publish', { revision: saved.revision }, 'POST')
  const published = performance.now() - started
  if (isKept) while ((await timeOf(sums)) > 30) await new Promise((resolve) => setTimeout(resolve, 500))
  say(
    `${isKept ? 'declared' : 'removed'}: published in ${published.toFixed(0)} ms${isKept ? `, answers from it after ${(performance.now() - started).toFixed(0)} ms` : ''}`,
  )
  return published
}

async function timeOf(target: Target): Promise<number> {
  const { times } = await runSlice(target, { calls: 3, senders: 1, postmaster })
  return Math.min(...times)
}

const post = (path: string, body: () => unknown, headers: Record<string, string>): Target => ({
  server,
  next: () => ({ method: 'POST', path, headers, body: body() }),
})
let made = 0
let at = 0
const versions = new Map<string, number>()

function patch(body: (version: number) => object): Target {
  const next = () => {
    const id = ids.opportunities[at++ % ids.opportunities.length] ?? ''
    const version = versions.get(id) ?? 1
    versions.set(id, version + 1)
    const path = `/api/v1/opportunity/${id}`
    return { method: 'PATCH' as const, path, headers: key, body: { version, ...body(version) } }
  }
  return { server, next }
}

const measures = { n: { measure: 'count' }, worth: { measure: 'sum', field: 'amount' } }
const sums = post('/api/v1/opportunity/group', () => ({ groupBy: ['phase'], measures }), key)
const summary = post(
  '/api/trpc/records.summarize',
  () => ({ entity: 'opportunity', groupBy: 'phase', sum: 'amount' }),
  admin,
)
const plain: Target = { server: floor, next: () => ({ method: 'GET', path: '/sums' }) }
const create = post(
  '/api/v1/opportunity',
  () => sampleValues(made++, ids.accounts[made % ids.accounts.length] ?? ''),
  key,
)
const update = patch((version) => ({ nextStep: `Step ${version}` }))
const move = patch((version) => ({ phase: STAGES[(version + 1) % STAGES.length] }))

const calls = Number(values.calls)
const QUESTIONS = [
  { name: 'floor: bare table', target: plain, slow: 10, quick: 10 },
  { name: 'records.group', target: sums, slow: 10, quick: 200 },
  { name: 'records.summarize', target: summary, slow: 10, quick: 200 },
  { name: 'create', target: create, slow: calls, quick: calls },
  { name: 'update, another field', target: update, slow: calls, quick: calls },
  { name: 'update, another group', target: move, slow: calls, quick: calls },
]

function line({ sample, server: ours, postgres }: Figures): string {
  const [wall, processor] = [sample.p50.toFixed(1), (ours + postgres).toFixed(2)]
  return `median ${wall} ms; processor ${processor} ms (server ${ours.toFixed(2)}, PostgreSQL ${postgres.toFixed(2)})`
}

try {
  const foreign = watchForeignLoad()
  const slices = new Map<string, Slice[]>()
  for (const { target } of QUESTIONS) await runSlice(target, { calls: 10, senders: 1, postmaster })
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const isKept of [false, true]) {
      if (isKept || round > 0) await declare(isKept)
      for (const { name, target, slow, quick } of QUESTIONS) {
        const slice = await runSlice(target, { calls: isKept ? quick : slow, senders: 1, postmaster })
        const place = `${name} ${isKept}`
        slices.set(place, [...(slices.get(place) ?? []), slice])
      }
    }
  }
  for (const { name } of QUESTIONS) {
    for (const isKept of [false, true])
      say(
        `${name.padEnd(24)} ${isKept ? 'with   ' : 'without'} ${line(figuresOf(slices.get(`${name} ${isKept}`) ?? []))}`,
      )
  }
  say(`others took ${(foreign() * 100).toFixed(0)} % of a core`)
} finally {
  await bench.close()
}
