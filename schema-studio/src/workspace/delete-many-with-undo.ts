import type { Locale } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { translate } from '../locales/translate.ts'

export interface DeleteManyTask {
  entity: string
  ids: string[]
  locale: Locale
}

/** Deletes what may be deleted, says how many were refused and why, and offers the way back. */
export async function deleteManyWithUndo(app: AppServices, { entity, ids, locale }: DeleteManyTask): Promise<void> {
  const { records } = app.client
  const outcomes = await Promise.allSettled(
    ids.map(async (id) => {
      const { version } = await records.get({ entity, id, fields: [] })
      return records.delete({ entity, id, version })
    }),
  )
  const deleted = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  if (refused) {
    const text = translate(locale, 'someNotDeleted', { count: ids.length - deleted.length })
    app.toast({ tone: 'critical', text: `${text} ${errorText(refused.reason, locale)}` })
  }
  if (deleted.length === 0) return
  app.toast({
    text: translate(locale, 'deletedMany', { count: deleted.length }),
    action: { label: translate(locale, 'undo'), run: () => restoreAll(app, entity, deleted) },
  })
}

async function restoreAll(app: AppServices, entity: string, deleted: TenonRecord[]): Promise<void> {
  await Promise.allSettled(deleted.map(({ id, version }) => app.client.records.restore({ entity, id, version })))
}
