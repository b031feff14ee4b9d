import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, field, pipeline, pluginPackage } from './sample-model.ts'

export const crm = pluginPackage('crm', {
  entities: [
    entity('account', {}),
    entity(
      'contact',
      {
        email: field('email'),
        account: field('reference', { reference: { entity: 'account' } }),
        worth: field('money'),
      },
      {
        required: ['name', 'email'],
        listFields: ['name', 'email'],
        sections: [{ label: { en: 'Main' }, fields: ['email'] }],
      },
    ),
  ],
  pipelines: [pipeline('care', 'contact', { cardFields: ['email', 'ownerId'], amountField: 'worth' })],
})

export const cars = pluginPackage('cars', {
  extensions: [
    {
      extends: 'contact',
      properties: { licence: field('text') },
      required: ['licence'],
      sections: [{ label: { en: 'Cars' }, fields: ['licence', 'email'] }],
    },
  ],
})

export function refusal(packages: PluginPackage[], edits: unknown = {}): TenonError {
  try {
    mergeModel(packages, edits as TenantEdits)
  } catch (error) {
    if (error instanceof TenonError) return error
    throw error
  }
  throw new Error('the model was accepted')
}

export function withField(name: string, schema: object): PluginPackage[] {
  return [
    pluginPackage('sample', { entities: [entity('thing', { [name]: schema as EntitySchema['properties'][string] })] }),
  ]
}
