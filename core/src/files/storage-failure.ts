import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** Codes of a disk, and of an object storage, that has no room. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG', 'QuotaExceeded', 'XMinioStorageFull']

/** What callers hear of an error of the storage; its own words are for the log. */
export function storageFailure(cause: unknown, locale: Locale): TenonError {
  if (cause instanceof TenonError) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const text = FULL.includes(code) ? NO_ROOM : NO_ANSWER
  return new TenonError({ code: 'UNAVAILABLE', message: textIn(text, locale), cause })
}

const NO_ROOM = {
  en: 'The server has no room left for files, and kept nothing of this one. Tell whoever runs it.',
  'zh-CN': '服务器已没有存放文件的空间，此文件未被保存。请联系管理员。',
}

const NO_ANSWER = {
  en: 'The file could not be stored or read just now. Try again in a moment.',
  'zh-CN': '暂时无法存取该文件，请稍后重试。',
}
