import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProcess } from '../../support/start-process.ts'
import { FIELDS, growthValues } from './growth-plugin.ts'
import { type Figures, figuresOf, runSlice, type Slice, type Target } from './load.ts'
import { portOf, SECRET } from './start-bench.ts'

/** Records of an entity of one tenant, with a key that may do all. */
export interface Place {
  key: string
  /** Of the tenant. */
  schema: string
  entity: string
  ids: readonly string[]
}

export interface GrownServer {
  port: number
  pid: number
  stop(): Promise<unknown>
}

export async function serveGrown(url: string): Promise<GrownServer> {
  const child = startProcess(['serve'], {
    ...{ DATABASE_URL: url, TENON_SECRET: SECRET, TENON_PORT: '0', TENON_LOG_LEVEL: 'warn' },
    ...{ TENON_URL: 'http://localhost:3999', TENON_FOLDER: mkdtempSync(join(tmpdir(), 'tenon-growth-')) },
    ...{ TENON_ACTOR_RATE: '0', TENON_ADDRESS_RATE: '0' },
  })
  const port = await portOf(child, /on port (\d+)/)
  return { port, pid: child.child.pid ?? 0, stop: () => child.kill('SIGKILL') }
}

/** What is asked for of a place, as a server wants it asked. */
export type GrowthCalls = Readonly<Record<'read' | 'list' | 'create', (server: GrownServer, place: Place) => Target>>

interface Ground {
  server: GrownServer
  calls: GrowthCalls
  postmaster: number
  rounds: number
  /** Calls of each place before it is measured, so that most of ten connections have learned its statements. */
  warming: number
}

interface Compared {
  name: string
  base: Place
  /** That asks for the base; missing: the same. */
  baseServer?: GrownServer
  others: readonly Place[]
  /** Which of the others is asked for next; missing: one after the other. */
  order?: (targets: readonly Target[]) => Target
  /** How many call at a time. */
  senders: number
}

export const OWN_CALLS: GrowthCalls = { read: toRead, list: toList, create: toCreate }

/** Makes the function that tells what a read, a list and a create take at one place, and at others in turn. */
export function makeCompare({ server, calls: asks, postmaster, rounds, warming }: Ground) {
  const kinds = ['read', 'list', 'create'] as const
  return async (compared: Compared): Promise<string[]> => {
    const { name, base, baseServer = server, others, order = inTurn, senders } = compared
    const lines: string[] = []
    for (const kind of kinds) {
      const make = asks[kind]
      const one = make(baseServer, base)
      const many = order(others.map((place) => make(server, place)))
      await runSlice(one, { calls: 1_200, senders: 16, postmaster })
      await runSlice(many, { calls: Math.max(1_200, warming * others.length), senders: 16, postmaster })
      const calls = kind === 'list' ? 200 : 400
      const slices: { base: Slice[]; others: Slice[] } = { base: [], others: [] }
      for (let round = 0; round < rounds; round++) {
        slices.base.push(await runSlice(one, { calls, senders, postmaster }))
        slices.others.push(await runSlice(many, { calls, senders, postmaster }))
      }
      lines.push(`${name.padEnd(34)} ${kind.padEnd(7)} ${ratioOf(figuresOf(slices.base), figuresOf(slices.others))}`)
    }
    return lines
  }
}

function ratioOf(floor: Figures, own: Figures): string {
  const ratio = own.sample.p50 / floor.sample.p50
  const cost = (own.server + own.postgres) / (floor.server + floor.postgres)
  return `p50 ${told(floor)} → ${told(own)}: ${ratio.toFixed(2)} ×, processor ${cost.toFixed(2)} ×`
}

function told({ sample, server, postgres }: Figures): string {
  return `${sample.p50.toFixed(2)} ms (${server.toFixed(2)} + ${postgres.toFixed(2)})`
}

function inTurn(targets: readonly Target[]): Target {
  const [first] = targets
  if (first === undefined) throw new Error('nothing to ask')
  let at = 0
  return { server: first.server, next: () => (targets[at++ % targets.length] ?? first).next() }
}

/**
 * As people come to many places: to the k-th with a likelihood of 1/k^0.99, as the Yahoo! Cloud Serving Benchmark has it
 * (Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", 2010).
 */
export function asPeopleCome(targets: readonly Target[]): Target {
  const [first] = targets
  if (first === undefined) throw new Error('nothing to ask')
  const sums = [0]
  for (const [index] of targets.entries()) sums.push((sums[index] ?? 0) + 1 / (index + 1) ** 0.99)
  const pick = () => {
    const drawn = Math.random() * (sums.at(-1) ?? 0)
    return targets[sums.findIndex((sum) => sum > drawn) - 1] ?? first
  }
  return { server: first.server, next: () => pick().next() }
}

function toRead(server: GrownServer, { key, entity, ids }: Place): Target {
  let at = 0
  return asked(server, key, () => ({
    method: 'GET',
    path: `/api/v1/${entity}/${ids[at++ % ids.length]}?fields=${FIELDS.join(',')}`,
  }))
}

function toList(server: GrownServer, { key, entity }: Place): Target {
  let at = 0
  return asked(server, key, () => {
    const where = encodeURIComponent(JSON.stringify({ field: 'field1', op: 'eq', value: at++ % 50 }))
    return { method: 'GET', path: `/api/v1/${entity}?where=${where}&limit=50&fields=${FIELDS.join(',')}` }
  })
}

function toCreate(server: GrownServer, { key, entity }: Place): Target {
  let at = 0
  return asked(server, key, () => ({ method: 'POST', path: `/api/v1/${entity}`, body: growthValues(at++) }))
}

function asked(server: GrownServer, key: string, next: () => Omit<ReturnType<Target['next']>, 'headers'>): Target {
  return { server, next: () => ({ ...next(), headers: { authorization: `Bearer ${key}` } }) }
}
