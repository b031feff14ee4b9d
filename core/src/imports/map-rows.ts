import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import { isIdList } from '../model/field-link.ts'
import { CSV_FORMS } from '../model/field-types/csv-forms.ts'
import { validateRecord } from '../model/validate-record.ts'
import type { ValidatedValues } from '../model/validated-values.ts'
import { unescapeFormula } from '../records/csv-line.ts'
import { isUuid } from '../records/is-uuid.ts'
import { type CellValue, cellValue, columnsOf, typedValue } from './cell-value.ts'
import { type FieldTarget, fieldTarget } from './field-target.ts'
import type { TargetFinder, Wanted } from './find-targets.ts'
import type { EntitySource, FieldRule } from './import-mapping.ts'
import { keyedStage } from './keyed-source.ts'
import type { SourceRow } from './read-rows.ts'
import type { Reject } from './reject.ts'
import type { SourceTally } from './source-tally.ts'

/** A reference to a record of the same file, which may come later in it. */
export interface SelfReference {
  field: string
  text: string
  wanted: Wanted
}

/** A row that is ready to be compared with what is stored. */
export interface MappedRow {
  row: SourceRow
  values: ValidatedValues
  later: SelfReference[]
}

export interface SourceGround {
  ctx: RequestContext
  model: CompiledModel
  entity: CompiledEntity
  source: EntitySource
  finder: TargetFinder
  tally: SourceTally
}

/** What rows are mapped by: of a source without a key every row is new. */
export interface MapGround extends Omit<SourceGround, 'source'> {
  source: Pick<EntitySource, 'fields' | 'escapedFormulas' | 'entity'> & { key?: string }
  /** Texts name records by what they look like, an id, an address or a title, among those that are there already. */
  byLook?: true
}

/** Values of rows by field, in their stored form, with references looked up. Rows that do not fit are rejected. */
export async function mapRows(ground: MapGround, rows: readonly SourceRow[]): Promise<MappedRow[]> {
  const drafts = rows.flatMap((row) => readCells(ground, row) ?? [])
  await prepareTargets(ground, drafts)
  return drafts.flatMap((draft) => resolveDraft(ground, draft) ?? [])
}

interface Draft {
  row: SourceRow
  values: JsonObject
  named: SelfReference[]
}

function readCells({ source, entity, model, tally, ctx, byLook }: MapGround, row: SourceRow): Draft | null {
  if (row.damage !== null) {
    tally.reject({ line: row.line, column: '', value: '', reason: row.damage })
    return null
  }
  const draft: Draft = { row, values: {}, named: [] }
  for (const [field, rule] of Object.entries(source.fields)) {
    const cell = readCell({ source, entity, ctx }, { field, rule, row })
    if ('reason' in cell) {
      tally.reject({ ...placeOf(rule, row), reason: cell.reason })
      return null
    }
    const target = fieldTarget(entity, field)
    // An empty cell has no opinion: it empties nothing.
    if (cell.value === null || target === null) continue
    if (field === 'stage') draft.values[field] = keyedStage(ctx, model, { entity: entity.name, stage: cell.value })
    else if (target.kind === 'value') draft.values[field] = cell.value
    else {
      const texts = target.kind === 'tag' ? listedTexts(cell.value) : [cell.value].flat().map(String)
      const look = (text: string) => (byLook === true ? lookOf(target, text) : {})
      draft.named.push(
        ...texts.map((text) => ({
          field,
          text,
          wanted: wantedOf(model, { rule: { ...rule, ...look(text) }, target }),
        })),
      )
    }
  }
  return draft
}

/** By what a text names its target: its id, a person's address; else as the rule says. */
function lookOf({ kind }: FieldTarget, text: string): Pick<FieldRule, 'by'> {
  if (isUuid(text)) return { by: 'id' }
  return kind === 'user' && text.includes('@') ? { by: 'email' } : {}
}

/** The names or ids in a cell that holds tags, as exports write lists. */
function listedTexts(value: JsonValue): string[] {
  const read = typeof value === 'string' ? CSV_FORMS.tags.read(value) : { value }
  return 'value' in read ? [read.value].flat().map(String) : []
}

