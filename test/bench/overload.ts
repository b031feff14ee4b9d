import { readFileSync } from 'node:fs'
import { startServedTenon } from '../fault/served-tenon.ts'
import { runPostgres } from '../support/run-postgres.ts'

/*
 * Does a server that is asked for ten times what it can do still do what it can? A process of its own on a PostgreSQL of its
 * own, reads of one page and creates in turn, by as many callers as it works on at once and by ten times as many, each of
 * whom asks again as soon as it is answered, and waits as long as `retry-after` says where it is refused. The callers are
 * in this process and take part of the machine: believe the ratio more than the figures.
 */
const SECONDS = Number(process.argv[2] ?? 10)
const RUNNING = 40

interface Round {
  served: number
  refused: number
  failed: number
  perSecond: number
  /** Of the server's process, per request served. */
  cpuMs: number
  p99: number
  memoryMb: number
}

const postgres = await runPostgres()
const tenon = await startServedTenon({ DATABASE_URL: postgres.url, TENON_POOL_SIZE: '10' })
const pid = tenon.process().child.pid ?? 0
const headers = { 'content-type': 'application/json', origin: tenon.url, cookie: tenon.cookie }

await round(RUNNING, 2)
const rounds: Array<[number, Round]> = []
for (const callers of [RUNNING, RUNNING * 10, RUNNING, RUNNING * 10, RUNNING, RUNNING * 10]) {
  const one = await round(callers, SECONDS)
  rounds.push([callers, one])
  print(callers, one)
}
const best = (callers: number) => rounds.filter(([of]) => of === callers).map(([, { perSecond }]) => perSecond)
const peak = Math.max(...best(RUNNING))
const overloaded = Math.max(...best(RUNNING * 10))
process.stdout.write(`at ten times the load: ${Math.round((overloaded / peak) * 100)} % of the peak\n`)
await tenon.end()
tenon.remove()
await postgres.stop()

async function round(callers: number, seconds: number): Promise<Round> {
  const times: number[] = []
  const counts = { refused: 0, failed: 0 }
  const until = performance.now() + seconds * 1_000
  const cpu = cpuMilliseconds()
  let memoryMb = 0
  const watch = setInterval(() => {
    memoryMb = Math.max(memoryMb, residentMegabytes())
  }, 200)

  async function call(number: number): Promise<void> {
    for (let turn = number; performance.now() < until; turn++) {
      const from = performance.now()
      const response = await send(turn % 2 === 0).catch(() => null)
      await response?.arrayBuffer()
      if (response?.status === 503) {
        counts.refused += 1
        await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after')) * 1_000))
      } else if (response?.ok === true) times.push(performance.now() - from)
      else counts.failed += 1
    }
  }

  await Promise.all(Array.from({ length: callers }, (_, number) => call(number)))
  clearInterval(watch)
  times.sort((one, other) => one - other)
  return {
    ...counts,
    served: times.length,
    perSecond: times.length / seconds,
    cpuMs: (cpuMilliseconds() - cpu) / times.length,
    p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    memoryMb,
  }
}

function send(isRead: boolean): Promise<Response> {
  if (isRead) return fetch(`${tenon.url}/api/v1/account?limit=20&sort=-createdAt`, { headers })
  return fetch(`${tenon.url}/api/v1/account`, { method: 'POST', headers, body: JSON.stringify({ name: 'Overload' }) })
}

function cpuMilliseconds(): number {
  const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = after.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function residentMegabytes(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

function print(callers: number, { served, refused, failed, perSecond, cpuMs, p99, memoryMb }: Round): void {
  process.stdout.write(
    `${String(callers).padStart(4)} callers: ${perSecond.toFixed(0).padStart(5)} /s, ${cpuMs.toFixed(2)} ms CPU each, p99 ${p99.toFixed(0)} ms, ${served} served, ${refused} refused, ${failed} failed, ${memoryMb.toFixed(0)} MB\n`,
  )
}
