import type { Readable } from 'node:stream'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import { uuidv7 } from 'uuidv7'
import type { Access } from '../access/make-access.ts'
import { operatorError } from '../context/operator-error.ts'
import type { RequestContext, RequestOrigin } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { RowHooks } from '../hooks/row-hooks.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { columnsOf } from './cell-value.ts'
import { checkMapping } from './check-mapping.ts'
import { cleanRows } from './clean-rows.ts'
import { makeTargetFinder, type TargetFinder } from './find-targets.ts'
import type { ImportMapping } from './import-mapping.ts'
import { importPeople } from './import-people.ts'
import { importRecords } from './import-records.ts'
import { keyedSource } from './keyed-source.ts'
import type { SourceRow } from './read-rows.ts'
import type { RecordVerbs } from './record-verbs.ts'
import {
  type FileTally,
  type ImportListeners,
  makeSourceTally,
  type SourceCounts,
  type SourceTally,
} from './source-tally.ts'

interface RunImportInput extends ImportListeners {
  /** Content of a mapping file, as parsed from JSON; it is checked here. */
  mapping: unknown
  /** Opens one of the files that the mapping names. */
  readFile: (file: string) => Readable
}

export interface ImportReport {
  name: string
  sources: SourceCounts[]
}

export type RunImport = (ctx: RequestContext, input: RunImportInput) => Promise<ImportReport>

interface Dependencies extends RecordVerbs {
  database: Database
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of' | 'requireAdmin'>
  rowHooks: RowHooks
}

/**
 * Makes the function that imports CSV files as a mapping says, through the same rights, validation and hooks as any
 * other write. Records are found again by their key, so a second run changes nothing.
 * It throws BAD_REQUEST for a wrong mapping or an unreadable file, FORBIDDEN, and what a failing plugin throws.
 */
export function makeRunImport(dependencies: Dependencies): RunImport {
  const { models, access, rowHooks } = dependencies
  return async (caller, { mapping: given, readFile, ...listeners }) => {
    const ctx = { ...caller, origin: importOrigin(caller, given) }
    const model = await models.get(ctx.tenant)
    const mapping = checkMapping(given, {
      locale: ctx.locale,
      rights: await access.of(ctx, model),
      rowHooks: await rowHooks.names(ctx.tenant),
      keyed: (source) => keyedSource(ctx, model, source),
    })
    if (mapping.sources.some((source) => 'users' in source)) await access.requireAdmin(ctx)
    // What reads CSV is loaded with the first import; not after a file is open, whose failure must be heard.
    const { readRows } = await import('./read-rows.ts')
    const finder = makeTargetFinder(dependencies)
    const sources: SourceCounts[] = []
    for (const source of mapping.sources) {
      const tally = makeSourceTally(source.file, listeners)
      finder.forgetMissing()
      const read = readRows(source.file, readFile(source.file))
      const rows = withColumns(source, withHook(ctx, { source, rowHooks, tally }, read))
      await importSource(dependencies, ctx, { source, rows, tally, finder, model })
      sources.push(tally.counts())
    }
    return { name: mapping.name, sources }
  }
}

/** Each run is told apart in the audit trail, whatever the mapping is called. */
function importOrigin({ origin }: RequestContext, mapping: unknown): RequestOrigin {
  const given = typeof mapping === 'object' && mapping !== null && 'name' in mapping ? mapping.name : ''
  const name = typeof given === 'string' ? given.slice(0, 200) : ''
  return { ...origin, channel: 'import', import: { run: uuidv7(), name } }
}

type Source = ImportMapping['sources'][number]

/** Rows as a plugin has put them in order, where the mapping asks for one. */
function withHook(
  ctx: RequestContext,
  { source, rowHooks, tally }: { source: Source; rowHooks: RowHooks; tally: FileTally },
  rows: AsyncIterable<SourceRow>,
): AsyncIterable<SourceRow> {
  if (source.rows === undefined) return rows
  const entity = 'users' in source ? '' : source.entity
  return cleanRows({ ctx, rowHooks, name: source.rows, entity, tally }, rows)
}

interface SourceRun {
  source: Source
  rows: AsyncIterable<SourceRow>
  tally: SourceTally
  finder: TargetFinder
  model: CompiledModel
}

async function importSource(
  dependencies: Dependencies,
  ctx: RequestContext,
  { source, rows, tally, finder, model }: SourceRun,
): Promise<void> {
  if ('users' in source) return importPeople(dependencies.database, ctx, { source, rows, tally })
  const entity = model.entities.get(source.entity)
  if (entity === undefined) throw new Error('A checked mapping names an entity that the model does not have')
  return importRecords({ ctx, model, entity, source, finder, tally }, dependencies, rows)
}

/** Passes rows on; a column that the mapping names and the file lacks is a mistake in the mapping. */
async function* withColumns(source: Source, rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow> {
  let checked = false
  for await (const row of rows) {
    if (!checked) checkColumns(source, row)
    checked = true
    yield row
  }
}

function checkColumns(source: Source, { cells }: SourceRow): void {
  const named =
    'users' in source
      ? [source.users.name, source.users.email, source.users.team, source.users.region]
      : Object.values(source.fields).flatMap(columnsOf)
  const missing = named.find((column) => column !== undefined && !cells.has(column))
  if (missing === undefined) return
  const near = nearestName(missing, cells.keys())
  const there = `'${[...cells.keys()].join("', '")}'`
  const hint = near === null ? `it has ${there}` : `did you mean '${near}'?`
  const hintChinese = near === null ? `其中有 ${there}` : `是否想写“${near}”？`
  throw operatorError('BAD_REQUEST', {
    en: `${source.file} has no column '${missing}', which the mapping names; ${hint}`,
    'zh-CN': `${source.file} 没有映射所指的“${missing}”列；${hintChinese}`,
  })
}
