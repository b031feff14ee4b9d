import type { Readable } from 'node:stream'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { parse } from 'csv-parse'
import { operatorError } from '../context/operator-error.ts'

export interface SourceRow {
  /** Line on which the row begins, the header being line 1. */
  line: number
  cells: ReadonlyMap<string, string>
  /** Why the row cannot be used as it is: it has more or fewer cells than the header. */
  damage: string | null
}

interface CsvLine {
  line: number
  cells: string[]
}

interface CsvRow {
  record: string[]
  info: { lines: number }
}

/**
 * Reads a CSV file row by row: UTF-8 with or without BOM, comma, quotes as in RFC 4180, any line end.
 * @throws TenonError BAD_REQUEST for a file without a header, or with quotes that do not end
 */
export async function* readRows(file: string, content: Readable): AsyncGenerator<SourceRow> {
  let header: string[] | null = null
  try {
    for await (const { line, cells } of readLines(content)) {
      if (header === null) header = checkHeader(file, cells)
      else yield toRow(header, cells, line)
    }
  } catch (cause) {
    if (cause instanceof TenonError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    const texts = { en: `${file} cannot be read as CSV: ${reason}`, 'zh-CN': `${file} 无法作为 CSV 读取：“${reason}”` }
    throw operatorError('BAD_REQUEST', texts, cause)
  }
  if (header === null)
    throw operatorError('BAD_REQUEST', {
      en: `${file} is empty: a header line is needed.`,
      'zh-CN': `${file} 为空：需要标题行。`,
    })
}

/** The lines of a CSV file that are not empty, the header among them, each with the line on which it begins. */
export async function* readLines(content: Readable, { delimiter = ',' } = {}): AsyncGenerator<CsvLine> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    delimiter,
  })
  content.on('error', (error) => parser.destroy(error))
  let surplus = 0
  for await (const { record, info } of content.pipe(parser) as AsyncIterable<CsvRow>) {
    const { ends, signs } = countLineEnds(record)
    // The parser counts CR LF within quotes as two lines.
    surplus += signs - ends
    // A row is counted at its end; it began as many lines earlier as it holds line ends.
    yield { line: info.lines - surplus - ends, cells: record }
  }
}

function checkHeader(file: string, names: string[]): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return names
  throw operatorError('BAD_REQUEST', {
    en: `${file} has the column '${twice}' twice.`,
    'zh-CN': `${file} 中“${twice}”列出现了两次。`,
  })
}

function toRow(header: string[], record: string[], line: number): SourceRow {
  const cells = new Map(header.map((name, index) => [name, record[index] ?? '']))
  const damage = record.length === header.length ? null : `${record.length} cells where the header has ${header.length}`
  return { line, cells, damage }
}

function countLineEnds(record: string[]): { ends: number; signs: number } {
  const text = record.join('')
  return { ends: text.match(/\r\n|\r|\n/g)?.length ?? 0, signs: text.match(/[\r\n]/g)?.length ?? 0 }
}
