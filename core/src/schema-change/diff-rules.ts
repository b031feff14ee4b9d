import { isDeepStrictEqual } from 'node:util'
import type { CompiledEntity, CompiledFieldRules, CompiledModel } from '../model/compiled-model.ts'
import type { ModelChange } from './model-change.ts'

/** Which of an entity's rules are new, or are other ones, and which are gone. Fields are the same while their ids are. */
export function diffRules(before: CompiledEntity, after: CompiledEntity, model: CompiledModel): ModelChange[] {
  const old = new Map(before.rules.validations.map(({ rule }) => [rule.name, rule]))
  const names = new Set(after.rules.validations.map(({ rule }) => rule.name))
  const validations = after.rules.validations.filter(({ rule }) => !isDeepStrictEqual(old.get(rule.name), rule))
  const fields = after.rules.fields.filter(
    (rules) => !isDeepStrictEqual(textsOf(before, after, rules), ownTexts(rules)),
  )
  const removed = [
    ...before.rules.validations.filter(({ rule }) => !names.has(rule.name)).map(({ rule }) => rule.label),
    ...goneFields(before, after),
  ]
  if (validations.length + fields.length + removed.length === 0) return []
  return [{ kind: 'ChangeRules', entity: after, model, validations, fields, removed }]
}

/** Fields that are shown always, and needed never, by now. */
function goneFields(before: CompiledEntity, after: CompiledEntity) {
  const ruled = new Set(after.rules.fields.map(({ field }) => after.fields.get(field)?.id))
  const left = new Set([...after.fields.values()].map(({ id }) => id))
  const known = before.rules.fields.flatMap(({ field }) => before.fields.get(field) ?? [])
  return known.filter(({ id }) => left.has(id) && !ruled.has(id)).map(({ schema }) => schema.label)
}

function textsOf(before: CompiledEntity, after: CompiledEntity, { field }: CompiledFieldRules) {
  const id = after.fields.get(field)?.id
  const known = before.rules.fields.find((one) => before.fields.get(one.field)?.id === id)
  return known === undefined ? [null, null] : ownTexts(known)
}

function ownTexts({ visibleWhen, requiredWhen }: CompiledFieldRules) {
  return [visibleWhen?.text ?? null, requiredWhen?.text ?? null]
}
