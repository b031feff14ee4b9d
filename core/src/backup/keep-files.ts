import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FileStorage } from '../storage/file-storage.ts'
import { openDiskStorage } from '../storage/open-disk-storage.ts'
import type { BackupManifest, BackupPart } from './backup-manifest.ts'
import { writePart } from './backup-part.ts'
import type { OnBackupProgress } from './backup-progress.ts'
import { copyFile } from './copy-file.ts'
import { type ListedFile, lineOf, readListedFiles } from './listed-file.ts'

export interface KeepFilesOptions {
  /** The backup's folder. */
  folder: string
  /** List of what the database names, which is removed afterwards. */
  named: string
  total: { files: number; bytes: number }
  onProgress: OnBackupProgress
  onFault: (file: ListedFile) => void
  signal?: AbortSignal | undefined
}

/** Copies the files into the backup, with a list of what each is there. */
export async function keepFiles(
  storage: FileStorage,
  { folder, named, total, onProgress, onFault, signal }: KeepFilesOptions,
): Promise<{ part: BackupPart; files: BackupManifest['files'] }> {
  const kept = openDiskStorage(join(folder, 'files'))
  const files = { count: 0, bytes: 0, faults: 0 }
  async function* lines() {
    for await (const wanted of readListedFiles(named)) {
      signal?.throwIfAborted()
      const file = await copyFile(storage, kept, wanted)
      if (file.fault !== undefined) {
        files.faults += 1
        onFault(file)
      }
      files.count += 1
      files.bytes += file.fault === 'missing' ? 0 : file.size
      onProgress({ stage: 'files', files: files.count, bytes: files.bytes, total })
      yield lineOf(file)
    }
  }
  const part = await writePart({ folder, path: 'files.jsonl' }, Readable.from(lines()))
  await rm(named)
  return { part, files }
}
