import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { validateForm } from '../../../core/src/model/validate-form.ts'
import { validateRecord } from '../../../core/src/model/validate-record.ts'
import { entity, field, pluginPackage } from './sample-model.ts'

const types = FIELD_TYPES.filter((type) => type !== 'sequence')
const fields = Object.fromEntries(
  types.map((type) => [type, field(type, type === 'integer' ? { minimum: 0, maximum: 10, default: 7 } : {})]),
)
const model = compileModel(
  mergeModel([pluginPackage('p', { entities: [entity('thing', fields, { required: ['text'] })] })], {}),
  1,
)
const form = { properties: fields, required: ['text'] }

const SAMPLES: JsonValue[] = [
  ...[
    '',
    ' x ',
    'red',
    '42',
    '4.20',
    '2026-02-30',
    '2026-02-28',
    '2026-01-01T00:00:00Z',
    '25:00',
    '09:30',
    'a@b.example',
  ],
  ...['+8613800138000', 'https://example.com', '01890a5d-ac96-774b-bcce-b302099a8057', '\u0000', '\ud800'],
  ...[0, -1, 4.5, 11, 1e21, true, false, null],
  ...[
    ['red'],
    ['red', 'red'],
    ['violet'],
    { amount: '1', currency: 'EUR' },
    { amount: 1 },
    { city: 'Berlin' },
    { country: 'x' },
  ],
]

type Outcome = { values: JsonObject } | { refused: string[] }

function outcomeOf(validate: () => JsonObject): Outcome {
  try {
    return { values: validate() }
  } catch (error) {
    if (!(error instanceof TenonError)) throw error
    return { refused: [...new Set(error.problems.map(({ pointer, rule }) => `${pointer} ${rule}`))].sort() }
  }
}

test('a form takes and refuses what a record with the same fields does, at the same places', () => {
  const values = fc.dictionary(fc.constantFrom(...types), fc.constantFrom(...SAMPLES), { noNullPrototype: true })
  fc.assert(
    fc.property(values, (given) => {
      const thing = model.entities.get('thing')
      if (thing === undefined) throw new Error('no entity')
      const complete: JsonObject = { name: 'x', ...given }
      const record = outcomeOf(() => {
        const { name: _, ...rest } = validateRecord(thing, complete, { mode: 'create', locale: 'en' })
        return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) as JsonObject
      })
      expect(outcomeOf(() => validateForm(form, given, { locale: 'en', pointer: '' }))).toEqual(record)
    }),
    { numRuns: 500 },
  )
})

test('a missing field takes its default, an emptied one is left out, and what is needed is asked for', () => {
  expect(validateForm(form, { text: 'a', integer: null }, { locale: 'en', pointer: '' })).toEqual({ text: 'a' })
  expect(validateForm(form, { text: ' a ', email: '' }, { locale: 'en', pointer: '' })).toEqual({
    text: 'a',
    integer: 7,
  })
  expect(outcomeOf(() => validateForm(form, { text: '' }, { locale: 'en', pointer: '' }))).toEqual({
    refused: ['/text required'],
  })
})

test('all problems come at once, at their places in the input and in the language of the caller', () => {
  const given = JSON.parse(
    '{"text":"a","colour":"x","__proto__":"x","integer":99,"money":{"amount":"x","currency":"EUR"}}',
  )
  const check = () => validateForm(form, given, { locale: 'zh-CN', pointer: '/values' })
  expect(outcomeOf(check)).toEqual({
    refused: [
      '/values/__proto__ unknownField',
      '/values/colour unknownField',
      '/values/integer maximum',
      expect.stringMatching(/^\/values\/money/),
    ],
  })
  expect(check).toThrow(/表单没有此字段.*（另有 3 处）/)
})
