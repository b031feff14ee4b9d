import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

type Kind = BulkRun['operation']['kind']

const DONE: Record<Kind, MessageKey> = {
  update: 'bulkChanged',
  assign: 'bulkAssigned',
  tag: 'bulkChanged',
  delete: 'deletedMany',
  restore: 'bulkRestored',
  merge: 'bulkMerged',
  import: 'bulkImported',
  undo: 'bulkUndone',
}

/** How a run ended, in a sentence or a few. */
export function bulkWords(run: BulkRun, locale: Locale): string {
  const { status, done, refused, skipped, total, operation } = run
  const count = (key: MessageKey, number: number) => (number === 0 ? [] : [translate(locale, key, { count: number })])
  const stopped = status === 'cancelled' || status === 'interrupted'
  const reached = done + refused + skipped
  return [
    ...(status === 'failed' ? [run.error ?? translate(locale, 'bulkFailed')] : []),
    ...(status === 'interrupted' && run.error !== null ? [run.error] : []),
    ...(stopped
      ? [translate(locale, status === 'cancelled' ? 'bulkCancelled' : 'bulkInterrupted', { done: reached, total })]
      : []),
    ...(done > 0 || (status === 'done' && total > 0) ? [translate(locale, DONE[operation.kind], { count: done })] : []),
    ...(status === 'done' && total === 0 ? [translate(locale, 'bulkNone')] : []),
    ...count('bulkRefused', status === 'failed' ? 0 : refused),
    ...count(operation.kind === 'undo' ? 'bulkLeft' : 'bulkSame', skipped),
  ].join(' ')
}

/** Whether a sentence says all that there is to say. */
export function wentThrough({ status, refused, skipped, operation }: BulkRun): boolean {
  return status === 'done' && refused === 0 && (operation.kind !== 'undo' || skipped === 0)
}

/** Whether it has changed something that can be put back. */
export function canBeUndone({ status, done, undoneBy, operation }: BulkRun): boolean {
  // Merges that were taken back are made anew.
  if (operation.kind === 'undo' && operation.of === 'merge') return false
  return status !== 'running' && done > 0 && undoneBy === null
}
