import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity, ModelPipeline, TenantEdits } from '@tenon/sdk/contract/model-document'
import { addField } from './add-field.ts'
import { changePipeline } from './change-pipeline.ts'
import { fieldNameFrom } from './field-name.ts'

const REASONS: FieldSchema = {
  fieldType: 'choice',
  label: { en: 'Reason for losing', 'zh-CN': '输单原因' },
  options: [
    { value: 'price', label: { en: 'Price', 'zh-CN': '价格' }, hue: 'amber' },
    { value: 'competitor', label: { en: 'Competitor', 'zh-CN': '竞争对手' }, hue: 'red' },
    { value: 'noNeed', label: { en: 'No need any more', 'zh-CN': '不再需要' }, hue: 'gray' },
    { value: 'other', label: { en: 'Other', 'zh-CN': '其他' }, hue: 'violet' },
  ],
}

const TEXT: FieldSchema = { fieldType: 'longText', label: { en: 'About the loss', 'zh-CN': '输单说明' } }

/** Gives an entity the two fields by which a pipeline asks why a record was lost, as one step. */
export function createLossField(
  edits: TenantEdits,
  { entity, pipeline }: { entity: ModelEntity; pipeline: ModelPipeline },
): TenantEdits {
  const taken = Object.keys(entity.properties)
  const [field, textField] = [fieldNameFrom('lossReason', taken), fieldNameFrom('lossText', taken)]
  const withReason = addField(edits, { entity, name: field, schema: REASONS, required: false })
  const withText = addField(withReason, { entity, name: textField, schema: TEXT, required: false })
  const lossReason = { field, textField, textRequiredFor: ['other'] }
  return changePipeline(withText, { before: pipeline, after: { ...pipeline, lossReason } })
}
