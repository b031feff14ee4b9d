import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { expect, test } from 'vitest'
import { fieldConditionProblems, ruleProblems } from '../../../schema-studio/src/draft/condition-problems.ts'
import { formOfField } from '../../../schema-studio/src/draft/form-of-field.ts'
import { schemaOfForm } from '../../../schema-studio/src/draft/schema-of-form.ts'
import { setValidations } from '../../../schema-studio/src/draft/set-validations.ts'
import { CONTACT } from './sample-entity.ts'

const rule = (name: string, condition: string) => ({ name, label: { en: name }, condition, message: { en: 'No.' } })
const document = { entities: { contact: CONTACT }, pipelines: {} } as unknown as ModelDocument

test('rules are an edit of the entity; the same ones again are none, and taken away they are gone', () => {
  const rules = [rule('known', 'email != null')]
  const edits = setValidations({}, { entity: CONTACT, rules: [...rules, rule('empty', ' ')] })
  expect(edits).toEqual({ entities: { contact: { validations: rules } } })
  const entity = { ...CONTACT, validations: rules }
  expect(setValidations({}, { entity, rules })).toEqual({})
  expect(setValidations(edits, { entity, rules: [] })).toEqual({ entities: { contact: { validations: null } } })
})

test('a mistake in a condition is told at its rule or field, with its place and the name that is nearest', () => {
  const rules = [rule('fine', 'changed(email)'), rule('wrong', 'emial != null')]
  expect(ruleProblems(document, { entity: 'contact', rules })).toMatchObject([
    { pointer: '/1/condition', rule: 'unknownName', place: { start: 0, end: 5 } },
  ])
  const schema = { fieldType: 'text', label: { en: 'New' }, visibleWhen: 'email', requiredWhen: 'isNew' } as const
  expect(fieldConditionProblems(document, { entity: 'contact', name: 'isNew', schema })).toMatchObject([
    { pointer: '/visibleWhen' },
    { pointer: '/requiredWhen' },
  ])
})

test('conditions of a field come back from the dialog, and a field that is always required has none', () => {
  const base = { fieldType: 'text', label: { en: 'Why' }, visibleWhen: 'true', requiredWhen: 'email != null' } as const
  const form = formOfField({ ...CONTACT, properties: { why: base } }, 'why')
  expect(schemaOfForm(form, base)).toEqual(base)
  expect(schemaOfForm({ ...form, required: true }, base)).toEqual({ fieldType: 'text', label: { en: 'Why' } })
  expect(schemaOfForm({ ...form, visibleWhen: ' ' }, base)).not.toHaveProperty('visibleWhen')
})
