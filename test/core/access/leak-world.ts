import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { entityFile, manifest } from '../../support/open-plugin-tenant.ts'

/** Six people in two teams, one below the other, and a line of managers. By index. */
export const PEOPLE = [
  { team: 0, manager: null },
  { team: 0, manager: 0 },
  { team: 1, manager: 0 },
  { team: 1, manager: 2 },
  { team: null, manager: 3 },
  { team: null, manager: null },
] as const
/** Team 1 is below team 0. */
export const TEAM_ABOVE = [null, 0] as const

export const ENTITIES = ['firm', 'order'] as const
export type Entity = (typeof ENTITIES)[number]

/** Stored fields of the entities, without common ones. */
export const FIELDS = {
  firm: ['name', 'secret', 'pin', 'area', 'worth'],
  order: ['name', 'memo', 'amount', 'kind', 'firm'],
} as const satisfies Record<Entity, readonly string[]>

/** Worked out: of a field of the same record, and of a record that is referred to. */
export const DERIVED = { firm: ['double'], order: ['twice', 'firmSecret'] } as const satisfies Record<
  Entity,
  readonly string[]
>

/** Of each entity. */
export const ROWS = 9

export interface WorldRow {
  entity: Entity
  id: string
  owner: number | null
  values: JsonObject
}

/** A condition as roles have it, and what it means. */
export const CONDITIONS: Record<
  Entity,
  Array<{ text: string; holds: (row: WorldRow, me: number, all: WorldRow[]) => boolean }>
> = {
  firm: [
    { text: `area == 'east'`, holds: ({ values }) => values['area'] === 'east' },
    {
      text: `area == 'west' || ownerId == actor.id`,
      holds: ({ values, owner }, me) => values['area'] === 'west' || owner === me,
    },
  ],
  order: [
    { text: `kind == 'new'`, holds: ({ values }) => values['kind'] === 'new' },
    {
      text: `firm.area == 'east' && kind != 'old'`,
      holds: ({ values }, _, all) =>
        all.find(({ id }) => id === values['firm'])?.values['area'] === 'east' && values['kind'] !== 'old',
    },
  ],
}

/** Every row and field has a text or number that stands nowhere else. */
export function plantedValue(entity: Entity, field: string, row: number): JsonValue {
  const place = `${entity}-${field}-${row}`
  const fields: readonly string[] = FIELDS[entity]
  const digits =
    1_000_003 + row * 7_919 + row * row * 1_301 + (fields.indexOf(field) + (entity === 'firm' ? 5 : 0)) * 100_003
  switch (field) {
    case 'area':
      return row % 2 === 0 ? 'east' : 'west'
    case 'kind':
      return ['new', 'old', 'odd'][row % 3] ?? 'odd'
    case 'worth':
    case 'amount':
      return { amount: `${digits}.37`, currency: 'USD' }
    default:
      return `Planted ${place} zq${digits}x`
  }
}

/** What to look for in answers: the field's value as it would stand there; null for what is no secret by itself. */
export function markerOf(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return /zq\d+x/.exec(value)?.[0] ?? null
  if (typeof value === 'object' && value !== null && 'amount' in value)
    return String(value['amount']).replace('.37', '')
  return null
}

const choice = (...values: string[]) => ({
  fieldType: 'choice',
  options: values.map((value) => ({ value, label: { en: value } })),
})

/** By which records of an entity are taken for the same thing: the value of a field that many share. */
export const DUPLICATES = { firm: 'area', order: 'kind' } as const satisfies Record<Entity, string>

/** What is asked most: kept ready for those who see everything, which is nobody else's answer. */
const ROLLUPS = {
  firm: { name: 'byArea', groupBy: ['area'], sums: ['worth'] },
  order: { name: 'byKind', groupBy: ['kind'], sums: ['amount'] },
}

const duplicates = (entity: Entity) => ({
  rollups: [ROLLUPS[entity]],
  duplicates: [
    { name: 'same', label: { en: 'Same' }, match: [{ field: DUPLICATES[entity], by: 'exact' }], onWrite: 'warn' },
  ],
})

/** A plugin with the two entities. */
export const LEAK_PLUGIN = {
  'plugin.json': manifest('leak'),
  'entities/firm.schema.json': entityFile(
    'firm',
    {
      name: { fieldType: 'text', searchable: true },
      secret: { fieldType: 'text', searchable: true },
      pin: { fieldType: 'text', sensitive: true },
      area: choice('east', 'west'),
      worth: { fieldType: 'money', currency: 'USD' },
      double: { fieldType: 'formula', formula: 'worth * 2' },
    },
    duplicates('firm'),
  ),
  'entities/order.schema.json': entityFile(
    'order',
    {
      name: { fieldType: 'text', searchable: true },
      memo: { fieldType: 'text', searchable: true },
      amount: { fieldType: 'money', currency: 'USD' },
      kind: choice('new', 'old', 'odd'),
      firm: { fieldType: 'reference', reference: { entity: 'firm', onDelete: 'restrict' } },
      twice: { fieldType: 'formula', formula: 'amount * 2' },
      firmSecret: { fieldType: 'lookup', lookup: 'firm.secret' },
    },
    duplicates('order'),
  ),
}
