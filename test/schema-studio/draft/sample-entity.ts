import type { ModelEntity } from '@tenon/sdk/contract/model-document'

/** A contact as a plugin declares it, with one field of the tenant's own. */
export const CONTACT: ModelEntity = {
  type: 'object',
  name: 'contact',
  label: { en: 'Contact', 'zh-CN': '联系人' },
  pluralLabel: { en: 'Contacts', 'zh-CN': '联系人' },
  titleField: 'fullName',
  source: 'crm',
  fieldSources: { fullName: 'crm', email: 'crm', tier: 'tenant' },
  properties: {
    fullName: { fieldType: 'text', label: { en: 'Full name' }, maxLength: 120, searchable: true },
    email: { fieldType: 'email', label: { en: 'E-mail' }, unique: true, pattern: '^.+@.+$' },
    tier: { fieldType: 'text', label: { en: 'Tier' } },
  },
  required: ['fullName'],
}
