import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ConfirmQuestion } from '../app/confirm-dialog.ts'
import { translate } from '../locales/translate.ts'

const SHOWN_STEPS = 6

/** Asks whether a version is to be restored, given what that would do. */
export function restoreQuestion(
  { steps, needsConsent }: ChangePlan,
  { version, locale }: { version: number; locale: Locale },
): ConfirmQuestion {
  const words = (key: Parameters<typeof translate>[1], parameters = {}) => translate(locale, key, parameters)
  const shown = steps.slice(0, SHOWN_STEPS).map(({ summary }) => textIn(summary, locale))
  const more = steps.length - shown.length
  const lost = Math.max(0, ...steps.map(({ impact }) => impact?.lost ?? 0))
  const text = [
    ...(steps.length === 0 ? [words('restoreNothing')] : [words('restoreSteps'), `${shown.join('; ')}.`]),
    ...(more > 0 ? [words('restoreMore', { count: more })] : []),
    ...(needsConsent ? [words('restoreLost', { count: lost })] : []),
  ]
  return {
    title: words('restoreTitle', { version }),
    text: text.join(' '),
    confirm: words('restoreVersion'),
    cancel: words('cancel'),
    critical: needsConsent,
  }
}
