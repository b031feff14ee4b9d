import type { RollupSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { mergeModel } from '../../../../core/src/model/merge-model.ts'
import { entity, field, pipeline, pluginPackage } from '../../model/sample-model.ts'

const ROLLUPS: RollupSchema[] = [
  { name: 'byStage', groupBy: ['stage'], sums: ['amount'] },
  {
    name: 'byMonth',
    groupBy: [{ field: 'closesOn', per: 'month' }, 'colour', 'account'],
    sums: ['amount', 'ratio', 'pieces'],
  },
  { name: 'byDay', groupBy: [{ field: 'signedAt', per: 'day' }, 'urgent', 'ownerId'] },
  { name: 'bySort', groupBy: ['rating', 'month', 'city'], sums: ['fee'] },
]

/** Deals of accounts, which go with these, in a pipeline; with rollups of every kind unless others are given. */
export function rollupsModel(rollups: RollupSchema[] = ROLLUPS, more = {}): ModelDocument {
  const deal = entity(
    'deal',
    {
      colour: field('choice'),
      account: field('reference', { reference: { entity: 'account', onDelete: 'cascade' } }),
      amount: field('money', { currency: 'EUR' }),
      fee: field('money', { currency: 'USD' }),
      ratio: field('decimal', { scale: 4 }),
      pieces: field('integer'),
      closesOn: field('date'),
      signedAt: field('dateTime'),
      urgent: field('boolean'),
      rating: field('rating'),
      month: field('yearMonth'),
      city: field('text'),
      secret: field('decimal', { sensitive: true }),
      ...more,
    },
    rollups.length > 0 ? { rollups } : {},
  )
  const pipelines = [pipeline('sales', 'deal')]
  return mergeModel([pluginPackage('sample', { entities: [entity('account', {}), deal], pipelines })], {})
}
