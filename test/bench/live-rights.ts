import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { startServedTenon } from '../fault/served-tenon.ts'
import { runPostgres } from '../support/run-postgres.ts'
import { print, summarize } from './bench-kit.ts'

/*
 * What do others notice while the rows of a role change that 1,000 open streams have, each of somebody else who sees some of the
 * records alone and was told of several hundred? Pings of the process tell how long its loop stands still, reads of one record how
 * long the pool is taken.
 */
const SUBSCRIBERS = Number(process.argv[2] ?? 1_000)
const RECORDS = Number(process.argv[3] ?? 400)

const postgres = await runPostgres()
const tenon = await startServedTenon({ DATABASE_URL: postgres.url })
const headers = { 'content-type': 'application/json', origin: tenon.url, cookie: tenon.cookie }
const leaving = new AbortController()
const agent = new Agent({ keepAlive: false })
let told = 0
let left = 0
let missed = 0
let cut = 0

await setRows("name != 'x'")
const keys: string[] = []
while (keys.length < SUBSCRIBERS)
  keys.push((await call<{ key: string }>('apiKeys.create', { name: 'K', roles: ['some'] })).key)
while (keys.length > 0) await Promise.all(keys.splice(0, 50).map(subscribe))
process.stdout.write(`${SUBSCRIBERS} streams are open\n`)
const {
  results: [first],
} = await call<{ results: Array<{ id: string }> }>('records.createMany', batch())
await until('told of all', () => told >= SUBSCRIBERS * RECORDS, 60_000)
// Every stream has had its first look by then.
await pause(12_000)
print('read before', summarize(await watch(2_000)))
const started = performance.now()
const watching = watch(60_000, () => missed >= SUBSCRIBERS)
await setRows("name == 'x'")
await until('all have heard', () => missed >= SUBSCRIBERS, 60_000)
process.stdout.write(
  `all have heard after ${Math.round(performance.now() - started)} ms; ${left} times that a record has left\n`,
)
print('read meanwhile', summarize(await watching))
print('read in the 15 s after', summarize(await watch(15_000)))
leaving.abort()
await tenon.end()
tenon.remove()
await postgres.stop()

function batch() {
  return { entity: 'account', records: Array.from({ length: RECORDS }, (_, at) => ({ name: `Live ${at}` })) }
}

async function setRows(where: string) {
  await call('roles.set', {
    name: 'some',
    label: { en: 'Some', 'zh-CN': '部分' },
    grants: { account: { read: { where } } },
  })
}

async function call<T>(verb: string, input: object): Promise<T> {
  const answer = await fetch(`${tenon.url}/api/trpc/${verb}`, { method: 'POST', headers, body: JSON.stringify(input) })
  const body = (await answer.json()) as { result?: { data: T } }
  if (body.result === undefined) throw new Error(`${verb}: ${JSON.stringify(body)}`)
  return body.result.data
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

async function until(what: string, isSo: () => boolean, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds
  while (!isSo() && performance.now() < end) await pause(20)
  if (!isSo())
    process.stdout.write(`not in time: ${what} (told ${told}, left ${left}, missed ${missed}, cut off ${cut})\n`)
}

/** Times of reads of one record, one after the other. */
async function watch(milliseconds: number, isOver: () => boolean = () => false): Promise<number[]> {
  const times: number[] = []
  const end = performance.now() + milliseconds
  while (performance.now() < end && !isOver()) {
    const before = performance.now()
    const answer = await fetch(`${tenon.url}/api/v1/account/${first?.id}`, { headers })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`a read was answered ${answer.status}`)
    times.push(performance.now() - before)
    await pause(10)
  }
  return times
}

async function subscribe(key: string): Promise<void> {
  const authorization = { authorization: `Bearer ${key}` }
  const stream = request(`${tenon.url}/api/live?entity=account`, {
    headers: authorization,
    agent,
    signal: leaving.signal,
  }).end()
  stream.on('error', () => undefined)
  const [response] = (await once(stream, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  response.on('close', () => (cut += 1))
  if (response.statusCode !== 200) throw new Error(`a stream was answered ${response.statusCode}`)
  response.setEncoding('latin1').on('data', (chunk: string) => {
    told += chunk.split('record.created').length - 1
    left += chunk.split('record.left').length - 1
    missed += chunk.split('live.missed').length - 1
  })
}
