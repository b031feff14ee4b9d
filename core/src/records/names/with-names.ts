import type { HistoryEntry } from '@tenon/sdk/contract/api-contract'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { type NameBook, nameBook } from '../../model/names/name-book.ts'
import { withOthers } from '../../model/names/with-named-problems.ts'
import { keyedInput, type NamingInput, withoutMarks } from './keyed-input.ts'
import { makeNameRecord, type NameRecord } from './named-record.ts'
import { renameLink } from './rename-link.ts'

type Verb<Input, Result> = (ctx: RequestContext, input: Input) => Promise<Result>

/** What an answer is made of: the model's names, and the key of the entity that was asked about. */
export interface Naming {
  entity: string
  model: CompiledModel
  book: NameBook
  record: NameRecord
}

/**
 * Has a verb on records take names, old ones that still work among them, and answer with today's: within, everything
 * goes by keys. `answer` gives the verb's result its names.
 */
export function makeWithNames(models: Pick<ModelStore, 'get'>) {
  return function withNames<Input extends NamingInput, Result>(
    verb: Verb<Input, Result>,
    answer: (result: Result, naming: Naming) => Result,
  ): Verb<Input, Result> {
    return async (ctx, input) => {
      const model = await models.get(ctx.tenant)
      const book = nameBook(model)
      if (book.isPlain) return verb(ctx, input)
      const keyed = keyedInput(ctx, book, input)
      const { entity } = keyed
      const result = await verb(ctx, keyed).catch((error: unknown) => {
        throw error instanceof TenonError ? withNamedFields(error, book, { subject: entity, input: keyed }) : error
      })
      return answer(result, { entity, model, book, record: makeNameRecord(model) })
    }
  }
}

/**
 * Has a verb whose answer is a finished text take names. Where a part of the model is called otherwise than by its key, it
 * gives null: the text would have to be read again.
 */
export function makePlainlyNamed(models: Pick<ModelStore, 'get'>) {
  return function plainlyNamed<Input, Result>(verb: Verb<Input, Result>): Verb<Input, Result | null> {
    return async (ctx, input) => (nameBook(await models.get(ctx.tenant)).isPlain ? verb(ctx, input) : null)
  }
}

interface Asked {
  /** Key of the entity that was asked about. */
  subject: string
  input: Pick<NamingInput, 'records'>
}

/** Problems point at the fields that callers know, and call parts as they do. */
export function withNamedFields(error: TenonError, book: NameBook, { subject, input }: Asked): TenonError {
  const { names } = book
  // A filter may speak of other records: then the message begins with their entity.
  const [about = ''] = error.message.match(/(?<=^['“])[a-z][a-zA-Z0-9]{0,49}(?=['”])/) ?? []
  const entity = book.isKey('entity', '', about) ? about : subject
  const called = (key: string) => (names.field(entity, key) === key ? names.entity(key) : names.field(entity, key))
  const pointer = (at: string) => {
    const steps = at.split('/')
    // Of a batch: `/records/3/vin`.
    const place = input.records !== undefined && steps[1] === 'records' ? 3 : 1
    return withoutMarks(steps.map((step, index) => (index === place ? names.field(entity, step) : step)).join('/'))
  }
  const text = (message: string) => withoutMarks(message.replaceAll(QUOTED, called))
  return withOthers(error, { pointer, text, entity: names.entity })
}

/** What messages call parts of the model by. */
const QUOTED = /(?<=['“])[a-z][a-zA-Z0-9]{0,49}(?=['”])/g

/** A stage, by the name that the first pipeline of the entity which has another one for it gives. */
export function nameStages({ entity, book: { names, pipelinesOf } }: Pick<Naming, 'entity' | 'book'>) {
  return (stage: JsonValue): JsonValue => {
    if (typeof stage !== 'string') return stage
    const found = pipelinesOf(entity).map((pipeline) => names.stage(pipeline, stage))
    return found.find((name) => name !== stage) ?? stage
  }
}

/** Audit entries name what has changed by keys, whatever it was called then. */
export function namedHistory(entries: HistoryEntry[], naming: Naming): HistoryEntry[] {
  const stage = nameStages(naming)
  return entries.map((entry) => ({
    ...entry,
    changes: Object.fromEntries(
      Object.entries(entry.changes).map(([key, change]) => {
        const link = (value: JsonValue) => renameLink(value, naming.book.names.entity)
        const isLink = naming.book.isLink(naming.entity, key)
        const rename = key === 'stage' ? stage : isLink ? link : null
        const told = rename === null ? change : { ...change, old: rename(change.old), new: rename(change.new) }
        return [naming.book.names.field(naming.entity, key), told]
      }),
    ),
  }))
}
