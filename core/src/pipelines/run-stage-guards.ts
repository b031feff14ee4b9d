import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { GuardDeclaration } from '@tenon/sdk/contract/pipeline-schema'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { HookRunner } from '../hooks/hook-runner.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { rejectionProblems } from '../records/run-before-hooks.ts'
import type { StageChange } from '../records/stage-change.ts'
import type { StageStep } from './stage-step.ts'

interface GuardedChanges {
  entity: CompiledEntity
  changes: readonly StageChange[]
}

interface GuardUse {
  plugin: string
  guard: GuardDeclaration
  /** Indexes of the changes that it judges. */
  judged: number[]
}

/** Asks each guard once about all records that it concerns; the first refusal of a record stands. */
export async function runStageGuards(
  ctx: RequestContext,
  hooks: Pick<HookRunner, 'runGuard'>,
  { entity, changes }: GuardedChanges,
): Promise<Array<TenonError | null>> {
  const refusals: Array<TenonError | null> = changes.map(() => null)
  for (const { plugin, guard, judged } of guardUses(entity, changes)) {
    const open = judged.filter((index) => refusals[index] === null)
    const records = open.flatMap((index) => changes[index]?.record ?? [])
    if (records.length === 0) continue
    const answers = await hooks.runGuard(ctx, { entity: entity.name, plugin, guard, records })
    for (const [at, index] of open.entries()) {
      refusals[index] = refusal(ctx.locale, { plugin, guard, answer: answers[at] })
    }
  }
  return refusals
}

function guardUses(entity: CompiledEntity, changes: readonly StageChange[]): GuardUse[] {
  const uses = new Map<string, GuardUse>()
  for (const [index, change] of changes.entries()) {
    const pipeline = entity.pipelines.find(({ name }) => name === change.pipeline)
    const left = entity.pipelines.find(({ name }) => name === change.from?.pipeline)
    const leaving = (left?.stages.get(change.from?.stage ?? '')?.exit?.guards ?? []).filter(isCode)
    const entering = (pipeline?.stages.get(change.stage)?.entry?.guards ?? []).filter(isCode)
    const wanted = [
      ...leaving.map((guard) => ({ plugin: left?.source ?? '', guard })),
      ...entering.map((guard) => ({ plugin: pipeline?.source ?? '', guard })),
    ]
    for (const { plugin, guard } of wanted) {
      const key = `${plugin}/${guard.name}`
      const known = uses.get(key) ?? { plugin, guard, judged: [] }
      uses.set(key, { ...known, judged: [...new Set([...known.judged, index])] })
    }
  }
  return [...uses.values()]
}

/** Without a condition, a guard is the code of the pipeline's plugin. */
function isCode({ condition }: GuardDeclaration): boolean {
  return condition === undefined
}

/** The guards of a step whose code is asked. */
export function codeGuards({ from, to }: StageStep): GuardDeclaration[] {
  return [...(from?.stage.exit?.guards ?? []), ...(to.entry?.guards ?? [])].filter(isCode)
}

interface Judgement {
  plugin: string
  guard: GuardDeclaration
  answer: HookAnswer | undefined
}

function refusal(locale: Locale, { plugin, guard, answer }: Judgement): TenonError | null {
  if (answer?.kind === 'ok') return null
  const label = textIn(guard.label, locale)
  const reason = answer?.message ?? textIn({ en: 'the guard gave no answer', 'zh-CN': '守卫未给出结果' }, locale)
  return new TenonError({
    code: 'TRANSITION_REFUSED',
    message: textIn({ en: `${label}: ${reason}`, 'zh-CN': `${label}：${reason}` }, locale),
    problems: answer === undefined ? [] : rejectionProblems(answer),
    plugin,
    guard: guard.name,
  })
}
