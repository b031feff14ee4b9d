import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import type { CompiledEntity, DerivedField } from '../../model/compiled-model.ts'
import { expressionTime } from '../expression-time.ts'
import type { Queryable } from '../queryable.ts'
import type { RecordScope } from '../record-scope.ts'
import { loadChildren, loadDerived, loadReferenced } from './load-step.ts'
import { countsChildren, namedParts, type ReferenceTree } from './reference-tree.ts'

export interface ExpandableRecord {
  /** As it is, or would be, stored: declared and common fields; `id` is null before it exists. */
  record: JsonObject
  /** Before the change; null for a new one. */
  old: JsonObject | null
}

interface Expansion {
  expressions: readonly CheckedExpression[]
  records: readonly ExpandableRecord[]
}

/**
 * Records with what expressions name beyond them: the records of references and child records in `$expanded`, and
 * derived fields as they would be read once the record is stored. One statement per reference step for all records
 * together, and none where nothing but the records' own fields is named. It reads with full sight, for rules that are the
 * admin's: no value that was read so may reach the actor.
 */
export async function expandRecords(
  db: Queryable,
  scope: RecordScope,
  { expressions, records }: Expansion,
): Promise<ExpandableRecord[]> {
  const { model, entity } = scope
  const { tree, derived, derivedBefore, collections } = namedParts(model, entity, expressions)
  const copies = records.map(({ record, old }) => ({ record: { ...record }, old: old === null ? null : { ...old } }))
  await fillStored(db, scope, { copies, derived, before: derivedBefore })
  const late = new Set(derived.map(({ name }) => name))
  const loading = { db, scope, collections }
  const all = copies.flatMap(({ record, old }) => (old === null ? [record] : [record, old]))
  await expandSteps(loading, entity, { records: all, tree, only: (name) => !late.has(name) })
  const context = { now: expressionTime(scope.ctx), timeZone: scope.timeZone, actor: null }
  for (const field of derived) {
    if (!countsChildren(model, entity, field.name)) fillDerived(copies, field, context)
    await expandSteps(loading, entity, { records: all, tree, only: (name) => name === field.name })
  }
  return copies
}

interface Stored {
  copies: ExpandableRecord[]
  derived: readonly DerivedField[]
  before: ReadonlySet<string>
}

/** What the database works out of the stored record: all of the values before, and what is made of child records. */
async function fillStored(db: Queryable, scope: RecordScope, { copies, derived, before }: Stored): Promise<void> {
  const { model, entity } = scope
  const counted = derived.filter(({ name }) => countsChildren(model, entity, name))
  const names = [...new Set([...before, ...counted.map(({ name }) => name)])]
  if (names.length === 0) return
  const ids = [...new Set(copies.flatMap(({ record }) => idIn(record['id']) ?? []))]
  const found = await loadDerived(db, scope, { entity, names, ids })
  for (const { record, old } of copies) {
    const stored = found.get(String(record['id']))
    for (const field of counted)
      record[field.name] = stored === undefined ? ofNoChildren(scope, field) : (stored[field.name] ?? null)
    for (const name of before) if (old !== null) old[name] = stored?.[name] ?? null
  }
}

/** What a record that nobody can name yet has: the sum of nothing. */
function ofNoChildren({ ctx, model, entity, timeZone }: RecordScope, { name, derivation }: DerivedField): JsonValue {
  const rollup = model.document.entities[entity.name]?.properties[name]?.rollup
  const context = { now: expressionTime(ctx), timeZone, actor: null }
  const record = { $expanded: { [`${rollup?.entity}.${rollup?.reference}`]: [] } }
  return evaluateExpression(derivation.expression, { record }, context)
}

function fillDerived(
  copies: readonly ExpandableRecord[],
  { name, derivation }: DerivedField,
  context: ExpressionContext,
) {
  for (const { record } of copies) record[name] = evaluateExpression(derivation.expression, { record }, context)
}

interface Expanding {
  records: readonly JsonObject[]
  tree: ReferenceTree
  only?: (name: string) => boolean
}

interface Loading {
  db: Queryable
  scope: RecordScope
  /** `<entity>.<name>` → entity of the child records. */
  collections: ReadonlyMap<string, string>
}

async function expandSteps(
  loading: Loading,
  entity: CompiledEntity,
  { records, tree, only }: Expanding,
): Promise<void> {
  for (const [name, next] of tree.steps) {
    if (only !== undefined && !only(name)) continue
    const target = loading.scope.model.entities.get(entity.fields.get(name)?.schema.reference?.entity ?? '')
    if (target !== undefined) await expandReference(loading, target, { records, name, tree: next })
    else await expandChildren(loading, entity, { records, name, tree: next })
  }
}

interface NamedStep {
  records: readonly JsonObject[]
  name: string
  tree: ReferenceTree
}

async function expandReference(
  loading: Loading,
  entity: CompiledEntity,
  { records, name, tree }: NamedStep,
): Promise<void> {
  const ids = [...new Set(records.flatMap((record) => idIn(record[name]) ?? []))]
  const found = await loadReferenced(loading.db, loading.scope, { entity, tree, ids })
  for (const record of records) putExpanded(record, name, found.get(String(record[name])) ?? null)
  await expandSteps(loading, entity, { records: [...found.values()], tree })
}

async function expandChildren(
  loading: Loading,
  parent: CompiledEntity,
  { records, name, tree }: NamedStep,
): Promise<void> {
  const link = childLink(loading, parent, name)
  if (link === null) return
  const ids = [...new Set(records.flatMap((record) => idIn(record['id']) ?? []))]
  const found = await loadChildren(loading.db, loading.scope, { ...link, tree, ids })
  for (const record of records) putExpanded(record, name, found.get(String(record['id'])) ?? [])
  await expandSteps(loading, link.entity, { records: [...found.values()].flat(), tree })
}

/**
 * By which reference child records name their parent: the one that the collection's name tells, or is given as its
 * reverse name; else there is only one.
 */
function childLink({ scope, collections }: Loading, parent: CompiledEntity, name: string) {
  const entity = scope.model.entities.get(collections.get(`${parent.name}.${name}`) ?? '')
  if (entity === undefined) return null
  const links = parent.referencedBy.filter((link) => link.entity === entity.name)
  const named = links.find(({ field }) => name === `${entity.name}_${field}` || name === reverseName(entity, field))
  const reference = (named ?? links[0])?.field
  return reference === undefined ? null : { entity, reference }
}

function reverseName(entity: CompiledEntity, field: string): string | undefined {
  const reference: object = entity.fields.get(field)?.schema.reference ?? {}
  return (reference as { reverse?: { name: string } }).reverse?.name
}

function putExpanded(record: JsonObject, name: string, value: JsonValue): void {
  record['$expanded'] = { ...(record['$expanded'] as JsonObject | undefined), [name]: value }
}

function idIn(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}
