import type { DuplicateRule } from '@tenon/sdk/contract/entity-schema'
import { mergeModel } from '../../../../core/src/model/merge-model.ts'
import { entity, field, pluginPackage } from '../../model/sample-model.ts'

const rule = (name: string, match: DuplicateRule['match'], onWrite: DuplicateRule['onWrite'] = 'warn') => ({
  name,
  label: { en: `Same ${name}`, 'zh-CN': `相同${name}` },
  match,
  onWrite,
})

/** People with rules of every kind: those about e-mail addresses, and about the same phone with a similar name, refuse. */
export function duplicatesModel() {
  const person = entity(
    'person',
    {
      email: field('email'),
      phone: field('phone'),
      code: field('text'),
      home: field('address'),
      company: field('text', { searchable: true }),
    },
    {
      duplicates: [
        rule('mail', [{ field: 'email', by: 'email' }], 'refuse'),
        rule(
          'caller',
          [
            { field: 'phone', by: 'phone' },
            { field: 'company', by: 'name' },
          ],
          'refuse',
        ),
        rule('code', [{ field: 'code', by: 'exact' }]),
        rule('home', [{ field: 'home', by: 'address' }]),
        rule('company', [{ field: 'company', by: 'name' }]),
      ],
    },
  )
  return mergeModel([pluginPackage('sample', { entities: [person, entity('plain', { code: field('text') })] })], {})
}
