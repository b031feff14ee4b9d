import { describe, expect, test } from 'vitest'
import {
  checkFieldForm,
  EMPTY_FIELD_FORM,
  formOfField,
  schemaOfForm,
} from '../../../schema-studio/src/draft/field-form.ts'
import { CONTACT } from './sample-entity.ts'

describe('the field dialog’s form', () => {
  test('gives a plugin’s field back unchanged, with the attributes that it does not show', () => {
    for (const name of Object.keys(CONTACT.properties)) {
      const base = CONTACT.properties[name]
      expect(schemaOfForm(formOfField(CONTACT, name), base)).toEqual(base)
    }
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
