import type { CheckedImport } from '@tenon/sdk/contract/import-api'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

export interface SheetText {
  encoding: CheckedImport['encoding']
  text: string
}

/** Bytes at the beginning of a ZIP archive, which a workbook is. */
const ZIP = [0x50, 0x4b, 0x03, 0x04]
/** Beginning of an Excel workbook of before 2007. */
const OLD_WORKBOOK = [0xd0, 0xcf, 0x11, 0xe0]
/** Of the pairs of bytes of a Chinese text, so many are of its ordinary characters. */
const ORDINARY = 0.6

/**
 * The text of a CSV file: UTF-8 with or without its mark, UTF-16 with it, and GB18030, as Chinese Excel saves. `partial`: the
 * end may be in the middle of a character. @throws TenonError VALIDATION_FAILED, saying how to save the file
 */
export function decodeSheet(bytes: Uint8Array, locale: Locale, { partial = false } = {}): SheetText {
  if (bytes.length === 0) throw unreadable(EMPTY, locale)
  if ([ZIP, OLD_WORKBOOK].some((head) => head.every((byte, at) => bytes[at] === byte))) {
    throw unreadable(WORKBOOK, locale)
  }
  const sheet = utf16(bytes, partial) ?? utf8(bytes, partial) ?? gb18030(bytes, partial)
  if (sheet === null || sheet.text.includes('\0')) throw unreadable(OTHER, locale)
  if (sheet.text.trim() === '') throw unreadable(EMPTY, locale)
  return sheet
}

function decoded(label: string, bytes: Uint8Array, partial: boolean): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: partial })
  } catch {
    return null
  }
}

function utf16(bytes: Uint8Array, partial: boolean): SheetText | null {
  const [first, second] = bytes
  const label = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null
  const text = label === null ? null : decoded(label, bytes, partial)
  return text === null ? null : { encoding: 'UTF-16', text }
}

function utf8(bytes: Uint8Array, partial: boolean): SheetText | null {
  const text = decoded('utf-8', bytes, partial)
  return text === null ? null : { encoding: 'UTF-8', text }
}

/** Most bytes of a Western text are sound here too, by chance, and would be read as characters that nobody has written. */
function gb18030(bytes: Uint8Array, partial: boolean): SheetText | null {
  const text = isChinese(bytes) ? decoded('gb18030', bytes, partial) : null
  return text === null ? null : { encoding: 'GB18030', text }
}

function isChinese(bytes: Uint8Array): boolean {
  let pairs = 0
  let ordinary = 0
  for (let at = 0; at < bytes.length - 1; at++) {
    const [lead, trail] = [bytes[at] ?? 0, bytes[at + 1] ?? 0]
    if (lead < 0x80) continue
    pairs += 1
    // Both bytes high, and the first one of GB 2312: what almost all of any Chinese text is made of.
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) ordinary += 1
    at += 1
  }
  return pairs > 0 && ordinary / pairs >= ORDINARY
}

/** What is wrong with the file as a whole. */
export function unreadable(message: LocalizedText, locale: Locale): TenonError {
  const text = textIn(message, locale)
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message: text,
    problems: [{ pointer: '', message: text, rule: 'file' }],
  })
}

const EMPTY = {
  en: 'The file is empty. A first line with the names of the columns is needed, and a line for each record below it.',
  'zh-CN': '文件为空。首行须为列名，其下每行一条记录。',
}
const WORKBOOK = {
  en: 'This is an Excel workbook. Open it and save it as “CSV UTF-8 (comma delimited)”, then choose that file.',
  'zh-CN': '这是 Excel 工作簿。请打开后另存为“CSV UTF-8（逗号分隔）”，再选择该文件。',
}
const OTHER = {
  en: 'The letters of the file cannot be told: it is neither UTF-8 nor GB18030. In Excel, save it as “CSV UTF-8 (comma delimited)”.',
  'zh-CN': '无法识别文件的编码：既不是 UTF-8 也不是 GB18030。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。',
}
