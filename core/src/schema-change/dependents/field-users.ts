import type { FieldPlace } from '@tenon/sdk/expression/derivation'
import type { CompiledEntity, CompiledModel, DerivedField } from '../../model/compiled-model.ts'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'

/** Fields, titles and rules of the model that use a field; those worked out of it over several steps with the way. */
export function fieldUsers({ model }: ModelUsers, used: UsedField): FoundDependent[] {
  const entity = model.entities.get(used.entity)
  return [...(entity === undefined ? [] : entityParts(entity, used)), ...derivedUsers(model, used)]
}

function entityParts({ schema, fields, computedFields }: CompiledEntity, used: UsedField): FoundDependent[] {
  const { field } = used
  const of = schema.label
  const slugs = [...fields.values()].filter((other) => other.schema.slugFrom === field)
  const groups = (schema.uniqueTogether ?? []).filter((group) => group.fields.includes(field))
  const doubles = (schema.duplicates ?? []).filter(({ match }) => match.some((one) => one.field === field))
  const computed = computedFields.filter(({ name }) => name !== field)
  return [
    ...(schema.titleField === field
      ? [found('field', { ...used, name: field }, both(`It is the title of ${en(of)}`, `它是“${zh(of)}”的标题`))]
      : []),
    ...slugs.map(({ name, schema: { label } }) =>
      found('field', { ...used, name }, both(`‘${en(label)}’ is made of it`, `“${zh(label)}”由它生成`)),
    ),
    ...groups.map((group) => {
      const others = group.fields.filter((name) => name !== field).join(', ')
      const text = both(`It is unique together with ${others}`, `它与 ${others} 组合后唯一`)
      return found('field', { ...used, name: field }, text)
    }),
    ...doubles.map(({ label }) =>
      found(
        'field',
        { ...used, name: field },
        both(`Duplicates are found by it: ‘${en(label)}’`, `查重规则“${zh(label)}”使用它`),
      ),
    ),
    ...rollupUsers(schema, used),
    ...computed.map(({ name, schema: { label } }) =>
      found(
        'field',
        { ...used, name },
        both(`‘${en(label)}’ is worked out of the record by code`, `“${zh(label)}”由代码根据记录计算`),
      ),
    ),
  ]
}

function rollupUsers({ rollups = [] }: CompiledEntity['schema'], used: UsedField): FoundDependent[] {
  const { field } = used
  return rollups.flatMap(({ name, groupBy, sums = [] }) => {
    const isKey = groupBy.some((key) => (typeof key === 'string' ? key : key.field) === field)
    if (!isKey && !sums.includes(field)) return []
    const text = both(`Totals are kept by it: ‘${name}’`, `汇总“${name}”使用它`)
    return [found('field', { ...used, name: field }, text)]
  })
}

/** A derived field that uses the place, and the derived fields between the two. */
interface Way {
  field: DerivedField
  through: readonly DerivedField[]
}

/** Formulas, look-ups, rollups and counts that use the field, nearest first; each once, by its shortest way. */
function derivedUsers(model: CompiledModel, used: UsedField): FoundDependent[] {
  const users = usersByPlace(model)
  const seen = new Set([placeKey(used)])
  const ways: Way[] = []
  let nearest: Way[] = waysFrom(users, used, [])
  while (nearest.length > 0) {
    const fresh = nearest.filter(({ field: { derivation } }) => {
      const key = placeKey(derivation)
      return seen.has(key) ? false : seen.add(key)
    })
    ways.push(...fresh)
    nearest = fresh.flatMap(({ field, through }) => waysFrom(users, field.derivation, [...through, field]))
  }
  return ways.map((way) => derivedUser(model, way, used.breaks))
}

function waysFrom(users: Map<string, DerivedField[]>, place: FieldPlace, through: readonly DerivedField[]): Way[] {
  return (users.get(placeKey(place)) ?? []).map((field) => ({ field, through }))
}

/** A model never changes: it is gone through once, however many fields are asked about. */
const known = new WeakMap<CompiledModel, Map<string, DerivedField[]>>()

/** Place → derived fields that read it directly. */
function usersByPlace(model: CompiledModel): Map<string, DerivedField[]> {
  const before = known.get(model)
  if (before !== undefined) return before
  const users = new Map<string, DerivedField[]>()
  for (const { derivedFields } of model.entities.values()) {
    for (const field of derivedFields) {
      for (const place of field.derivation.uses) {
        const key = placeKey(place)
        users.set(key, [...(users.get(key) ?? []), field])
      }
    }
  }
  known.set(model, users)
  return users
}

function placeKey({ entity, field }: FieldPlace): string {
  return `${entity}.${field}`
}

function derivedUser(model: CompiledModel, { field, through }: Way, breaks: boolean): FoundDependent {
  const { entity } = field.derivation
  const of = model.entities.get(entity)?.schema.label ?? { en: entity }
  const { label } = field.schema
  const by = through.map((between) => between.schema.label)
  const [english, chinese] = [
    by.map((name) => `‘${en(name)}’`).join(', '),
    by.map((name) => `“${zh(name)}”`).join('、'),
  ]
  const text =
    by.length === 0
      ? both(`‘${en(label)}’ of ${en(of)} is worked out of it`, `“${zh(of)}”的“${zh(label)}”由它计算得出`)
      : both(
          `‘${en(label)}’ of ${en(of)} is worked out of it through ${english}`,
          `“${zh(of)}”的“${zh(label)}”经由${chinese}由它计算得出`,
        )
  return found('field', { entity, name: field.name, breaks }, text)
}
