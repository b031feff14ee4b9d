import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import fc from 'fast-check'
import { entity, field, pipeline } from '../model/sample-model.ts'
import type { Parts } from './publishing-tenant.ts'

/** What a model says of one field: present under some name, of some type, with some keywords. */
export interface FieldState {
  present: boolean
  name: string
  type: FieldType
  required: boolean
  indexed: boolean
  scale: number
}

export interface ModelState {
  fields: FieldState[]
  pipelined: boolean
  second: boolean
  label: string
}

const TYPES = [
  'text',
  'longText',
  'email',
  'integer',
  'decimal',
  'percent',
  'money',
  'rating',
  'boolean',
  'date',
  'dateTime',
  'time',
  'choice',
  'multiChoice',
] as const satisfies FieldType[]

const NAMES = ['alpha', 'beta', 'gamma', 'delta'] as const

/** Values that fields of a type may hold, as text that PostgreSQL reads. */
const SAMPLES: Record<(typeof TYPES)[number], string[]> = {
  text: ['007', 'red', 'yes', '2024-02-29', '1.5', '12:30', 'a@b.example', '5 EUR', 'ünï 文', "o'clock \\ $1"],
  longText: ['7', 'blue', '2024-02-30', 'x'.repeat(1_500), '2024-02-29T10:00:00Z'],
  email: ['ann@example.com'],
  integer: ['0', '1', '-7', '9007199254740991'],
  decimal: ['0', '1', '12.5', '-99999.25'],
  percent: ['0', '12.5', '-99999.9999'],
  money: ['0', '12.5', '99999999.999999'],
  rating: ['1', '10'],
  boolean: ['true', 'false'],
  date: ['0001-01-01', '2024-02-29', '9999-12-31'],
  dateTime: ['2024-02-29T10:11:12.345Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'],
  time: ['00:00:00', '23:59:59'],
  choice: ['red', 'green'],
  multiChoice: ['{red}', '{green,blue}'],
}

export function samplesOf(type: FieldType): string[] {
  return SAMPLES[type as keyof typeof SAMPLES]
}

/** Values of required fields, and of money's second column. */
const DEFAULTS: Partial<Record<FieldType, FieldSchema['default']>> = {
  text: 'filled',
  integer: 3,
  decimal: '3.00',
  boolean: true,
  choice: 'blue',
}

const fieldState = fc.record({
  present: fc.boolean(),
  type: fc.constantFrom(...TYPES),
  required: fc.boolean(),
  indexed: fc.boolean(),
  scale: fc.constantFrom(1, 2, 4),
})

export const modelState: fc.Arbitrary<ModelState> = fc
  .record({
    states: fc.array(fieldState, { minLength: 4, maxLength: 4 }),
    names: fc.shuffledSubarray([...NAMES], { minLength: 4, maxLength: 4 }),
    pipelined: fc.boolean(),
    second: fc.boolean(),
    label: fc.constantFrom('Thing', 'Ding', '东西'),
  })
  .map(({ states, names, ...rest }) => ({
    ...rest,
    fields: states.map((state, at) => ({ ...state, name: names[at] ?? 'alpha' })),
  }))

/** All fields of all models are text, money, a number and a choice in this one. */
export const FIRST_STATE: ModelState = {
  fields: (['text', 'money', 'decimal', 'choice'] as const).map((type, at) => ({
    present: true,
    name: NAMES[at] ?? '',
    type,
    required: false,
    indexed: false,
    scale: 4,
  })),
  pipelined: false,
  second: false,
  label: 'Thing',
}

/** Ids of the fields never change: `f0` to `f3`. */
export function modelOf({ fields, pipelined, second, label }: ModelState): Parts {
  const present = fields.map((state, at) => ({ ...state, id: `f${at}` })).filter((state) => state.present)
  const properties = Object.fromEntries(present.map((state) => [state.name, schemaOf(state)]))
  const required = present.filter((state) => state.required && DEFAULTS[state.type] !== undefined)
  const names = { label: { en: label }, required: required.map(({ name }) => name) }
  return {
    entities: [entity('thing', properties, names), ...(second ? [entity('other', { text: field('text') })] : [])],
    pipelines: pipelined ? [pipeline('flow', 'thing')] : [],
  }
}

function schemaOf({ type, id, indexed, scale }: FieldState & { id: string }): FieldSchema {
  const fallback = DEFAULTS[type]
  return field(type, {
    id,
    ...(indexed && type !== 'longText' && { indexed }),
    ...(fallback !== undefined && { default: fallback }),
    ...(type === 'decimal' && { scale, ...(fallback !== undefined && { default: `3.${'0'.repeat(scale)}` }) }),
    ...(type === 'money' && { currency: 'EUR' }),
  })
}
