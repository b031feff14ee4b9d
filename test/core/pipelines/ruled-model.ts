import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { sampleRecordsModel } from '../records/sample-records-model.ts'

function field(fieldType: FieldSchema['fieldType'], label: string, more: Partial<FieldSchema> = {}): FieldSchema {
  return { fieldType, label: { en: label, 'zh-CN': `${label}（中）` }, ...more }
}

const FIELDS: Record<string, FieldSchema> = {
  lossReason: field('choice', 'Reason', {
    options: ['price', 'other'].map((value) => ({ value, label: { en: value } })),
  }),
  lossText: field('longText', 'What happened'),
  doubled: field('formula', 'Doubled', { formula: 'quantity * 2' }),
  lineCount: field('count', 'Lines', { rollup: { entity: 'line', reference: 'deal' } }),
}

function stage(name: string, category: StageSchema['category'], more: Partial<StageSchema> = {}): StageSchema {
  const label = { en: name[0]?.toUpperCase() + name.slice(1), 'zh-CN': `阶段${name}` }
  return { name, label, category, ...more }
}

const PLAIN: StageSchema[] = [
  stage('one', 'open'),
  stage('two', 'open'),
  stage('three', 'open'),
  stage('won', 'won'),
  stage('lost', 'lost'),
  stage('gone', 'lost'),
]

export type PipelineChange = Omit<Partial<PipelineSchema>, 'stages'> & {
  /** What is said of stages of the plain pipeline. */
  stages?: Record<string, Partial<StageSchema>>
}

/** Deals with a pipeline of three open stages, one won and two lost ones, and a second one; `change` says its rules. */
export function ruledModel(change: PipelineChange = {}): ModelDocument {
  const document = structuredClone(sampleRecordsModel())
  const deal = document.entities['deal'] as ModelEntity
  Object.assign(deal.properties, FIELDS)
  Object.assign(deal.fieldSources, Object.fromEntries(Object.keys(FIELDS).map((name) => [name, 'sample'])))
  const { stages = {}, ...rules } = change
  document.pipelines = {
    sales: {
      ...{ name: 'sales', entity: 'deal', label: { en: 'Sales', 'zh-CN': '销售' }, source: 'sample' },
      stages: PLAIN.map((one) => ({ ...one, ...stages[one.name] })),
      ...rules,
    },
    service: {
      ...{ name: 'service', entity: 'deal', label: { en: 'Service', 'zh-CN': '服务' }, source: 'sample' },
      stages: [stage('queued', 'open', { entry: { requiredFields: ['quantity'] } }), stage('settled', 'won')],
    },
  }
  return document
}
