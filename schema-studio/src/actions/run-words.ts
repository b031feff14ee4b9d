import type { ActionRun } from '@tenon/sdk/contract/action-run'
import type { Locale } from '@tenon/sdk/contract/locale'
import { translate } from '../locales/translate.ts'

/** How a run ended, in one sentence. */
export function runWords(run: ActionRun, locale: Locale): string {
  const { status, done, total, refused, message } = run
  switch (status) {
    case 'running':
      return translate(locale, 'runRunning')
    case 'failed':
      return run.error ?? translate(locale, 'runFailed')
    case 'cancelled':
      return translate(locale, 'runCancelled', { done, total })
    case 'interrupted':
      return translate(locale, 'runInterrupted', { done, total })
    case 'done':
      return endWords({ done, refused, message, locale })
  }
}

function endWords({
  done,
  refused,
  message,
  locale,
}: Pick<ActionRun, 'done' | 'refused' | 'message'> & { locale: Locale }) {
  if (refused === 0)
    return message ?? (done > 1 ? translate(locale, 'runDoneMany', { count: done }) : translate(locale, 'runDone'))
  const counted = translate(locale, 'runRefused', { count: done - refused, refused })
  return message && done > refused ? `${message} ${counted}` : counted
}
