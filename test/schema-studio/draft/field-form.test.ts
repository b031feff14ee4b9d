import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import { describe, expect, test } from 'vitest'
import { checkFieldForm } from '../../../schema-studio/src/draft/check-field-form.ts'
import { takesNow } from '../../../schema-studio/src/draft/default-literal.ts'
import { EMPTY_FIELD_FORM } from '../../../schema-studio/src/draft/field-form.ts'
import { formOfField } from '../../../schema-studio/src/draft/form-of-field.ts'
import { schemaOfForm } from '../../../schema-studio/src/draft/schema-of-form.ts'
import { EVERY_KEYWORD } from '../../core/model/field-type-keywords.ts'
import { field } from '../../core/model/sample-model.ts'
import { CONTACT } from './sample-entity.ts'

describe('the field dialog’s form', () => {
  test('gives a plugin’s field back unchanged, with the attributes that it does not show', () => {
    for (const name of Object.keys(CONTACT.properties)) {
      const base = CONTACT.properties[name]
      expect(schemaOfForm(formOfField(CONTACT, name), base)).toEqual(base)
    }
  })

  const CASES = FIELD_TYPES.flatMap((type) => [true, false].map((sensitive) => ({ type, sensitive })))
  test.each(CASES)(
    'gives a field of type $type back with every keyword that it has, sensitive: $sensitive',
    ({ type, sensitive }) => {
      const moment = takesNow(type)
        ? { defaultTo: 'now' as const }
        : type === 'user'
          ? { defaultTo: 'currentUser' as const }
          : {}
      const base: FieldSchema = {
        ...field(type, EVERY_KEYWORD[type]),
        ...moment,
        help: { en: 'Help', 'zh-CN': '帮助' },
        deprecated: true,
        personal: true,
        ...(sensitive ? { sensitive } : { embed: 'portal' as const }),
      }
      const entity = { ...CONTACT, properties: { one: base } }
      expect(schemaOfForm(formOfField(entity, 'one'), base)).toEqual(base)
    },
  )

  test('the name that records have for the other side comes back, goes with its input, and is checked', () => {
    const reverse = { name: 'subsidiaries', label: { en: 'Subsidiaries', 'zh-CN': '子公司' } }
    const base: FieldSchema = {
      fieldType: 'reference',
      label: { en: 'Parent' },
      reference: { entity: 'company', reverse },
    }
    const form = { ...formOfField({ ...CONTACT, properties: { parent: base } }, 'parent'), name: 'parent' }
    expect(schemaOfForm(form, base)).toEqual(base)
    const emptied = { ...form, reverseName: ' ', reverseEn: '', reverseZh: '' }
    expect(schemaOfForm(emptied, base).reference).toEqual({ entity: 'company' })
    expect(checkFieldForm(emptied, [])).toEqual({})
    expect(checkFieldForm({ ...form, reverseName: 'Two words' }, [])).toEqual({ reverseName: 'problemReverseName' })
    expect(checkFieldForm({ ...form, reverseName: '' }, [])).toEqual({ reverseName: 'problemReverseMissing' })
  })

  test('a reference says whether it tells about the person that it names, and one that says nothing goes on so', () => {
    const base: FieldSchema = { fieldType: 'reference', label: { en: 'Partner' }, reference: { entity: 'person' } }
    const form = formOfField({ ...CONTACT, properties: { partner: base } }, 'partner')
    expect(schemaOfForm(form, base)).toEqual(base)
    for (const [subject, told] of [['yes', true] as const, ['no', false] as const]) {
      const said = { ...base, subject: told }
      expect(schemaOfForm({ ...form, subject }, base)).toEqual(said)
      expect(formOfField({ ...CONTACT, properties: { partner: said } }, 'partner')).toMatchObject({ subject })
      expect(schemaOfForm({ ...form, subject: '' }, said)).toEqual(base)
    }
  })

  test('a default that is an expression comes back, and an empty one is a mistake', () => {
    const base: FieldSchema = { fieldType: 'date', label: { en: 'Due' }, defaultExpression: 'today.addDays(14)' }
    const form = formOfField({ ...CONTACT, properties: { due: base } }, 'due')
    expect(form.defaultKind).toBe('expression')
    expect(schemaOfForm(form, base)).toEqual(base)
    const empty = { ...form, name: 'due', defaultExpression: ' ' }
    expect(checkFieldForm(empty, [])).toEqual({ defaultExpression: 'problemDefault' })
    expect(schemaOfForm({ ...form, defaultKind: 'none' }, base)).toEqual({ fieldType: 'date', label: { en: 'Due' } })
  })

  test('a default is kept as its plugin wrote it, until somebody gives another one', () => {
    const base: FieldSchema = { fieldType: 'percent', label: { en: 'Share' }, default: '12.50' }
    const form = formOfField({ ...CONTACT, properties: { one: base } }, 'one')
    expect(schemaOfForm(form, base)).toEqual(base)
    expect(schemaOfForm({ ...form, defaultText: '20' }, base)).toEqual({ ...base, default: 20 })
    const { default: _gone, ...without } = base
    expect(schemaOfForm({ ...form, defaultKind: 'none' }, base)).toEqual(without)
    expect(schemaOfForm({ ...form, fieldType: 'tags' }, base)).toEqual({ fieldType: 'tags', label: { en: 'Share' } })
  })

  test('capitals make no difference only where a value is unique', () => {
    const form = { ...EMPTY_FIELD_FORM, labelEn: 'Code', caseFolded: true }
    expect(schemaOfForm(form)).toEqual({ fieldType: 'text', label: { en: 'Code' } })
    expect(schemaOfForm({ ...form, unique: true })).toMatchObject({ unique: true, caseFolded: true })
  })

  test('lines need parts with words, and take Chinese ones for English where there are none', () => {
    const part = {
      name: 'part',
      schema: { fieldType: 'text', label: { en: '', 'zh-CN': '配件' } },
      required: true,
      stored: false,
    } as const
    const form = {
      ...EMPTY_FIELD_FORM,
      name: 'lines',
      labelEn: 'Lines',
      fieldType: 'objectList',
      parts: [part],
    } as const
    expect(checkFieldForm({ ...form, parts: [] }, [])).toEqual({ parts: 'problemParts' })
    expect(checkFieldForm({ ...form, parts: [part] }, [])).toEqual({})
    expect(schemaOfForm({ ...form, parts: [part] }).items).toEqual({
      properties: { part: { fieldType: 'text', label: { en: '配件', 'zh-CN': '配件' } } },
      required: ['part'],
    })
  })

  test('leaves out what the chosen type does not know', () => {
    const form = {
      ...EMPTY_FIELD_FORM,
      labelEn: 'Agreed',
      fieldType: 'boolean',
      searchable: true,
      maxLength: '9',
    } as const
    expect(schemaOfForm(form)).toEqual({ fieldType: 'boolean', label: { en: 'Agreed' } })
  })

  test('another type gives up the pattern of the old one', () => {
    const form = { ...formOfField(CONTACT, 'email'), fieldType: 'integer' } as const
    expect(schemaOfForm(form, CONTACT.properties['email'])).toEqual({
      fieldType: 'integer',
      label: { en: 'E-mail' },
      unique: true,
    })
  })

  test('a label in Chinese alone stands for English too', () => {
    const form = { ...EMPTY_FIELD_FORM, labelZh: '会员等级', name: 'field' }
    expect(schemaOfForm(form).label).toEqual({ en: '会员等级', 'zh-CN': '会员等级' })
    expect(checkFieldForm(form, [])).toEqual({})
  })

  test('a derived field keeps how it is worked out, and nothing of what merging the model adds to it', () => {
    const rollup = { entity: 'order', reference: 'contact', aggregate: 'sum', field: 'total', filter: 'paid' } as const
    const label = { en: 'Paid' }
    const base = { fieldType: 'rollup', label, rollup, readOnly: true, result: { fieldType: 'money' } } as const
    const entity = { ...CONTACT, properties: { paid: base } }
    const form = formOfField(entity, 'paid')
    expect(schemaOfForm(form, base)).toEqual({ fieldType: 'rollup', label, rollup })
    expect(schemaOfForm({ ...form, rollupAggregate: 'count' }, base).rollup).toEqual({
      entity: 'order',
      reference: 'contact',
      aggregate: 'count',
      filter: 'paid',
    })
    expect(schemaOfForm({ ...form, fieldType: 'text' }, base)).toEqual({ fieldType: 'text', label })
    expect(checkFieldForm({ ...form, fieldType: 'formula' }, [])).toEqual({ formula: 'problemFormula' })
    expect(checkFieldForm({ ...form, fieldType: 'lookup', lookup: 'account' }, [])).toEqual({ lookup: 'problemLookup' })
  })

  test('says at which input something is missing or wrong', () => {
    const form = { ...EMPTY_FIELD_FORM, name: 'email', fieldType: 'choice', minimum: '5', maximum: '1' } as const
    expect(checkFieldForm(form, ['email'])).toEqual({
      labelEn: 'problemLabel',
      name: 'problemNameTaken',
      options: 'problemOptions',
      maximum: 'problemRange',
    })
    expect(checkFieldForm({ ...form, name: 'Über-Name' }, [])).toMatchObject({ name: 'problemName' })
  })
})
