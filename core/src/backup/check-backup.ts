import { join } from 'node:path'
import { LAST_CONTROL_MIGRATION } from '../db/migrate-control.ts'
import { LAST_TENANT_MIGRATION } from '../db/migrate-tenants.ts'
import { isAbsentFile } from '../storage/is-absent-file.ts'
import { openDiskStorage } from '../storage/open-disk-storage.ts'
import type { BackupManifest } from './backup-manifest.ts'
import { measureBytes, measurePart } from './backup-part.ts'
import type { OnBackupProgress } from './backup-progress.ts'
import { backupRefusal } from './backup-refusal.ts'
import { type ListedFile, readListedFiles } from './listed-file.ts'

export interface CheckOptions {
  onProgress: OnBackupProgress
  signal?: AbortSignal | undefined
}

/**
 * Reads a backup from end to end and holds every byte against its hash.
 * @throws TenonError VALIDATION_FAILED (`damaged`) naming what is not as it was written
 */
export async function checkBackup(
  folder: string,
  manifest: BackupManifest,
  { onProgress, signal }: CheckOptions,
): Promise<void> {
  for (const part of manifest.parts) {
    signal?.throwIfAborted()
    const { path } = part
    const found = await measurePart({ folder, path, signal }).catch((cause: unknown) => absent(folder, path, cause))
    if (found.bytes !== part.bytes || found.sha256 !== part.sha256) throw changed(folder, path)
  }
  await checkFiles(folder, manifest, { onProgress, signal })
}

async function checkFiles(
  folder: string,
  { files: total }: BackupManifest,
  { onProgress, signal }: CheckOptions,
): Promise<void> {
  const storage = openDiskStorage(join(folder, 'files'))
  const checked = { files: 0, bytes: 0 }
  for await (const file of readListedFiles(join(folder, 'files.jsonl'))) {
    signal?.throwIfAborted()
    checked.files += 1
    if (file.fault !== 'missing') {
      const found = await readBytes(folder, file, () => storage.open({ schema: file.schema, id: file.id }))
      if (found.bytes !== file.size || found.sha256 !== file.sha256) throw changed(folder, nameOf(file))
      checked.bytes += found.bytes
    }
    onProgress({ stage: 'check', ...checked, total: { files: total.count, bytes: total.bytes } })
  }
}

async function readBytes(folder: string, file: ListedFile, open: () => Promise<Parameters<typeof measureBytes>[0]>) {
  try {
    return await measureBytes(await open())
  } catch (cause) {
    return absent(folder, nameOf(file), cause)
  }
}

/**
 * Migrations are numbered: one that is not known here, and comes after all that are, is a later Tenon's.
 * @throws TenonError CONFIG_INVALID (`foreign`)
 */
export function refuseNewer(folder: string, { tenon, migrations }: BackupManifest): void {
  if (migrations.control <= LAST_CONTROL_MIGRATION && migrations.tenant <= LAST_TENANT_MIGRATION) return
  throw backupRefusal('foreign', {
    en: `The backup in '${folder}' was taken by a newer Tenon (${tenon}) than this one: update this one first.`,
    'zh-CN': `“${folder}”中的备份由比这里更新的 Tenon（${tenon}）生成：请先更新此处的 Tenon。`,
  })
}

function nameOf({ schema, id }: ListedFile): string {
  return `files/${schema}/${id.slice(-2)}/${id}`
}

function absent(folder: string, path: string, cause: unknown): never {
  if (!isAbsentFile(cause)) throw cause
  const texts = {
    en: `The backup in '${folder}' is not whole: '${path}' is missing.`,
    'zh-CN': `“${folder}”中的备份不完整：缺少“${path}”。`,
  }
  throw backupRefusal('damaged', texts, cause)
}

function changed(folder: string, path: string) {
  return backupRefusal('damaged', {
    en: `The backup in '${folder}' is damaged: '${path}' is not what was written then.`,
    'zh-CN': `“${folder}”中的备份已损坏：“${path}”与当时写入的不同。`,
  })
}
