import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { startServedTenon } from '../fault/served-tenon.ts'
import { runPostgres } from '../support/run-postgres.ts'
import { print, summarize } from './bench-kit.ts'

/*
 * How long after a write is acknowledged do 1,000 subscribers on one process hear of it? Half of them hear of everything, half
 * follow a list by a filter. The subscribers are in this process, so that reading their streams is part of the time.
 */
const SUBSCRIBERS = Number(process.argv[2] ?? 1_000)
const CHANGES = 20

const postgres = await runPostgres()
const tenon = await startServedTenon({ DATABASE_URL: postgres.url })
const headers = { 'content-type': 'application/json', origin: tenon.url, cookie: tenon.cookie }
const where = encodeURIComponent('{"field":"name","op":"contains","value":"Live"}')
const leaving = new AbortController()
const agent = new Agent({ keepAlive: false })
const times: Record<'all' | 'filtered', number[]> = { all: [], filtered: [] }
let acknowledged = 0
let heard = 0

const opened = Array.from({ length: SUBSCRIBERS }, (_, number) => subscribe(number % 2 === 0 ? 'all' : 'filtered'))
await Promise.all(opened)
for (let change = 0; change < CHANGES; change++) {
  heard = 0
  const answer = await fetch(`${tenon.url}/api/v1/account`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: `Live ${change}` }),
  })
  acknowledged = performance.now()
  if (answer.status !== 201) throw new Error(`the write was answered ${answer.status}`)
  const until = acknowledged + 10_000
  while (heard < SUBSCRIBERS && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 5))
  if (heard < SUBSCRIBERS) process.stdout.write(`change ${change}: ${SUBSCRIBERS - heard} have not heard of it\n`)
  await new Promise((resolve) => setTimeout(resolve, 300))
}
print(`${SUBSCRIBERS / 2} that hear of everything`, summarize(times.all))
print(`${SUBSCRIBERS / 2} that follow a list by a filter`, summarize(times.filtered))
leaving.abort()
await tenon.end()
tenon.remove()
await postgres.stop()

/** As cheap to read as a stream can be: a thousand readers share this process, which in life are a thousand machines. */
async function subscribe(kind: 'all' | 'filtered'): Promise<void> {
  const query = kind === 'all' ? '' : `?entity=account&where=${where}`
  const stream = request(`${tenon.url}/api/live${query}`, { headers, agent, signal: leaving.signal }).end()
  stream.on('error', () => undefined)
  const [response] = (await once(stream, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  if (response.statusCode !== 200)
    throw new Error(`a stream was answered ${response.statusCode}: ${(await response.toArray()).join('')}`)
  response.on('data', (chunk: Buffer) => {
    if (!chunk.includes('record.created')) return
    times[kind].push(performance.now() - acknowledged)
    heard += 1
  })
}
