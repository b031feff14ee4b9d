import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import type { FilesPlace } from '../config/files-config.ts'
import { operatorError } from '../context/operator-error.ts'
import type { FileStorage } from './file-storage.ts'
import { openDiskStorage } from './open-disk-storage.ts'

/** The storage that the settings name. @throws TenonError CONFIG_INVALID where it cannot be used */
export async function openFileStorage(place: FilesPlace): Promise<FileStorage> {
  if (place.kind === 'disk') {
    await demandWritable(place.folder)
    return openDiskStorage(place.folder)
  }
  // Only who keeps files in a bucket loads what speaks to it.
  const { openS3Storage } = await import('./open-s3-storage.ts')
  return openS3Storage(place)
}

async function demandWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const texts = {
      en: `The folder for files '${folder}' cannot be written (${code}): give the process the right to write there, or choose another with TENON_FILES, or TENON_FOLDER for all data.`,
      'zh-CN': `无法写入文件存储的文件夹“${folder}”（${code}）：请授予进程写入权限，或用 TENON_FILES 另选，或用 TENON_FOLDER 为全部数据另选。`,
    }
    throw operatorError('CONFIG_INVALID', texts, cause)
  }
}
