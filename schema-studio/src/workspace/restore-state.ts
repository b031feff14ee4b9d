import { listIn } from '@tenon/sdk/contract/list-in'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { translate } from '../locales/translate.ts'
import type { WantedState } from './restore-state-event.ts'

export interface RestoreTask {
  entity: string
  id: string
  wanted: WantedState
  locale: Locale
}

/** Says what going back would change, asks, and does it. Null where nothing was changed. */
export async function restoreState(
  app: AppServices,
  { entity, id, wanted, locale }: RestoreTask,
): Promise<TenonRecord | null> {
  const { entry, side, field } = wanted
  const target = { entity, id, entry: entry.id, side, ...(field && { fields: [field.name] }) }
  try {
    const plan = await app.client.audit.planRestore(target)
    const changes = Object.values(plan.changes)
    const unfit = listIn(
      Object.values(plan.unfit ?? {}).map(({ label, newText }) => `${label} (${newText})`),
      locale,
    )
    const left = unfit === '' ? '' : translate(locale, 'restoreStateUnfit', { fields: unfit })
    if (changes.length === 0) {
      app.toast({ text: left || translate(locale, 'restoredNothing') })
      return null
    }
    const empty = translate(locale, 'historyEmptied')
    const fields = listIn(
      changes.map(({ label, newText }) => `${label} → ${newText || empty}`),
      locale,
    )
    const agreed = await app.confirm({
      title: translate(locale, 'restoreStateTitle', { when: formatDateTime(entry.at, locale) }),
      text: [translate(locale, 'restoreStateText', { count: changes.length, fields }), left].join(' ').trim(),
      confirm: translate(locale, 'restoreValue'),
      cancel: translate(locale, 'cancel'),
    })
    if (!agreed) return null
    const record = await app.client.audit.restoreState({ ...target, version: plan.version })
    app.toast({ tone: 'positive', text: translate(locale, 'restoredState') })
    return record
  } catch (error) {
    app.toast({ tone: 'critical', text: errorText(error, locale) })
    return null
  }
}
