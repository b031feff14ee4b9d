import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { CreateEachRecord } from '../records/create-records.ts'
import type { FindByKey } from '../records/find-by-key.ts'
import { isUuid } from '../records/is-uuid.ts'
import { tagKey } from '../records/tags/tag-name.ts'
import type { FieldTarget } from './field-target.ts'

const LOOK_UP = 1_000

export interface Wanted {
  target: Exclude<FieldTarget, { kind: 'value' }>
  /** Field of the target that the texts are compared with. */
  by: string
  createMissing: boolean
}

/** The id that a text stands for, or why it stands for none. */
type Found = { id: string } | { reason: LocalizedText }

export interface TargetFinder {
  /** Looks up texts that are not known yet, many at once. */
  prepare(ctx: RequestContext, wanted: Wanted, texts: Iterable<string>): Promise<void>
  find(wanted: Wanted, text: string): Found
  /** What was not there before may have been imported since. */
  forgetMissing(): void
}

interface Dependencies {
  database: Database
  findByKey: FindByKey
  createEachRecord: CreateEachRecord
  /** What people call targets and the field that they are found by. Missing: as the model names them. */
  called?(wanted: Pick<Wanted, 'target' | 'by'>): CalledTarget
}

interface CalledTarget {
  what: LocalizedText
  by: LocalizedText
}

/** Finds what references and owners name, and remembers it for the run. */
export function makeTargetFinder({
  database,
  findByKey,
  createEachRecord,
  called = namedAsKept,
}: Dependencies): TargetFinder {
  const known = new Map<string, Map<string, Found>>()

  function remembered({ target, by }: Wanted): Map<string, Found> {
    const key = target.kind === 'record' ? `record ${target.entity} ${by}` : `${target.kind} ${by}`
    const found = known.get(key) ?? new Map<string, Found>()
    known.set(key, found)
    return found
  }

  async function lookUp(ctx: RequestContext, { target, by }: Wanted, given: string[]): Promise<Map<string, string[]>> {
    // What is no id at all names nothing; the database would refuse to compare it with one.
    const texts = by === 'id' ? given.filter(isUuid) : given
    if (texts.length === 0) return new Map()
    const rows =
      target.kind === 'record'
        ? await findIn(ctx, target.entity, { by, texts })
        : await FINDERS[target.kind](database, ctx, { by, texts })
    const ids = new Map<string, string[]>()
    for (const { id, text } of rows) ids.set(text, [...(ids.get(text) ?? []), id])
    return ids
  }

  async function findIn(ctx: RequestContext, entity: string, { by, texts }: { by: string; texts: string[] }) {
    const records = await findByKey(ctx, { entity, key: by, fields: [by], values: texts })
    return records.map((record) => ({ id: record.id, text: String(record[by]) }))
  }

  async function create(ctx: RequestContext, { target, by }: Wanted, texts: string[]): Promise<void> {
    if (target.kind !== 'record' || texts.length === 0) return
    const found = remembered({ target, by, createMissing: true })
    const records = texts.map((text) => ({ [by]: text as JsonValue }))
    const { done, failed } = await createEachRecord(ctx, { entity: target.entity, records, brief: true })
    for (const { position, value } of done) found.set(texts[position] ?? '', { id: value.id })
    for (const { position, value } of failed) found.set(texts[position] ?? '', { reason: { en: value.message } })
  }

  return {
    async prepare(ctx, wanted, texts) {
      const found = remembered(wanted)
      const fresh = [...new Set(texts)].filter((text) => !found.has(text))
      for (let at = 0; at < fresh.length; at += LOOK_UP) {
        const part = fresh.slice(at, at + LOOK_UP)
        const ids = await lookUp(ctx, wanted, part)
        for (const text of part) found.set(text, oneOf(called(wanted), text, ids.get(text) ?? []))
        if (wanted.createMissing)
          await create(
            ctx,
            wanted,
            part.filter((text) => !ids.has(text)),
          )
      }
    },
    find: (wanted, text) => remembered(wanted).get(text) ?? oneOf(called(wanted), text, []),
    forgetMissing() {
      for (const found of known.values()) {
        for (const [text, one] of found) if ('reason' in one) found.delete(text)
      }
    },
  }
}

function namedAsKept({ target, by }: Pick<Wanted, 'target' | 'by'>): CalledTarget {
  return { what: { en: target.kind === 'record' ? target.entity : target.kind }, by: { en: by } }
}

function oneOf(called: CalledTarget, text: string, ids: string[]): Found {
  const [id, other] = ids
  if (id === undefined) return { reason: none(called, text) }
  return other === undefined ? { id } : { reason: several(called, text) }
}

function none({ what, by }: CalledTarget, text: string): LocalizedText {
  const [zhWhat, zhBy] = [textIn(what, 'zh-CN'), textIn(by, 'zh-CN')]
  return {
    en: `there is no ${textIn(what, 'en')} whose ${textIn(by, 'en')} is '${text}'`,
    'zh-CN': `没有${zhBy}为“${text}”的${zhWhat}`,
  }
}

function several({ what, by }: CalledTarget, text: string): LocalizedText {
  const [zhWhat, zhBy] = [textIn(what, 'zh-CN'), textIn(by, 'zh-CN')]
  return {
    en: `there are several of ${textIn(what, 'en')} whose ${textIn(by, 'en')} is '${text}'`,
    'zh-CN': `有多个${zhBy}为“${text}”的${zhWhat}`,
  }
}

async function findUsers(
  database: Database,
  { tenant }: RequestContext,
  { by, texts }: { by: string; texts: string[] },
): Promise<Array<{ id: string; text: string }>> {
  const column = by === 'email' || by === 'id' ? by : 'name'
  const rows = await database
    .tenant(tenant.schema)
    .selectFrom('_user')
    .select(['id', column])
    .where(column, 'in', texts)
    .execute()
  return rows.map((row) => ({ id: row.id, text: String(row[column]) }))
}

async function findTeams(
  database: Database,
  { tenant }: RequestContext,
  { by, texts }: { by: string; texts: string[] },
): Promise<Array<{ id: string; text: string }>> {
  const column = by === 'id' ? by : 'name'
  const teams = database.tenant(tenant.schema).selectFrom('_team').select(['id', 'name'])
  const rows = await teams.where(column, 'in', texts).execute()
  return rows.map((row) => ({ id: row.id, text: row[column] }))
}

/** Tags are the same that no one could tell apart. */
async function findTags(
  database: Database,
  { tenant }: RequestContext,
  { by, texts }: { by: string; texts: string[] },
): Promise<Array<{ id: string; text: string }>> {
  const tags = database.tenant(tenant.schema).selectFrom('_tag').select(['id', 'key'])
  if (by === 'id') return (await tags.where('id', 'in', texts).execute()).map(({ id }) => ({ id, text: id }))
  const rows = await tags.where('key', 'in', texts.map(tagKey)).execute()
  const ids = new Map(rows.map(({ id, key }) => [key, id]))
  return texts.flatMap((text) => {
    const id = ids.get(tagKey(text))
    return id === undefined ? [] : [{ id, text }]
  })
}

const FINDERS = { user: findUsers, team: findTeams, tag: findTags } as const
