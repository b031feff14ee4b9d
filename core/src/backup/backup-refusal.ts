import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

/** Why a backup is not restored: it is not whole, not for this installation, or what it would be restored to is in use. */
export type BackupRefusal = 'damaged' | 'foreign' | 'occupied'

const CODES: Readonly<Record<BackupRefusal, TenonErrorCode>> = {
  damaged: 'VALIDATION_FAILED',
  foreign: 'CONFIG_INVALID',
  occupied: 'CONFLICT',
}

/** An error that says by its problem's rule which of the three it is. */
export function backupRefusal(rule: BackupRefusal, texts: Required<LocalizedText>, cause?: unknown): TenonError {
  const { en: message } = texts
  return new TenonError({ code: CODES[rule], message, texts, problems: [{ pointer: '', message, rule }], cause })
}
