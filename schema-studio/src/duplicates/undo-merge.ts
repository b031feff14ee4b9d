import type { Locale } from '@tenon/sdk/contract/locale'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { translate } from '../locales/translate.ts'

/** Takes a merge back and says what came of it; whether it did. */
export async function undoMerge(
  app: AppServices,
  { entity, merge, locale }: { entity: string; merge: string; locale: Locale },
): Promise<boolean> {
  try {
    const { left, others } = await app.client.records.unmerge({ entity, merge })
    const count = left.length + others
    const text = count === 0 ? translate(locale, 'mergeUndone') : translate(locale, 'mergeUndoneLeft', { count })
    app.toast({ tone: 'positive', text })
    return true
  } catch (error) {
    app.toast({ tone: 'critical', text: errorText(error, locale) })
    return false
  }
}
