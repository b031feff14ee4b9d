import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { AppServices } from '../app/app-services.ts'
import { translate } from '../locales/translate.ts'
import type { ActionTask } from './action-task.ts'

/** How many records a list shows; null where that cannot be told. */
export async function countTarget(app: AppServices, { entity, target }: ActionTask): Promise<number | null> {
  if (target.kind !== 'filter') return null
  const { where, search } = target
  const input = { entity, where, fields: [], limit: 1, count: true, ...(search && { search }) }
  const page = await app.client.records.find(input).catch(() => null)
  return page?.count ?? null
}

/** What an action is about to be run on, such as `12 vehicles` or the one record's name. */
export function targetWords(
  { target, entity }: ActionTask,
  { app, locale, count }: { app: AppServices; locale: Locale; count: number | null },
): string {
  const schema = app.model.entities[entity]
  const plural = schema ? textIn(schema.pluralLabel, locale) : ''
  if (target.kind === 'list') return plural
  if (target.kind === 'records')
    return target.title ?? translate(locale, 'actionOnMany', { count: target.ids.length, plural })
  if (count === null) return translate(locale, 'actionOnShown', { plural })
  return translate(locale, 'actionOnAll', { count, plural })
}
