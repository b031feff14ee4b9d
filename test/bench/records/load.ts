import { Agent, request } from 'node:http'
import { type Sample, summarize } from '../bench-kit.ts'
import { processTimes } from './process-times.ts'
import type { Server } from './start-bench.ts'

/** One request of a scenario; called anew for each. */
interface Call {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  headers?: Record<string, string>
  body?: unknown
}

export interface Target {
  server: Server
  next(): Call
  /** What an answer must be; throws where it is not. */
  check?(status: number, body: string): void
}

/** What a number of calls took; times in milliseconds, processor time per call. */
export interface Slice {
  calls: number
  times: number[]
  wall: number
  server: number
  postgres: number
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** Calls a target with so many at a time, each sender waiting for its answer: a closed loop. */
export async function runSlice(
  target: Target,
  { calls, senders, postmaster }: { calls: number; senders: number; postmaster: number },
): Promise<Slice> {
  const before = [processTimes(target.server.pid), processTimes(postmaster)] as const
  const started = performance.now()
  const times: number[] = []
  let left = calls
  const send = async () => {
    while (left > 0) {
      left -= 1
      times.push(await once(target))
    }
  }
  await Promise.all(Array.from({ length: senders }, send))
  const wall = performance.now() - started
  const after = [processTimes(target.server.pid), processTimes(postmaster)] as const
  return { calls, times, wall, server: after[0] - before[0], postgres: after[1] - before[1] }
}

export interface Figures {
  sample: Sample
  perSecond: number
  /** Milliseconds of processor per call. */
  server: number
  postgres: number
}

export function figuresOf(slices: readonly Slice[]): Figures {
  const total = (key: 'calls' | 'wall' | 'server' | 'postgres') => slices.reduce((sum, slice) => sum + slice[key], 0)
  const calls = total('calls')
  return {
    sample: summarize(slices.flatMap(({ times }) => times)),
    perSecond: (calls / total('wall')) * 1000,
    server: total('server') / calls,
    postgres: total('postgres') / calls,
  }
}

function once(target: Target): Promise<number> {
  const { method, path, headers = {}, body } = target.next()
  const text = body === undefined ? undefined : JSON.stringify(body)
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ agent, host: '127.0.0.1', port: target.server.port, method, path },
        headers: {
          ...headers,
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const took = performance.now() - started
          const status = answer.statusCode ?? 0
          const received = Buffer.concat(chunks).toString('utf8')
          if (status >= 300) reject(new Error(`${method} ${path} answered ${status}: ${received.slice(0, 500)}`))
          else {
            target.check?.(status, received)
            resolve(took)
          }
        })
        answer.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}
