import { Readable } from 'node:stream'
import { type CheckedImport, IMPORT_LIMITS } from '@tenon/sdk/contract/import-api'
import type { Locale } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { decodeSheet, unreadable } from './decode-sheet.ts'

export interface SheetRow {
  /** Line on which it begins, the header being line 1. */
  line: number
  cells: string[]
}

/** A CSV file as its columns and rows. */
export interface Sheet extends Pick<CheckedImport, 'encoding' | 'delimiter'> {
  header: string[]
  rows: SheetRow[]
}

interface Reading {
  locale: Locale
  /** Only the beginning of the file is there. */
  partial: boolean
}

const CHUNK = 64 * 1024
const DELIMITERS = [',', ';', '\t'] as const

/** Reads a file whole. @throws TenonError VALIDATION_FAILED, saying what to do about the file */
export async function readSheet(bytes: Uint8Array, { locale, partial }: Reading): Promise<Sheet> {
  const { encoding, text } = decodeSheet(bytes, locale, { partial })
  const delimiter = delimiterOf(text)
  const lines = await readAll(partial ? text.slice(0, text.lastIndexOf('\n') + 1) : text, {
    ...{ delimiter, locale, partial },
  })
  const [first, ...rows] = lines
  if (first === undefined) throw unreadable(NO_LINE, locale)
  const header = first.cells
  if (header.length > IMPORT_LIMITS.columns) throw unreadable(tooManyColumns(header.length), locale)
  if (rows.length === 0) throw unreadable(HEADER_ONLY, locale)
  return { encoding, delimiter, header, rows: rows.map((row) => withoutSurplus(row, header.length)) }
}

async function readAll(
  text: string,
  { delimiter, locale, partial }: Reading & { delimiter: string },
): Promise<SheetRow[]> {
  // What reads CSV is loaded with the first import.
  const { readLines } = await import('../read-rows.ts')
  const lines: SheetRow[] = []
  try {
    for await (const line of readLines(Readable.from(chunksOf(text)), { delimiter })) {
      lines.push(line)
      if (lines.length > IMPORT_LIMITS.rows + 1) throw unreadable(TOO_MANY_ROWS, locale)
    }
  } catch (cause) {
    if (cause instanceof TenonError) throw cause
    // A quote that ends beyond what is there.
    if (!partial || lines.length < 2) throw unreadable(QUOTES, locale)
  }
  return lines
}

function* chunksOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += CHUNK) yield text.slice(at, at + CHUNK)
}

/** What stands most often between the names of the columns. */
function delimiterOf(text: string): (typeof DELIMITERS)[number] {
  const [line = ''] = text.replace(/^\uFEFF?[\r\n]*/, '').split(/[\r\n]/, 1)
  const plain = line.replaceAll(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((sign) => ({ sign, count: plain.split(sign).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).sign
}

/** Empty cells beyond the header are of no column. */
function withoutSurplus({ line, cells }: SheetRow, width: number): SheetRow {
  const surplus = cells.slice(width)
  return surplus.length > 0 && surplus.every((cell) => cell === '')
    ? { line, cells: cells.slice(0, width) }
    : { line, cells }
}

const NO_LINE = {
  en: 'The first line is longer than what is looked at. Is this a CSV file, with a line for each record?',
  'zh-CN': '首行过长。这是每行一条记录的 CSV 文件吗？',
}
const HEADER_ONLY = {
  en: 'The file has one line only. The first line names the columns; records are expected from the second line on.',
  'zh-CN': '文件只有一行。首行为列名，记录应从第二行开始。',
}
const QUOTES = {
  en: 'The file cannot be read as CSV: a quotation mark is opened and not closed. Open it in a spreadsheet and save it as CSV again.',
  'zh-CN': '无法按 CSV 读取文件：有引号未闭合。请用表格软件打开并重新另存为 CSV。',
}
const TOO_MANY_ROWS = {
  en: `The file has more than ${IMPORT_LIMITS.rows.toLocaleString('en')} rows: split it into several files.`,
  'zh-CN': `文件超过 ${IMPORT_LIMITS.rows} 行：请拆分为多个文件。`,
}

function tooManyColumns(count: number) {
  return {
    en: `The file has ${count} columns; ${IMPORT_LIMITS.columns} at most can be read. Remove those that are not needed.`,
    'zh-CN': `文件有 ${count} 列，最多 ${IMPORT_LIMITS.columns} 列。请删除不需要的列。`,
  }
}
