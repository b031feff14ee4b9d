import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CompiledDuplicateRule } from '../../model/compiled-model.ts'
import { changedFields } from '../changed-values.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { pointerTo } from '../require-writable.ts'
import type { Positioned } from '../settled.ts'
import { readNames } from '../timeline/known-names.ts'
import { type Alike, findAlike, likeNames, textValue } from './find-alike.ts'
import { splitRule } from './match-values.ts'

interface JudgedWrite {
  id: string | null
  old: JsonObject | null
  values: JsonObject
  /** The record as it would be. */
  whole: JsonObject
}

type Writes = ReadonlyArray<Positioned<JudgedWrite>>

/**
 * The writes that a rule of the entity refuses because there is such a record already, or one before them in the batch. No query where
 * the entity has no such rule, or none of the writes changes what one looks at.
 */
export async function refuseDuplicates(
  db: Queryable,
  scope: RecordScope,
  writes: Writes,
): Promise<Positioned<TenonError>[]> {
  const rules = refusingRules(scope)
  if (rules.length === 0) return []
  const refused = new Map<number, TenonError>()
  for (const rule of rules) {
    const asked = writes.filter(({ position, value }) => !refused.has(position) && touches(rule, value))
    const records = asked.map(({ position, value: { id, whole } }) => ({ position, id, values: whole }))
    for (const { position, ids } of withBatch(rule, asked, await findAlike(db, scope, { rule, records }))) {
      if (ids.length > 0) refused.set(position, await refusal(db, scope, { rule, ids }))
    }
  }
  return [...refused].map(([position, value]) => ({ position, value }))
}

/** Rules of the entity that refuse what is there already; none for a write that nobody asks. */
export function refusingRules({ entity, mayDouble }: RecordScope): CompiledDuplicateRule[] {
  return mayDouble === true ? [] : entity.duplicates.filter(({ rule }) => rule.onWrite === 'refuse')
}

/** Whether the write changes what the rule looks at. */
export function touches({ match }: CompiledDuplicateRule, { old, values }: Omit<JudgedWrite, 'id' | 'whole'>): boolean {
  if (old === null) return true
  const changed = changedFields({ values, place: null }, old)
  return match.some(({ field }) => changed.has(field.name))
}

/** Of records of one batch that are the same, the first one is let in: what the others are like is an empty id. */
function withBatch(rule: CompiledDuplicateRule, writes: Writes, found: readonly Alike[]): Alike[] {
  const { names } = splitRule(rule)
  const wholeAt = new Map(writes.map(({ position, value }) => [position, value.whole]))
  const first = new Map<string, JsonObject[]>()
  return [...found]
    .sort((one, other) => one.position - other.position)
    .map((alike) => {
      const whole = wholeAt.get(alike.position) ?? {}
      const before = first.get(alike.key) ?? []
      const isAlike = likeNames(names, whole)
      const isDouble = before.some((one) => isAlike(names.map((match) => textValue(match, one))))
      if (alike.ids.length === 0 && !isDouble) first.set(alike.key, [...before, whole])
      return isDouble && alike.ids.length === 0 ? { ...alike, ids: [''] } : alike
    })
}

/** Names the rule, and the records that the actor may see. */
async function refusal(
  db: Queryable,
  { ctx, rights, entity }: RecordScope,
  { rule: { rule, match }, ids }: { rule: CompiledDuplicateRule; ids: readonly string[] },
): Promise<TenonError> {
  const known = ids.filter((id) => id !== '')
  const { labels, visible } = await readNames(db, ctx, {
    wanted: new Map(known.length === 0 ? [] : [[entity.name, new Set(known)]]),
    rights,
  })
  const records = known
    .filter((id) => visible.has(id))
    .map((id) => ({ entity: entity.name, id, title: labels[id] ?? null }))
  const [first] = records
  const [label, by] = [textIn(entity.schema.label, ctx.locale), textIn(rule.label, ctx.locale)]
  const called = first === undefined ? '' : (first.title ?? first.id)
  const message = {
    en: `There is such a ${label} already (${by})${called === '' ? '' : `: '${called}'`}`,
    'zh-CN': `已有这样的${label}（${by}）${called === '' ? '' : `：“${called}”`}`,
  }
  const text = textIn(message, ctx.locale)
  const pointer = pointerTo(match[0]?.field.name ?? '')
  return new TenonError({
    code: 'CONFLICT',
    message: text,
    problems: [{ pointer, message: text, rule: 'duplicate', records }],
  })
}
