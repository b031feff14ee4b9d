import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelPipeline, ModelView, ModelViewEntity } from '@tenon/sdk/contract/model-document'

const text = (en: string, zh: string) => ({ en, 'zh-CN': zh })

type EntityInput = Pick<ModelViewEntity, 'name' | 'label' | 'pluralLabel' | 'titleField' | 'properties'> &
  Partial<ModelViewEntity>

function entity(input: EntityInput): ModelViewEntity {
  return {
    type: 'object',
    source: 'crm',
    fieldSources: {},
    actions: [],
    access: { create: true, update: true, delete: true, writableFields: [...Object.keys(input.properties), 'ownerId'] },
    ...input,
  }
}

const OPPORTUNITY_FIELDS: Record<string, FieldSchema> = {
  name: { fieldType: 'text', label: text('Name', '名称'), maxLength: 120 },
  account: { fieldType: 'reference', label: text('Account', '客户'), reference: { entity: 'account' } },
  amount: { fieldType: 'money', label: text('Amount', '金额'), currency: 'CNY' },
  closeDate: { fieldType: 'date', label: text('Expected close', '预计成交日期') },
  probability: {
    fieldType: 'percent',
    label: text('Probability', '赢单概率'),
    help: text('How likely it is, in percent.', '以百分比表示的可能性。'),
    minimum: 0,
    maximum: 100,
  },
  source: {
    fieldType: 'choice',
    label: text('Source', '来源'),
    options: [
      { value: 'web', label: text('Website', '官网'), hue: 'blue' },
      { value: 'fair', label: text('Trade fair', '展会'), hue: 'amber' },
      { value: 'referral', label: text('Referral', '转介绍'), hue: 'green' },
    ],
  },
  tags: {
    fieldType: 'multiChoice',
    label: text('Interests', '意向'),
    options: [
      { value: 'ev', label: text('Electric', '纯电'), hue: 'teal' },
      { value: 'lease', label: text('Leasing', '租赁'), hue: 'violet' },
      { value: 'fleet', label: text('Fleet', '车队'), hue: 'orange' },
    ],
  },
  vehicle: { fieldType: 'text', label: text('Vehicle', '车辆') },
  number: { fieldType: 'sequence', label: text('Number', '编号'), sequence: { prefix: 'OPP-', padding: 5 } },
  quality: { fieldType: 'rating', label: text('Lead quality', '线索质量') },
  quantity: { fieldType: 'integer', label: text('Quantity', '数量'), minimum: 0 },
  discount: { fieldType: 'decimal', label: text('Discount', '折扣'), scale: 2 },
  email: { fieldType: 'email', label: text('E-mail', '电子邮箱') },
  phone: { fieldType: 'phone', label: text('Phone', '电话') },
  website: { fieldType: 'url', label: text('Website', '网站') },
  nextCall: { fieldType: 'dateTime', label: text('Next call', '下次通话') },
  callTime: { fieldType: 'time', label: text('Best time to call', '最佳通话时间') },
  urgent: { fieldType: 'boolean', label: text('Urgent', '紧急') },
  advisor: { fieldType: 'user', label: text('Advisor', '顾问') },
  address: { fieldType: 'address', label: text('Delivery address', '交付地址') },
  settings: { fieldType: 'json', label: text('Extra data', '附加数据') },
  notes: { fieldType: 'longText', label: text('Notes', '备注') },
}

const PIPELINE: ModelPipeline = {
  name: 'sales',
  entity: 'opportunity',
  source: 'crm',
  label: text('Sales', '销售'),
  amountField: 'amount',
  closeDateField: 'closeDate',
  cardFields: ['account', 'amount'],
  stages: [
    { name: 'new', label: text('New', '新建'), category: 'open', hue: 'gray', probability: 10, rottingDays: 10 },
    { name: 'qualified', label: text('Qualified', '已确认'), category: 'open', hue: 'blue', rottingDays: 14 },
    {
      name: 'contract',
      label: text('Contract', '合同'),
      category: 'open',
      hue: 'violet',
      entry: {
        requiredFields: ['vehicle'],
        guards: [{ name: 'financeCheck', label: text('A finance check has been passed', '已通过财务审核') }],
      },
    },
    { name: 'won', label: text('Won', '赢单'), category: 'won', hue: 'green' },
    { name: 'lost', label: text('Lost', '输单'), category: 'lost', hue: 'red' },
  ],
}

/** A small model with a field of every type and a pipeline with a guard; the caller's own, to change as it likes. */
export function fixtureModel(locale: string): ModelView {
  // Test files share a process: what one of them changed would be the next one's model.
  return structuredClone({
    version: 1,
    locale,
    users: [
      { id: 'u1', name: 'Ada Lovelace' },
      { id: 'u2', name: '王小明' },
    ],
    entities: {
      account: entity({
        name: 'account',
        label: text('Account', '客户'),
        pluralLabel: text('Accounts', '客户'),
        titleField: 'name',
        properties: { name: { fieldType: 'text', label: text('Name', '名称') } },
      }),
      opportunity: entity({
        name: 'opportunity',
        label: text('Opportunity', '商机'),
        pluralLabel: text('Opportunities', '商机'),
        titleField: 'name',
        required: ['name', 'amount'],
        properties: OPPORTUNITY_FIELDS,
        listFields: [
          'name',
          'account',
          'stage',
          'amount',
          'probability',
          'source',
          'ownerId',
          'closeDate',
          'updatedAt',
        ],
        sections: [
          {
            label: text('Deal', '交易'),
            fields: ['name', 'account', 'amount', 'closeDate', 'probability', 'source', 'tags'],
          },
          {
            label: text('Contact', '联系方式'),
            fields: ['email', 'phone', 'website', 'nextCall', 'callTime', 'address'],
          },
        ],
      }),
    },
    pipelines: { sales: PIPELINE },
    views: {},
  })
}
