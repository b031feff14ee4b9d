import { CONSEQUENCE_REASONS } from '@tenon/sdk/contract/consequence-reasons'
import type { MessageKey } from '../locales/catalog.ts'

/** Complete, so that no consequence is told in the server's English. */
const WORDS: Readonly<Record<keyof typeof CONSEQUENCE_REASONS, MessageKey>> = {
  cleared: 'historyCleared',
  deleted: 'historyDeletedAlong',
  restored: 'historyRestoredAlong',
  merged: 'historyMergedAlong',
  unmerged: 'historyUnmergedAlong',
}

/** How a change is told that followed from another one; null for any other reason. */
export function consequenceWords(reason: string): MessageKey | null {
  const names = Object.keys(WORDS) as Array<keyof typeof WORDS>
  const name = names.find((one) => CONSEQUENCE_REASONS[one] === reason)
  return name === undefined ? null : WORDS[name]
}
