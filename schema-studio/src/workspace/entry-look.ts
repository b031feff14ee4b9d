import type { AuditEntry } from '@tenon/sdk/contract/audit-api'
import type { IconName } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { AUDIT_ACTION_MESSAGES } from './audit-action-messages.ts'

interface EntryLook {
  icon: IconName
  message: MessageKey
  /** What is filled into the message, where it is not a plugin's action. */
  action?: string
}

const RECORD_ACTIONS: ReadonlyArray<[pattern: RegExp, icon: IconName, message: MessageKey]> = [
  [/^action\.run$/, 'zap', 'historyRan'],
  [/^record\.reveal$/, 'eye', 'historyRevealed'],
  [/^approval\./, 'check', 'historyApproval'],
  [/^purge$/, 'trash-2', 'historyPurged'],
  [/^erase$/, 'fingerprint', 'historyErasedPersonal'],
  [/restore/i, 'archive-restore', 'historyRestored'],
  [/delete/i, 'trash-2', 'historyDeleted'],
  [/create|import/i, 'plus', 'historyCreated'],
  [/stage/i, 'arrow-right', 'historyMoved'],
]

/** Icon and words of an entry. */
export function entryLook({
  action,
  changes,
  recordId,
  merged,
}: Pick<AuditEntry, 'action' | 'changes' | 'recordId' | 'merged'>): EntryLook {
  const known = AUDIT_ACTION_MESSAGES[action]
  if (known !== undefined) return { icon: recordId === null ? 'settings' : 'pencil', message: known }
  if (recordId === null) return { icon: 'settings', message: 'historyDid', action }
  if (merged?.undone) return { icon: 'undo-2', message: 'historyUnmerged' }
  if (merged) return { icon: 'git-commit-horizontal', message: merged.from ? 'historyMergedFrom' : 'historyMergedInto' }
  const [, icon, message] = RECORD_ACTIONS.find(([pattern]) => pattern.test(action)) ?? []
  if (icon && message) return { icon, message }
  return changes['stage']
    ? { icon: 'arrow-right', message: 'historyMoved' }
    : { icon: 'pencil', message: 'historyChanged' }
}
