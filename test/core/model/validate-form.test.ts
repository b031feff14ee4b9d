import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { validateForm } from '../../../core/src/model/validate-form.ts'
import { validateRecord } from '../../../core/src/model/validate-record.ts'
import { entity, field, pluginPackage } from './sample-model.ts'

const OPTIONS = { locale: 'en', pointer: '/form' } as const

function refused(form: FormSchema, values: JsonObject, locale: 'en' | 'zh-CN' = 'en'): TenonError {
  try {
    validateForm(form, values, { ...OPTIONS, locale })
  } catch (error) {
    if (error instanceof TenonError) return error
    throw error
  }
  throw new Error('the form was accepted')
}

describe('values of a form', () => {
  const form: FormSchema = {
    properties: {
      subject: field('text', { label: { en: 'Subject', 'zh-CN': '主题' }, maxLength: 10 }),
      colour: field('choice', { default: 'red' }),
      price: field('money', { currency: 'EUR' }),
    },
    required: ['subject', 'colour'],
  }

  test('come out normalised, with defaults where nothing was said and without what is empty', () => {
    expect(validateForm(form, { subject: '  Lamp ', price: 12 }, OPTIONS)).toEqual({
      subject: 'Lamp',
      colour: 'red',
      price: { amount: '12.00', currency: 'EUR' },
    })
    expect(validateForm(form, { subject: 'x', price: null }, OPTIONS)).toEqual({ subject: 'x', colour: 'red' })
  })

  test('are refused all at once, each at its field and in the reader’s language', () => {
    const wrong = { subject: 'far too long for it', colour: null, price: 'dear', size: 3, __proto__x: 1 }
    expect(refused(form, wrong).problems.map(({ pointer, rule }) => [pointer, rule])).toEqual([
      ['/form/size', 'unknownField'],
      ['/form/__proto__x', 'unknownField'],
      ['/form/subject', 'maxLength'],
      ['/form/colour', 'required'],
      ['/form/price', 'type'],
    ])
    expect(refused(form, {}, 'zh-CN').message).toBe('主题：必须填写')
  })
})

const TYPES = FIELD_TYPES.filter((type) => type !== 'sequence')

describe.each(TYPES)('a form’s field of type %s', (type: FieldType) => {
  const schema = field(type)
  const form: FormSchema = { properties: { value: schema } }
  const model = compileModel(
    mergeModel([pluginPackage('sample', { entities: [entity('thing', { value: schema })] })], {}),
    1,
  )
  const thing = model.entities.get('thing')

  const attempt = (read: () => JsonObject): JsonObject | string => {
    try {
      return read()
    } catch (error) {
      if (error instanceof TenonError) return error.problems.map(({ rule, message }) => `${rule} ${message}`).join()
      throw error
    }
  }

  test('takes, normalises and refuses exactly what a record’s field of that type does', () => {
    if (thing === undefined) throw new Error('no such entity')
    const likely = fc.constantFrom<JsonValue>(
      ...['red', 'a@b.example', '+49 30 901820', 'https://x.example', '3', '3.50', '2026-03-31', '08:30'],
      ...['2026-03-31T08:00:00+02:00', '0190A5D0-ac96-774b-bcce-b302099a8057', ' ', 3, -1, true, ['red', 'red'], {}],
      ...[{ amount: '1.5', currency: 'eur' }, { line1: 'Main St', country: 'US' }, ['nope'], 'a\u0000b', '\ud800'],
    )
    fc.assert(
      fc.property(fc.oneof(likely, fc.jsonValue() as fc.Arbitrary<JsonValue>), (value) => {
        const inForm = attempt(() => validateForm(form, { value }, OPTIONS))
        const inRecord = attempt(() => validateRecord(thing, { value }, { mode: 'create', locale: 'en' }))
        const { value: kept = null } = typeof inRecord === 'string' ? {} : inRecord
        expect(inForm).toEqual(
          typeof inRecord === 'string'
            ? inRecord.replace(/^required [^,]*,?/, '')
            : kept === null
              ? {}
              : { value: kept },
        )
      }),
      { numRuns: 120 },
    )
  })
})
