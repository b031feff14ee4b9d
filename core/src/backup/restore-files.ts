import { join } from 'node:path'
import type { FileStorage } from '../storage/file-storage.ts'
import { openDiskStorage } from '../storage/open-disk-storage.ts'
import type { BackupManifest } from './backup-manifest.ts'
import type { OnBackupProgress } from './backup-progress.ts'
import { backupRefusal } from './backup-refusal.ts'
import { copyFile } from './copy-file.ts'
import { type ListedFile, readListedFiles } from './listed-file.ts'

/**
 * Refuses a storage with other files of the backup's tenants in it than the backup has itself: those a restore has left that
 * was cut short. @throws TenonError CONFLICT (`occupied`)
 */
export async function demandEmptyStorage(
  storage: FileStorage,
  source: string,
  { tenants }: BackupManifest,
): Promise<void> {
  for (const { slug, schema } of tenants) {
    const strange = new Set<string>()
    for await (const { id } of storage.list(schema)) strange.add(id)
    if (strange.size === 0) continue
    for await (const file of readListedFiles(join(source, 'files.jsonl'))) {
      if (file.schema === schema) strange.delete(file.id)
    }
    const [one] = strange
    if (one === undefined) continue
    throw backupRefusal('occupied', {
      en: `The storage for files holds some of tenant '${slug}' already, such as ${one}: restore to an empty one (TENON_FILES).`,
      'zh-CN': `文件存储中已有租户“${slug}”的文件，例如 ${one}：请恢复到空的存储（TENON_FILES）。`,
    })
  }
}

interface RestoreFilesOptions {
  onProgress: OnBackupProgress
  signal?: AbortSignal | undefined
}

/** Puts the backup's files into the storage. */
export async function restoreFiles(
  storage: FileStorage,
  { source, manifest }: { source: string; manifest: BackupManifest },
  { onProgress, signal }: RestoreFilesOptions,
): Promise<void> {
  const kept = openDiskStorage(join(source, 'files'))
  const done = { files: 0, bytes: 0 }
  for await (const { fault, ...file } of readListedFiles(join(source, 'files.jsonl'))) {
    signal?.throwIfAborted()
    done.files += 1
    if (fault !== 'missing') {
      await restoreFile(kept, storage, file)
      done.bytes += file.size
    }
    onProgress({ stage: 'files', ...done, total: { files: manifest.files.count, bytes: manifest.files.bytes } })
  }
}

async function restoreFile(kept: FileStorage, storage: FileStorage, file: ListedFile): Promise<void> {
  const copied = await copyFile(kept, storage, file).catch(async (cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    // Half a file, of a restore that was cut short.
    await storage.remove({ schema: file.schema, id: file.id })
    return copyFile(kept, storage, file)
  })
  if (copied.fault === undefined) return
  throw backupRefusal('damaged', {
    en: `File ${file.id} of the backup has changed while it was being restored.`,
    'zh-CN': `备份中的文件 ${file.id} 在恢复期间发生了变化。`,
  })
}
