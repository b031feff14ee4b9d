import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { RowAnswers, RowHooks } from '../hooks/row-hooks.ts'
import { shownValue } from '../model/field-types/shown-value.ts'
import type { SourceRow } from './read-rows.ts'
import type { FileTally, SourceTally } from './source-tally.ts'

/** As many as one call of a plugin takes. */
const BATCH = 100
const MAX_COLUMN = 200
/** Columns that a hook may add to a batch. Each of them is in every row of it: without a bound, 1 MB of answers became millions of cells. */
const MOST_ADDED = 1_000

export interface Cleaning {
  ctx: RequestContext
  rowHooks: Pick<RowHooks, 'run'>
  /** `<plugin>/<hook>`. */
  name: string
  /** Entity that the rows become records of; empty for people. */
  entity: string
  tally: FileTally
}

/**
 * Passes rows through a plugin's hook before the mapping reads them: it changes and adds columns, or refuses a row,
 * which is then told as a reject. Rows that are damaged are passed on as they are.
 * A hook that fails ends the import, with an error that names it and the lines it was given. Where its plugin is replaced
 * meanwhile, the rows of a batch go through one version, and the tally has from which line on it was the other one.
 */
export async function* cleanRows(cleaning: Cleaning, rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  const noteVersion = makeNoteVersion(cleaning.tally)
  const ask = async (batch: readonly SourceRow[]) => {
    cleaning.ctx.signal.throwIfAborted()
    const sound = batch.filter(({ damage }) => damage === null)
    if (sound.length === 0) return cleanBatch(cleaning, batch, { sound, answers: [] })
    const { answers, by } = await runHook(cleaning, sound)
    noteVersion(by, sound)
    return cleanBatch(cleaning, batch, { sound, answers })
  }
  let batch: SourceRow[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < BATCH) continue
    yield* await ask(batch)
    batch = []
  }
  if (batch.length > 0) yield* await ask(batch)
}

function makeNoteVersion(tally: FileTally) {
  let last = ''
  return ({ version, integrity }: RowAnswers['by'], [first]: readonly SourceRow[]) => {
    if (integrity !== last) tally.hookVersion({ version, line: first?.line ?? 0 })
    last = integrity
  }
}

interface Answered {
  sound: readonly SourceRow[]
  answers: readonly HookAnswer[]
}

function cleanBatch(cleaning: Cleaning, batch: readonly SourceRow[], { sound, answers }: Answered): SourceRow[] {
  const answerOf = new Map(sound.map((row, index) => [row, answers[index]]))
  const cleaned = batch.flatMap((row) => {
    const answer = answerOf.get(row)
    if (answer?.kind === 'reject') return refuse(cleaning.tally, row, answer)
    return [changed(cleaning, row, answer?.changes ?? {})]
  })
  const columns = columnsOf(cleaned)
  const added = columns.size - columnsOf(batch).size
  if (added > MOST_ADDED) throw tooManyColumns(cleaning, batch, added)
  return withColumns(cleaned, columns)
}

async function runHook({ ctx, rowHooks, name, entity, tally }: Cleaning, rows: SourceRow[]): Promise<RowAnswers> {
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

function columnsOf(rows: readonly SourceRow[]): Set<string> {
  const columns = new Set<string>()
  for (const { cells } of rows) for (const column of cells.keys()) columns.add(column)
  return columns
}

/** A column that the hook has added to one row is there, if empty, in all of its batch. */
function withColumns(rows: SourceRow[], columns: ReadonlySet<string>): SourceRow[] {
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

function tooManyColumns({ ctx, name, tally }: Cleaning, rows: readonly SourceRow[], added: number): TenonError {
  const [first, last] = [rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0]
  const message = {
    en: `The import ended at lines ${first}–${last} of ${tally.file}: '${name}' added ${added} columns to them; at most ${MOST_ADDED} are allowed.`,
    'zh-CN': `导入在 ${tally.file} 的第 ${first}–${last} 行停止：“${name}”为这些行添加了 ${added} 列，最多允许 ${MOST_ADDED} 列。`,
  }
  return new TenonError({
    code: 'PLUGIN_BAD_RETURN',
    message: textIn(message, ctx.locale),
    plugin: name.split('/')[0] ?? '',
  })
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
