import type { DuplicateSearch } from '@tenon/sdk/contract/duplicates-api'
import type { Locale } from '@tenon/sdk/contract/locale'
import { formatDate } from '@tenon/web-components/value/format-date'
import { translate } from '../locales/translate.ts'

/** What a search has come to, in a sentence or a few; empty where there was none. */
export function searchWords(search: DuplicateSearch | null, count: number, locale: Locale): string {
  if (search === null) return ''
  const { status, share, actorName: name, startedAt, crowded, full, error } = search
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(share)
  const date = formatDate(startedAt.slice(0, 10), locale)
  const parts = [translate(locale, WORDS[status], { percent, count, name, date })]
  if (status !== 'done' && error !== null) parts.push(error)
  if (crowded) parts.push(translate(locale, 'duplicatesCrowded'))
  if (full) parts.push(translate(locale, 'duplicatesFull'))
  return parts.join(' ')
}

const WORDS = {
  running: 'duplicatesProgress',
  done: 'duplicatesDone',
  failed: 'duplicatesFailed',
  cancelled: 'duplicatesStopped',
  interrupted: 'duplicatesInterrupted',
} as const
