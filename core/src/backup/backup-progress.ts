/** What a backup or a restore is doing, and how far it is; `total` null where that is not known. */
export interface BackupProgress {
  stage: 'database' | 'files' | 'check' | 'verify'
  files: number
  bytes: number
  total: { files: number; bytes: number } | null
}

export type OnBackupProgress = (progress: BackupProgress) => void
