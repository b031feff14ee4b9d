import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { HookRunner } from '../hooks/hook-runner.ts'
import type { ChangedBy } from './blame-plugin.ts'
import { pointerTo } from './require-writable.ts'
import type { Positioned, Settled } from './settled.ts'

/** What the hooks made of a record: the fields that they changed, who did which, and who was the last. */
export interface Hooked {
  changes: JsonObject | null
  changedBy: ChangedBy
  plugin: string | undefined
}

const NOBODY: ChangedBy = new Map()

interface HookedBatch {
  entity: string
  hook: EntityHookName
  records: ReadonlyArray<Positioned<HookRecord>>
}

/** Runs the before-hooks over a batch; a rejected record is settled as HOOK_REJECTED. */
export async function runBeforeHooks(
  ctx: RequestContext,
  hooks: Pick<HookRunner, 'runBefore'>,
  { entity, hook, records }: HookedBatch,
): Promise<Settled<Hooked>> {
  if (records.length === 0) return { done: [], failed: [] }
  const answers = await hooks.runBefore(ctx, { entity, hook, records: records.map(({ value }) => value) })
  const done: Positioned<Hooked>[] = []
  const failed: Positioned<TenonError>[] = []
  for (const [index, { position }] of records.entries()) {
    const answer = answers[index]
    if (answer?.kind === 'ok') {
      const { changes = null, changedBy = NOBODY, plugin } = answer
      done.push({ position, value: { changes, changedBy, plugin } })
    } else {
      failed.push({ position, value: rejection(answer) })
    }
  }
  return { done, failed }
}

function rejection(answer: (Extract<HookAnswer, { kind: 'reject' }> & { plugin?: string }) | undefined): TenonError {
  // Fails closed: a record without an answer is not written.
  if (answer === undefined) return new TenonError({ code: 'PLUGIN_BAD_RETURN', message: 'A hook gave no answer.' })
  return new TenonError({
    code: 'HOOK_REJECTED',
    message: answer.message,
    problems: rejectionProblems(answer),
    ...(answer.plugin !== undefined && { plugin: answer.plugin }),
  })
}

/** Problems of a rejection; fields that it only names get its message. */
export function rejectionProblems(answer: Extract<HookAnswer, { kind: 'reject' }>): Problem[] {
  const named = (answer.fields ?? []).map((field) => ({ pointer: pointerTo(field), message: answer.message }))
  return [...(answer.problems ?? []), ...named]
}
