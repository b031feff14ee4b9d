import type { Locale } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { translate } from '../locales/translate.ts'
import { restoredWords } from './restored-words.ts'

export interface DeleteTask {
  entity: string
  record: TenonRecord
  title: string
  locale: Locale
}

/** Deletes at once and offers the way back for as long as the toast stands. False when it was refused. */
export async function deleteWithUndo(
  app: AppServices,
  { entity, record, title, locale }: DeleteTask,
): Promise<boolean> {
  try {
    const deleted = await app.client.records.delete({ entity, id: record.id, version: record.version })
    const undo = async () => {
      try {
        const restored = await app.client.records.restore({ entity, id: deleted.id, version: deleted.version })
        app.toast({ tone: 'positive', text: restoredWords(restored, title, locale) })
      } catch (error) {
        app.toast({ tone: 'critical', text: errorText(error, locale) })
      }
    }
    app.toast({
      text: translate(locale, 'deleted', { title }),
      action: { label: translate(locale, 'undo'), run: undo },
    })
    return true
  } catch (error) {
    app.toast({ tone: 'critical', text: errorText(error, locale) })
    return false
  }
}
