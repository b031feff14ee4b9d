import type { UndoCounts, UndoPlan } from '@tenon/sdk/contract/audit-api'
import { textIn } from '@tenon/sdk/contract/locale'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { TouchedRecord } from './touched-records.ts'

/** What taking back would do, all together and per entity. */
export function planOf({ locale }: RequestContext, model: CompiledModel, touched: readonly TouchedRecord[]): UndoPlan {
  const { names } = nameBook(model)
  const groups = Map.groupBy(touched, ({ entity }) => entity)
  const entities = [...groups].map(([key, records]) => {
    const label = textIn(model.entities.get(key)?.schema.pluralLabel ?? { en: key }, locale)
    return { entity: names.entity(key), label, ...countsOf(records) }
  })
  return { ...countsOf(touched), entities }
}

function countsOf(touched: readonly TouchedRecord[]): UndoCounts {
  const count = (fits: (record: TouchedRecord) => boolean) => touched.filter(fits).length
  return {
    records: touched.length,
    created: count(({ created, deleted }) => created && !deleted),
    deleted: count(({ created, deleted }) => deleted && !created),
    changed: count(({ created, deleted }) => !created && !deleted),
    conflicts: count(({ changedSince, created, othersSince }) => changedSince.length > 0 || (created && othersSince)),
    moved: count(({ created, fields }) => !created && fields.includes('stage')),
  }
}