function readCell(
  { source, entity, ctx }: Pick<MapGround, 'source' | 'entity' | 'ctx'>,
  { field, rule, row }: { field: string; rule: FieldRule; row: SourceRow },
): CellValue {
  const cell = cellValue(rule, source.escapedFormulas === true ? withoutEscapes(row) : row)
  const known = entity.fields.get(field)
  const asTyped =
    rule.constant === undefined && known !== undefined && 'value' in cell && typeof cell.value === 'string'
  return asTyped ? typedValue(known, String(cell.value), ctx.locale) : cell
}

function withoutEscapes({ cells, ...row }: SourceRow): SourceRow {
  return { ...row, cells: new Map([...cells].map(([name, text]) => [name, unescapeFormula(text)])) }
}

function wantedOf(
  model: CompiledModel,
  { rule, target }: { rule: FieldRule; target: Exclude<FieldTarget, { kind: 'value' }> },
): Wanted {
  const title = target.kind === 'record' ? model.entities.get(target.entity)?.titleField.name : 'name'
  return { target, by: rule.by ?? title ?? 'name', createMissing: rule.whenMissing === 'createMissing' }
}

async function prepareTargets(ground: MapGround, drafts: readonly Draft[]): Promise<void> {
  const byField = Map.groupBy(
    drafts.flatMap(({ named }) => named.filter((one) => !isSelf(ground, one))),
    ({ field, wanted }) => `${field} ${wanted.by}`,
  )
  for (const group of byField.values()) {
    const wanted = group[0]?.wanted
    if (wanted !== undefined)
      await ground.finder.prepare(
        ground.ctx,
        wanted,
        group.map(({ text }) => text),
      )
  }
}

function isSelf({ source, byLook }: MapGround, { wanted: { target } }: SelfReference): boolean {
  return byLook !== true && target.kind === 'record' && target.entity === source.entity
}

function resolveDraft(ground: MapGround, { row, values, named }: Draft): MappedRow | null {
  const { source, finder, tally, entity, ctx } = ground
  for (const one of named.filter((reference) => !isSelf(ground, reference))) {
    const rule = source.fields[one.field]
    const found = finder.find(one.wanted, one.text)
    if ('id' in found) nameOne(entity, values, { field: one.field, id: found.id })
    else if (rule?.whenMissing === 'leaveEmpty')
      tally.leaveOut({ ...placeOf(rule, row), reason: textIn(found.reason, ctx.locale) })
    else {
      tally.reject({ ...placeOf(rule, row), reason: textIn(found.reason, ctx.locale) })
      return null
    }
  }
  const later = named.filter((reference) => isSelf(ground, reference))
  try {
    const checked = validateRecord(entity, values, { mode: 'update', locale: ctx.locale })
    if (source.key === undefined || (checked[source.key] ?? null) !== null) return { row, values: checked, later }
    tally.reject({ ...placeOf(source.fields[source.key], row), reason: `the key '${source.key}' is empty` })
  } catch (cause) {
    rejectRow(ground, row, cause)
  }
  return null
}

/** A field that names several gets one more. */
export function nameOne(
  { fields }: CompiledEntity,
  values: JsonObject,
  { field, id }: { field: string; id: string },
): void {
  const known = fields.get(field)
  const before = values[field]
  const isList = known === undefined ? field === TAGS_FIELD : isIdList(known)
  values[field] = isList ? [...(Array.isArray(before) ? before : []), id] : id
}

/** Rejects a row for what a check said: one reject per problem, at the column that the field comes from. */
export function rejectRow(
  { source, tally }: Pick<MapGround, 'source' | 'tally'>,
  row: SourceRow,
  cause: unknown,
): void {
  if (!(cause instanceof TenonError)) throw cause
  const { problems, message } = cause
  if (problems.length === 0) tally.reject({ line: row.line, column: '', value: '', reason: message })
  for (const problem of problems) {
    const field = problem.pointer.split('/')[1] ?? ''
    const { message: reason, rule, guard } = problem
    const broken = { ...(rule !== undefined && { rule }), ...(guard !== undefined && { guard }) }
    tally.reject({ ...placeOf(source.fields[field], row), reason, ...broken })
  }
}

/** The cells that a field comes from, for a reject. */
export function placeOf(rule: FieldRule | undefined, row: SourceRow): Omit<Reject, 'file' | 'reason'> {
  const columns = rule === undefined ? [] : columnsOf(rule)
  const value = columns.map((column) => row.cells.get(column) ?? '').join(' ')
  return { line: row.line, column: columns.join(' '), value }
}
