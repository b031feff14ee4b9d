import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { HookRunner, Refusal } from '../hooks/hook-runner.ts'
import { rejectionProblems } from './run-before-hooks.ts'
import type { Positioned } from './settled.ts'

interface Batch {
  entity: string
  records: ReadonlyArray<Positioned<HookRecord>>
}

/** Asks all plugins' validations about final values; which records they refuse, each with all that was said of it. */
export async function validateWrites(
  ctx: RequestContext,
  hooks: Pick<HookRunner, 'runValidations'>,
  { entity, records }: Batch,
): Promise<Array<Positioned<TenonError>>> {
  if (records.length === 0) return []
  const refusals = await hooks.runValidations(ctx, { entity, records: records.map(({ value }) => value) })
  return records.flatMap(({ position }, index) => {
    const error = refusalError(ctx, refusals[index] ?? [])
    return error === null ? [] : [{ position, value: error }]
  })
}

function refusalError({ locale }: RequestContext, refusals: readonly Refusal[]): TenonError | null {
  const [first] = refusals
  if (first === undefined) return null
  const problems = refusals.flatMap((refusal) => {
    const own = rejectionProblems(refusal)
    return own.length > 0 ? own : [{ pointer: '', message: refusal.message, rule: 'validate' }]
  })
  const more = refusals.length - 1
  const rest = more > 0 ? textIn({ en: ` (and ${more} more)`, 'zh-CN': `（另有 ${more} 处）` }, locale) : ''
  return new TenonError({
    code: 'HOOK_REJECTED',
    message: `${first.message}${rest}`,
    problems,
    plugin: first.plugin,
  })
}
