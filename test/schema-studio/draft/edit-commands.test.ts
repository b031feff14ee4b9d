import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { describe, expect, test } from 'vitest'
import { addField } from '../../../schema-studio/src/draft/add-field.ts'
import { changeField } from '../../../schema-studio/src/draft/change-field.ts'
import { applyPatch } from '../../../schema-studio/src/draft/merge-patch.ts'
import { relabelEntity } from '../../../schema-studio/src/draft/relabel-entity.ts'
import { removeField } from '../../../schema-studio/src/draft/remove-field.ts'
import { isCustomised, resetField } from '../../../schema-studio/src/draft/reset-field.ts'
import { CONTACT } from './sample-entity.ts'

const LOYALTY = { fieldType: 'integer', label: { en: 'Loyalty points' } } as const
const EMAIL = { fieldType: 'email', label: { en: 'E-mail' } } as const
const OWN: TenantEdits = { entities: { contact: { properties: { tier: CONTACT.properties['tier'] } } } }

describe('adding a field', () => {
  test('puts the whole field into the edits of its entity and leaves other edits alone', () => {
    const before: TenantEdits = { ...OWN, pipelines: { sales: { label: { en: 'Deals' } } } }
    const after = addField(before, { entity: CONTACT, name: 'loyaltyPoints', schema: LOYALTY, required: false })
    expect(after).toEqual({
      entities: { contact: { properties: { tier: CONTACT.properties['tier'], loyaltyPoints: LOYALTY } } },
      pipelines: { sales: { label: { en: 'Deals' } } },
    })
  })

  test('a required field joins the whole list of required fields, because a patch replaces lists', () => {
    const after = addField({}, { entity: CONTACT, name: 'loyaltyPoints', schema: LOYALTY, required: true })
    expect(after.entities?.['contact']?.['required']).toEqual(['fullName', 'loyaltyPoints'])
  })

  test('changes nothing that it was given', () => {
    const before = structuredClone(OWN)
    addField(before, { entity: CONTACT, name: 'loyaltyPoints', schema: LOYALTY, required: true })
    expect(before).toEqual(OWN)
  })
})

describe('changing a field', () => {
  test('of a plugin keeps only the attributes that differ, so that upgrades reach the others', () => {
    const schema = { ...CONTACT.properties['email'], label: { en: 'Mail', 'zh-CN': '邮箱' } } as never
    const after = changeField({}, { entity: CONTACT, name: 'email', schema, required: false })
    expect(after).toEqual({
      entities: { contact: { properties: { email: { label: { en: 'Mail', 'zh-CN': '邮箱' } } } } },
    })
  })

  test('an attribute taken away from a plugin’s field stays taken away after a second change', () => {
    const { unique: _unique, ...plain } = CONTACT.properties['email'] as { unique: true; fieldType: 'email' }
    const once = changeField({}, { entity: CONTACT, name: 'email', schema: plain as never, required: false })
    const merged = {
      ...CONTACT,
      properties: applyPatch(CONTACT.properties, once.entities?.['contact']?.properties) as typeof CONTACT.properties,
    }
    const renamed = { ...merged.properties['email'], label: { en: 'Mail' } } as never
    const twice = changeField(once, { entity: merged, name: 'email', schema: renamed, required: false })
    expect(twice.entities?.['contact']?.properties?.['email']).toEqual({ unique: null, label: { en: 'Mail' } })
  })

  test('help that was removed and is written again in one language does not bring back the plugin’s other one', () => {
    const help = { en: 'Work address', 'zh-CN': '工作邮箱' }
    const withHelp = { ...CONTACT, properties: { ...CONTACT.properties, email: { ...EMAIL, help } } }
    const removed = changeField({}, { entity: withHelp, name: 'email', schema: EMAIL, required: false })
    const again = { ...EMAIL, help: { en: 'Private address' } }
    const twice = changeField(removed, { entity: CONTACT, name: 'email', schema: again, required: false })
    expect(applyPatch({ ...EMAIL, help }, twice.entities?.['contact']?.properties?.['email'])).toEqual(again)
  })

  test('of the tenant’s own replaces it whole', () => {
    const schema = { fieldType: 'choice', label: { en: 'Tier' }, options: [] } as never
    const after = changeField(OWN, { entity: CONTACT, name: 'tier', schema, required: false })
    expect(after.entities?.['contact']?.properties?.['tier']).toEqual(schema)
  })

  test('that differs in nothing leaves the edits as they are', () => {
    const schema = { ...CONTACT.properties['email'] } as never
    expect(changeField(OWN, { entity: CONTACT, name: 'email', schema, required: false })).toBe(OWN)
  })
})

describe('removing and resetting', () => {
  test('a removed field leaves the edits and every list in them', () => {
    const entity = { ...CONTACT, required: ['fullName', 'tier'] }
    const edits: TenantEdits = {
      entities: {
        contact: { properties: { tier: CONTACT.properties['tier'] }, listFields: ['fullName', 'tier'] },
      },
    }
    expect(removeField(edits, { entity, name: 'tier' })).toEqual({
      entities: { contact: { listFields: ['fullName'], required: ['fullName'] } },
    })
  })

  test('a plugin’s field is not removed', () => {
    expect(removeField(OWN, { entity: CONTACT, name: 'email' })).toBe(OWN)
  })

  test('the last edit of an entity takes the entity out of the layer', () => {
    expect(removeField(OWN, { entity: CONTACT, name: 'tier' })).toEqual({})
  })

  test('resetting gives a plugin’s field back what the plugin declares', () => {
    const edits: TenantEdits = { entities: { contact: { properties: { email: { label: { en: 'Mail' } } } } } }
    expect(isCustomised(edits, { entity: 'contact', name: 'email' })).toBe(true)
    expect(resetField(edits, { entity: 'contact', name: 'email' })).toEqual({})
  })
})

test('relabelling an entity keeps only the words that differ', () => {
  const labels = { label: CONTACT.label, pluralLabel: { en: 'People', 'zh-CN': '联系人' }, icon: undefined }
  expect(relabelEntity({}, { entity: CONTACT, labels })).toEqual({
    entities: { contact: { pluralLabel: { en: 'People' } } },
  })
})
