import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { withResults } from '../../../core/src/model/check/check-derived.ts'

type Fields = Record<string, Omit<FieldSchema, 'label'>>

function entity(name: string, fields: Fields, more: Partial<EntitySchema> = {}): ModelEntity {
  const properties = Object.entries(fields).map(([field, schema]) => [field, { ...schema, label: { en: field } }])
  return {
    type: 'object',
    name,
    label: { en: name },
    pluralLabel: { en: `${name}s` },
    titleField: 'name',
    properties: Object.fromEntries(properties),
    ...more,
    source: 'sample',
    fieldSources: Object.fromEntries(Object.keys(fields).map((field) => [field, 'sample'])),
  }
}

const options = (...values: string[]) => values.map((value) => ({ value, label: { en: value } }))
const to = (target: string) => ({ fieldType: 'reference', reference: { entity: target, onDelete: 'setNull' } }) as const

/** Accounts with parents, deals of accounts with partners, tasks of deals, notes of tasks. */
export function relatedRecordsModel(): ModelDocument {
  const account = entity('account', {
    name: { fieldType: 'text', searchable: true },
    region: { fieldType: 'text' },
    grade: { fieldType: 'integer' },
    revenue: { fieldType: 'money', currency: 'EUR' },
    secret: { fieldType: 'text', sensitive: true },
    parent: { ...to('account'), reference: { ...to('account').reference, reverse: { name: 'branches' } } },
    label: { fieldType: 'formula', formula: 'name + "/" + coalesce(region, "?")' },
    founded: { fieldType: 'date' },
  })
  const deal = entity('deal', {
    name: { fieldType: 'text', searchable: true },
    account: to('account'),
    partners: { fieldType: 'multiReference', reference: { entity: 'account', onDelete: 'setNull' } },
    amount: { fieldType: 'money', currency: 'EUR' },
    probability: { fieldType: 'percent' },
    pieces: { fieldType: 'integer' },
    closesOn: { fieldType: 'date' },
    signedAt: { fieldType: 'dateTime' },
    kind: { fieldType: 'choice', options: options('fresh', 'renewal') },
    marks: { fieldType: 'multiChoice', options: options('hot', 'cold') },
    words: { fieldType: 'tags' },
    reviewer: { fieldType: 'user' },
  })
  const task = entity('task', {
    name: { fieldType: 'text' },
    deal: { ...to('deal'), reference: { ...to('deal').reference, reverse: { name: 'tasks' } } },
    done: { fieldType: 'boolean' },
    effort: { fieldType: 'integer' },
  })
  const note = entity('note', { name: { fieldType: 'text' }, task: to('task') })
  const { document, problems } = withResults({ entities: { account, deal, task, note }, pipelines: {} })
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return document
}
