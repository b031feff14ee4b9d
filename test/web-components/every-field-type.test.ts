import type { FieldResult, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { LOCALES } from '@tenon/sdk/contract/locale'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { valueField } from '@tenon/sdk/contract/value-field'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import type { ExpressionModel } from '@tenon/sdk/expression/expression-model'
import { describe, expect, test } from 'vitest'
import { checkUniqueGroups } from '../../core/src/model/check/check-unique-groups.ts'
import { FIELD_TYPE_TABLE } from '../../core/src/model/field-types/field-type-table.ts'
import { FIELD_TYPE_KEYWORDS } from '../../schema-studio/src/draft/field-type-keywords.ts'
import { canBeInGroup } from '../../schema-studio/src/draft/set-unique-groups.ts'
import { FIELD_TYPE_GROUPS, FIELD_TYPE_INFO } from '../../schema-studio/src/pages/field-type-info.ts'
import { FIELD_CONTROLS } from '../../web-components/src/record-form/controls/field-controls.ts'
import { recordFormTexts } from '../../web-components/src/record-form/record-form.texts.ts'
import { listColumns } from '../../web-components/src/record-list/list-columns.ts'
import { formatValue } from '../../web-components/src/value/format-value.ts'
import { KEYWORDS } from '../core/model/field-type-keywords.ts'
import { ROUND_TRIPS } from '../core/model/field-type-samples.ts'
import { field } from '../core/model/sample-model.ts'
import { everyTypeModel } from './support/every-type-model.ts'

const schemaOf = (type: FieldType) => field(type, KEYWORDS[type])
const storedOf = (type: FieldType) => ROUND_TRIPS[type].map(([, stored]) => stored)

/** What merging a model says of a look-up of the field. */
function resultOf(schema: FieldSchema): FieldResult {
  const model = {
    entities: {
      part: { name: 'part', properties: { field: schema } },
      thing: {
        name: 'thing',
        properties: {
          of: field('reference', { reference: { entity: 'part' } }),
          one: field('lookup', { lookup: 'of.field' }),
        },
      },
    },
    pipelines: {},
  } as unknown as ExpressionModel
  const result = deriveModel(model).derivation({ entity: 'thing', field: 'one' })?.result
  if (result === undefined) throw new Error('The look-up gives nothing.')
  return result
}

/** What the form would send for a value that it was given. */
function throughControl(type: FieldType, value: JsonValue): JsonValue {
  const control = FIELD_CONTROLS[type]
  const schema = schemaOf(type)
  const raw = control.write?.(value, schema) ?? value ?? ''
  const text = typeof raw === 'string' ? raw.trim() || null : (raw as JsonValue)
  const reading = control.read?.(raw, recordFormTexts('en'), schema) ?? { value: text }
  if ('problem' in reading) throw new Error(reading.problem)
  return reading.value
}

function normalised(type: FieldType, value: JsonValue): JsonValue {
  if (value === null) return null
  const result = FIELD_TYPE_TABLE[type].normalise(value, schemaOf(type))
  if ('problem' in result) throw new Error(result.problem.en)
  return result.value
}

describe.each(FIELD_TYPES)('a field of type %s', (type) => {
  test('has a control that gives back, for the server, exactly what it was given', () => {
    for (const stored of storedOf(type)) {
      // A JSON text of no characters is a value to the server, and what an emptied text box means to a person.
      if (stored === '') continue
      // A switch has no third state.
      const expected = type === 'boolean' ? stored === true : stored
      expect(normalised(type, throughControl(type, stored))).toEqual(expected)
    }
  })

  test('is shown in words of both languages, never as a stored key, an object or JSON', () => {
    for (const locale of LOCALES) {
      const model = everyTypeModel(locale)
      const labels = Object.fromEntries(storedOf(type).map((value) => [String(value), 'Somebody']))
      for (const stored of storedOf(type)) {
        const shown = formatValue(stored, schemaOf(type), { locale, model, labels })
        if (stored === null || stored === '') expect(shown).toBe('')
        else expect([stored, shown]).toEqual([stored, expect.stringMatching(/\S/)])
        expect(shown).not.toMatch(/\[object|undefined|NaN|Invalid Date/)
        if (typeof stored === 'object' && stored !== null) expect(shown).not.toBe(JSON.stringify(stored))
      }
    }
  })

  test('is shown and listed by a look-up as where it stands, and nobody writes it there', () => {
    const lookup: FieldSchema = {
      ...{ fieldType: 'lookup', label: schemaOf(type).label, lookup: 'of.field' },
      result: resultOf(schemaOf(type)),
    }
    // A number is given once; elsewhere it is text.
    const shownAs = type === 'sequence' ? 'text' : type
    expect(valueField(lookup)).toMatchObject({ fieldType: shownAs, readOnly: true })
    const model = everyTypeModel('en')
    const labels = Object.fromEntries(storedOf(type).map((value) => [String(value), 'Somebody']))
    for (const stored of storedOf(type)) {
      const context = { locale: 'en' as const, model, labels }
      expect(formatValue(stored, lookup, context)).toBe(formatValue(stored, schemaOf(type), context))
    }
    const column = (properties: Record<string, FieldSchema>) => {
      const entities = { thing: { ...(model.entities['thing'] as ModelViewEntity), properties } }
      const [{ numeric, sortable } = {}] = listColumns({ ...model, entities }, 'thing', ['one'])
      return { numeric, sortable }
    }
    expect(column({ one: lookup })).toEqual(column({ one: schemaOf(type) }))
  })

  test('is offered by the studio under a heading, with the options that the server knows for it', () => {
    expect(FIELD_TYPE_GROUPS).toContain(FIELD_TYPE_INFO[type].group)
    // Said with the pattern, and a schema of JSON that is written in files.
    const elsewhere = ['patternMessage', 'valueSchema']
    const known = FIELD_TYPE_TABLE[type].keywords.filter((keyword) => !elsewhere.includes(keyword))
    expect([...FIELD_TYPE_KEYWORDS[type]].sort()).toEqual([...known].sort())
    const refused = checkUniqueGroups([{ fields: ['one'] }], { one: schemaOf(type) }).length > 0
    expect(canBeInGroup(schemaOf(type))).toBe(!refused)
  })

  test('can be sorted by in a list only where the server has an order for it', () => {
    const column = listColumns(everyTypeModel('en'), 'thing', [type]).find(({ name }) => name === type)
    if (column?.sortable) expect(FIELD_TYPE_TABLE[type].sortable).toBe(true)
    // Identifiers have an order that is none to a person; references, people and teams go by what they are called.
    else expect(FIELD_TYPE_TABLE[type].sortable && type !== 'uuid').toBe(false)
  })
})
