import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { RowHooks } from '../hooks/row-hooks.ts'
import { shownValue } from '../model/field-types/shown-value.ts'
import type { SourceRow } from './read-rows.ts'
import type { SourceTally } from './source-tally.ts'

/** As many as one call of a plugin takes. */
const BATCH = 100
const MAX_COLUMN = 200

export interface Cleaning {
  ctx: RequestContext
  rowHooks: Pick<RowHooks, 'run'>
  /** `<plugin>/<hook>`. */
  name: string
  /** Entity that the rows become records of; empty for people. */
  entity: string
  tally: SourceTally
}

/**
 * Passes rows through a plugin's hook before the mapping reads them: it changes and adds columns, or refuses a row,
 * which is then told as a reject. Rows that are damaged are passed on as they are.
 * A hook that fails ends the import, with an error that names it and the lines it was given.
 */
export async function* cleanRows(cleaning: Cleaning, rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  let batch: SourceRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH) continue
    yield* await cleanBatch(cleaning, batch)
    batch = []
  }
  if (batch.length > 0) yield* await cleanBatch(cleaning, batch)
}

async function cleanBatch(cleaning: Cleaning, batch: readonly SourceRow[]): Promise<SourceRow[]> {
  cleaning.ctx.signal.throwIfAborted()
  const sound = batch.filter(({ damage }) => damage === null)
  const answers = sound.length === 0 ? [] : await ask(cleaning, sound)
  const answerOf = new Map(sound.map((row, index) => [row, answers[index]]))
  const cleaned = batch.flatMap((row) => {
    const answer = answerOf.get(row)
    if (answer?.kind === 'reject') return refuse(cleaning.tally, row, answer)
    return [changed(cleaning, row, answer?.changes ?? {})]
  })
  return withSameColumns(cleaned)
}

async function ask({ ctx, rowHooks, name, entity, tally }: Cleaning, rows: SourceRow[]): Promise<HookAnswer[]> {
  try {
    return await rowHooks.run(ctx, { name, entity, rows: rows.map(({ cells }) => Object.fromEntries(cells)) })
  } catch (cause) {
    if (!(cause instanceof TenonError)) throw cause
    throw failed(ctx, { name, file: tally.file, rows, cause })
  }
}

function refuse(tally: SourceTally, row: SourceRow, answer: Extract<HookAnswer, { kind: 'reject' }>): [] {
  tally.read += 1
  const told = answer.problems?.length ? answer.problems : [{ pointer: '', message: answer.message }]
  for (const { pointer, message } of told) {
    const column = (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')
    tally.reject({ line: row.line, column, value: row.cells.get(column) ?? '', reason: message })
  }
  return []
}

function changed({ ctx, name, tally }: Cleaning, row: SourceRow, changes: JsonObject): SourceRow {
  const cells = new Map(row.cells)
  for (const [column, value] of Object.entries(changes)) {
    const known = column.length > 0 && column.length <= MAX_COLUMN
    if (!known || (typeof value !== 'string' && value !== null)) {
      throw notText(ctx, { name, file: tally.file, line: row.line, column, value: JSON.stringify(value) })
    }
    cells.set(column, value ?? '')
  }
  return { ...row, cells }
}

/** A column that the hook has added to one row is there, if empty, in all of its batch. */
function withSameColumns(rows: SourceRow[]): SourceRow[] {
  const columns = new Set(rows.flatMap(({ cells }) => [...cells.keys()]))
  return rows.map((row) => {
    if (row.cells.size === columns.size) return row
    return { ...row, cells: new Map([...columns].map((column) => [column, row.cells.get(column) ?? ''])) }
  })
}

interface Failure {
  name: string
  file: string
  rows: readonly SourceRow[]
  cause: TenonError
}

function failed({ locale }: RequestContext, { name, file, rows, cause }: Failure): TenonError {
  const [first, last] = [rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0]
  const message = {
    en: `The import ended at lines ${first}–${last} of ${file}, which '${name}' could not work on: ${cause.message}`,
    'zh-CN': `导入在 ${file} 的第 ${first}–${last} 行停止，“${name}”处理失败：${cause.message}`,
  }
  const { code, problems } = cause
  return new TenonError({ code, message: textIn(message, locale), problems, plugin: name.split('/')[0] ?? '', cause })
}

function notText(
  { locale }: RequestContext,
  { name, file, line, column, value }: Record<'name' | 'file' | 'column' | 'value', string> & { line: number },
): TenonError {
  const message = {
    en: `The import ended at line ${line} of ${file}: '${name}' gave ${shownValue(value)} for the column ${shownValue(column)}; a text is needed.`,
    'zh-CN': `导入在 ${file} 的第 ${line} 行停止：“${name}”为列 ${shownValue(column)} 返回了 ${shownValue(value)}，应为文本。`,
  }
  return new TenonError({
    code: 'PLUGIN_BAD_RETURN',
    message: textIn(message, locale),
    plugin: name.split('/')[0] ?? '',
  })
}
