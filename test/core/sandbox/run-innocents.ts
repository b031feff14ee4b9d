import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { HookOutput } from '@tenon/sdk/contract/hook-call'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Sandbox } from '../../../core/src/sandbox/sandbox.ts'
import type { InnocentProgram } from './innocent-programs.ts'
import { callHook } from './sandbox-kit.ts'

/** Keeps so many processors per processor busy, at the priority of this process; the function returned ends that. */
export function makeLoad(times: number): () => void {
  const count = Math.round(times * availableParallelism())
  const loops = Array.from({ length: count }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
  const end = () => {
    for (const loop of loops) loop.kill('SIGKILL')
  }
  process.once('exit', end)
  return () => {
    process.off('exit', end)
    end()
  }
}

export interface InnocentRun {
  program: InnocentProgram
  /** Null for one that ended as it does outside any sandbox; otherwise what it did instead. */
  problem: string | null
  ms: number
}

/** Runs a program in the sandbox and compares its end with that of the same text run here. Never rejects. */
export async function runInnocent(sandbox: Sandbox, program: InnocentProgram): Promise<InnocentRun> {
  const { hook, kind, records } = program
  const expected = await answersHere(program)
  const started = performance.now()
  const end = await callHook(sandbox, { tenant: program.name, hook, kind, records, host: answerHost }).then(
    ({ answers }) => JSON.stringify(answers),
    (error: unknown) => String(error),
  )
  const ms = performance.now() - started
  return {
    program,
    ms,
    problem: end === JSON.stringify(expected) ? null : `${end} instead of ${JSON.stringify(expected)}`,
  }
}

const RECORD = { id: 'r1', name: 'stored' }

async function answerHost(method: string, args: JsonValue): Promise<JsonValue> {
  if (method === 'records.find') return { records: [RECORD, RECORD, RECORD], nextCursor: null }
  return { ...RECORD, ...(method === 'records.get' && (args as { id: string })) }
}

/** What the hook gives without a sandbox, in the shape of a HookOutput's answers. */
async function answersHere({ hook, kind, records }: InnocentProgram): Promise<HookOutput['answers']> {
  const run: (records: object[], tenon: object) => unknown = new Function(`return ${hook}`)()
  const verb = (method: string) => (args: JsonValue) => answerHost(method, args)
  const tenon = {
    records: { find: verb('records.find'), get: verb('records.get'), create: verb('records.create') },
    eventId: 'event-1',
  }
  const returned = (await run(
    records.map((values) => ({ id: null, values, old: null })),
    tenon,
  )) as Array<Record<PropertyKey, JsonValue>> | undefined
  return records.map((_, index) => {
    const one = returned?.[index]
    if (one === undefined || kind === 'afterHook') return { kind: 'ok' }
    if (one[Symbol.for('tenon.rejection') as never] !== true) return { kind: 'ok', changes: one }
    return { kind: 'reject', ...one } as HookOutput['answers'][number]
  })
}
