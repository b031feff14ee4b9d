import type { ActionRun } from '@tenon/sdk/contract/action-run'
import type { Locale } from '@tenon/sdk/contract/locale'
import { translate } from '../locales/translate.ts'

/** How a run ended, in one sentence or two. `onRecords`: what it counts are records. */
export function runWords(run: ActionRun, { locale, onRecords }: { locale: Locale; onRecords: boolean }): string {
  const { status, done, total } = run
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
      return onRecords ? recordWords(run, locale) : (run.message ?? translate(locale, 'runDone'))
  }
}

function recordWords({ done, refused, message }: ActionRun, locale: Locale): string {
  if (refused > 0) {
    const counted = translate(locale, 'runRefused', { count: done - refused, refused })
    return message && done > refused ? joined(message, counted) : counted
  }
  if (done < 2) return message ?? translate(locale, 'runDone')
  const counted = translate(locale, 'runDoneMany', { count: done })
  return message ? joined(message, counted) : counted
}

/** Two sentences, the first of which a plugin wrote and may not have ended. */
function joined(first: string, second: string): string {
  if (/[.!?]$/.test(first)) return `${first} ${second}`
  if (/[。！？…]$/.test(first)) return `${first}${second}`
  return /[ -~]$/.test(first) ? `${first}. ${second}` : `${first}。${second}`
}
