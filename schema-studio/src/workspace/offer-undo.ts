import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { translate } from '../locales/translate.ts'
import { differingFields } from './differing-fields.ts'

export interface SavedEdit {
  entity: string
  before: TenonRecord
  after: TenonRecord
  locale: Locale
}

/** Says that an edit was saved, and offers the way back for as long as the toast stands. Nothing where nothing has changed. */
export function offerUndo(app: AppServices, { entity, before, after, locale }: SavedEdit): void {
  const values = formerValues(app, { entity, before, after })
  if (Object.keys(values).length === 0) return
  const undo = async () => {
    try {
      await app.client.records.update({ entity, id: after.id, version: after.version, values })
      app.toast({ tone: 'positive', text: translate(locale, 'editUndone') })
    } catch (error) {
      app.toast({ tone: 'critical', text: errorText(error, locale) })
    }
  }
  app.toast({
    tone: 'positive',
    text: translate(locale, 'editSaved'),
    action: { label: translate(locale, 'undo'), run: undo },
  })
}

/** What the person has changed as it was before; what came of it follows by itself. */
function formerValues(app: AppServices, { entity, before, after }: Omit<SavedEdit, 'locale'>): JsonObject {
  const schema = app.model.entities[entity]
  if (schema === undefined) return {}
  const { properties, access } = schema
  const changed = differingFields(schema, { former: before, today: after })
    .filter((name) => access.writableFields.includes(name) && properties[name]?.readOnly !== true)
    .map((name) => [name, before[name] ?? null] as const)
  const owner = before.ownerId === after.ownerId ? {} : { ownerId: before.ownerId ?? null }
  return { ...Object.fromEntries(changed), ...owner } as JsonObject
}
