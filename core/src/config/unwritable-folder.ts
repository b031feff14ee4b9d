import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'

/** The data folder cannot be written to: CONFIG_INVALID. */
export function unwritableFolder(folder: string, cause: unknown): TenonError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const texts = {
    en: `The data folder '${folder}' cannot be written (${code}): give the process the right to write there, or choose another with TENON_FOLDER.`,
    'zh-CN': `无法写入数据文件夹“${folder}”（${code}）：请授予进程写入权限，或用 TENON_FOLDER 选择其他文件夹。`,
  }
  return operatorError('CONFIG_INVALID', texts, cause)
}
