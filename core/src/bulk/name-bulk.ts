import type { BulkApi, BulkRun, BulkTarget, StartBulkInput } from '@tenon/sdk/contract/bulk-api'
import type { ImportOperation } from '@tenon/sdk/contract/import-api'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { RecordValues } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { type NameBook, nameBook } from '../model/names/name-book.ts'
import { withOthers } from '../model/names/with-named-problems.ts'
import { entityKey, keyedInput, withoutMarks } from '../records/names/keyed-input.ts'

type Verbs = WithContext<BulkApi>

/** The verbs on changes of many records as the API has them: entities and fields go by their names. */
export function nameBulk(models: Pick<ModelStore, 'get'>, bulk: Verbs): Verbs {
  const bookOf = async ({ tenant }: RequestContext) => nameBook(await models.get(tenant))
  const told = async (ctx: RequestContext, run: BulkRun) => namedRun(await bookOf(ctx), run)
  return {
    async start(ctx, input) {
      const book = await bookOf(ctx)
      if (book.isPlain) return bulk.start(ctx, input)
      const keyed = keyedStart(ctx, book, input)
      const run = await bulk.start(ctx, keyed).catch((error: unknown) => {
        throw error instanceof TenonError ? namedProblems(error, book, keyed.entity) : error
      })
      return told(ctx, run)
    },
    get: async (ctx, input) => told(ctx, await bulk.get(ctx, input)),
    cancel: async (ctx, input) => told(ctx, await bulk.cancel(ctx, input)),
    undo: async (ctx, input) => told(ctx, await bulk.undo(ctx, input)),
    report: bulk.report,
    async recent(ctx, input = {}) {
      const book = await bookOf(ctx)
      const entity = input.entity === undefined || book.isPlain ? {} : { entity: entityKey(ctx, book, input.entity) }
      return (await bulk.recent(ctx, { ...input, ...entity })).map((run) => namedRun(book, run))
    },
  }
}

function keyedStart(ctx: RequestContext, book: NameBook, input: StartBulkInput): StartBulkInput {
  const { entity, target, operation } = input
  const { where } = 'ids' in target || 'groups' in target ? {} : target
  const keyed = keyedInput(ctx, book, {
    entity,
    ...(where !== undefined && { where }),
    ...(operation.kind === 'update' && { values: operation.values }),
  })
  return {
    ...input,
    entity: keyed.entity,
    target: keyedTarget(input, keyed.where, (values) => keyedInput(ctx, book, { entity, values }).values ?? values),
    operation: operation.kind === 'update' ? { ...operation, values: keyed.values ?? operation.values } : operation,
  }
}

function keyedTarget(
  { target }: StartBulkInput,
  where: RecordFilter | undefined,
  keyed: (values: RecordValues) => RecordValues,
): BulkTarget {
  if ('groups' in target) {
    const groups = target.groups.map((group) => (group.values ? { ...group, values: keyed(group.values) } : group))
    return { groups }
  }
  return where === undefined ? target : { ...target, where }
}

export function namedRun({ names }: NameBook, run: BulkRun): BulkRun {
  if (names.isEmpty) return run
  const { entity, operation } = run
  if (operation.kind === 'import')
    return { ...run, entity: names.entity(entity), operation: namedImport(names, entity, operation) }
  if (operation.kind !== 'update') return { ...run, entity: names.entity(entity) }
  const values = Object.entries(operation.values).map(([key, value]) => [names.field(entity, key), value] as const)
  return { ...run, entity: names.entity(entity), operation: { ...operation, values: Object.fromEntries(values) } }
}

function namedImport(names: NameBook['names'], entity: string, operation: ImportOperation): ImportOperation {
  const { columns, match } = operation
  return {
    ...operation,
    columns: columns.map(({ name, field }) => ({ name, field: field && names.field(entity, field) })),
    match: match && { ...match, field: names.field(entity, match.field) },
  }
}

/** Pointers such as `/operation/values/vin` by the names that callers know. */
function namedProblems(error: TenonError, { names }: NameBook, entity: string): TenonError {
  return withOthers(error, {
    pointer: (pointer) => {
      const steps = pointer.split('/')
      const at = steps.indexOf('values') + 1
      const named = steps.map((step, place) => (at > 0 && place === at ? names.field(entity, step) : step))
      return withoutMarks(named.join('/'))
    },
    text: withoutMarks,
  })
}
