import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Actor, actorReference } from '../context/request-context.ts'
import { validateRecord } from '../model/validate-record.ts'
import type { ValidatedValues } from '../model/validated-values.ts'
import { type ApprovedWrite, approveWrites } from './approve-writes.ts'
import { withRuleProblems } from './early-rule-problems.ts'
import { expressionActor } from './expression-actor.ts'
import { isUuid } from './is-uuid.ts'
import { findKnownFiles, withKnownFiles } from './known-files.ts'
import { placeInPipeline } from './place-in-pipeline.ts'
import type { RecordScope } from './record-scope.ts'
import { requireWritable } from './require-writable.ts'
import { ruleHoldsAlone } from './rule-holds.ts'
import { runBeforeHooks } from './run-before-hooks.ts'
import { attemptEach, type Positioned, type Settled } from './settled.ts'
import type { WriteDependencies } from './write-dependencies.ts'

/** A new record as the caller sent it. */
interface NewRecord {
  values: JsonObject
  /** Values among them that passed mode `update` before. */
  sound?: ValidatedValues | undefined
}

/** Takes new records up to the store's door: rights, validation, before-hooks, both again, stage rules. */
export async function prepareCreates(
  scope: RecordScope,
  dependencies: WriteDependencies,
  records: ReadonlyArray<Positioned<NewRecord>>,
): Promise<Settled<ApprovedWrite>> {
  const { ctx, entity } = scope
  const actor = expressionActor(ctx.actor)
  const creation = { at: new Date(), userId: userIdOf(ctx.actor), actor, timeZone: scope.timeZone }
  const named = { values: records.map(({ value }) => value.values), recordId: null }
  const files = await findKnownFiles(dependencies.database, scope, named)
  const valid = attemptEach(records, ({ values, sound }) => {
    requireWritable(scope, values)
    const owned = withOwner(withKnownFiles(scope, values, files), creation.userId)
    const checked = withRuleProblems(scope, { given: owned, old: null }, () =>
      validateRecord(entity, owned, { mode: 'create', locale: ctx.locale, creation, sound }),
    )
    requireOwnRow(scope, checked)
    return { values: checked, place: placeInPipeline(entity, { values: checked, old: null, locale: ctx.locale }) }
  })
  const hooked = await runBeforeHooks(ctx, dependencies.hooks, {
    entity: entity.name,
    hook: 'beforeCreate',
    records: valid.done.map(({ position, value }) => ({
      position,
      value: { id: null, values: { ...value.values, ...value.place }, old: null },
    })),
  })
  const valuesAt = new Map(valid.done.map(({ position, value }) => [position, value.values]))
  const givenAt = new Map(records.map(({ position, value }) => [position, value.values]))
  const candidates = hooked.done.flatMap(({ position, value }) => {
    const values = valuesAt.get(position)
    const given = givenAt.get(position) ?? {}
    return values === undefined
      ? []
      : [{ position, value: { id: null, given, values, old: null, before: null, hooked: value } }]
  })
  const approved = await approveWrites(scope, dependencies, { candidates })
  return { done: approved.done, failed: [...valid.failed, ...hooked.failed, ...approved.failed] }
}

/** Who creates a record owns it, unless somebody else is named. */
function withOwner(values: JsonObject, userId: string | null): JsonObject {
  return values['ownerId'] !== undefined || userId === null ? values : { ...values, ownerId: userId }
}

/** The user who acts, also by a plugin's code; null where no user does. */
function userIdOf(actor: Actor): string | null {
  const person = actor.kind === 'plugin' ? actor.onBehalfOf : actor
  return person.kind === 'user' && isUuid(person.id) ? person.id : null
}

function requireOwnRow({ access, ctx, entity }: RecordScope, values: JsonObject): void {
  const record = { ...values, createdBy: actorReference(ctx.actor) }
  // What the record alone does not tell is judged with the final values.
  if (ruleHoldsAlone(access.rows('create'), record) !== false) return
  const label = entity.schema.label
  const message = {
    en: `You may create records of ${textIn(label, 'en')} only as your own.`,
    'zh-CN': `您只能创建归自己所有的${textIn(label, 'zh-CN')}。`,
  }
  const problem = { en: 'Only your own id is allowed here.', 'zh-CN': '此处只能填写您自己的编号。' }
  throw new TenonError({
    code: 'FORBIDDEN',
    message: textIn(message, ctx.locale),
    problems: [{ pointer: '/ownerId', message: textIn(problem, ctx.locale), rule: 'access' }],
  })
}
