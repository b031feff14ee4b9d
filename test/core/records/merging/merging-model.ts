import { mergeModel } from '../../../../core/src/model/merge-model.ts'
import { entity, field, pluginPackage } from '../../model/sample-model.ts'

const to = (target: string, onDelete: 'restrict' | 'setNull' | 'cascade' = 'restrict') => ({
  reference: { entity: target, onDelete },
})

/** People, and all kinds of records that refer to them. */
export function mergingModel() {
  const person = entity('person', {
    email: field('email', { unique: true }),
    salary: field('decimal', { sensitive: true }),
    manager: field('reference', to('person', 'setNull')),
    friends: field('multiReference', to('person', 'setNull')),
    papers: field('file', { maxItems: 5 }),
    deals: field('count', { rollup: { entity: 'deal', reference: 'person' } }),
  })
  const deal = entity('deal', {
    person: field('reference', to('person')),
    payer: field('reference', to('person', 'setNull')),
    guests: field('multiReference', to('person', 'setNull')),
    about: field('anyReference', { targets: { entities: ['person', 'deal'], onDelete: 'setNull' } }),
  })
  const seat = entity(
    'seat',
    { event: field('text', {}), person: field('reference', to('person', 'cascade')) },
    { uniqueTogether: [{ fields: ['event', 'person'] }] },
  )
  const meal = entity('meal', { seat: field('reference', to('seat')) })
  const badge = entity('badge', { person: field('reference', { ...to('person'), unique: true }) })
  return mergeModel([pluginPackage('sample', { entities: [person, deal, seat, meal, badge] })], {})
}
