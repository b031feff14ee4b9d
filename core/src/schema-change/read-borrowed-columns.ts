import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { pointerStep } from '../model/check/model-problem.ts'
import { isPlainObject, type Part, partOf } from '../model/edits/plain-object.ts'
import { type BorrowedColumns, COLUMN_LIST } from '../model/edits/standing-columns.ts'
import type { SavedDraft } from './draft-revisions.ts'

interface Arranged {
  /** In which lists have been arranged: those of `version`, or of a draft that lies on it. */
  edits: TenantEdits
  version: number
  /** What the plugins give there, without the edits. */
  parts: () => ModelDocument
  /** Of a draft: all that it was, the first first, up to `edits`. */
  draft?: readonly SavedDraft[]
}

/** A list of the tenant's at one version, and what the plugins gave then. */
interface Moment {
  list: Part
  parts: ModelDocument
}

/** What was in force from a moment on. */
interface PastVersion {
  at: Date
  /** As they were edited, in the order of those that are asked about. */
  lists: readonly Part[]
  parts: ModelDocument
}

/** Names from a model's root to a list. */
type Steps = readonly [layer: string, part: string, list: string]

/**
 * Which columns of arranged lists have come from plugins. An arranged list lies over the plugins' as a whole, so that
 * it says of none who put it there: the versions of the model do, and what a draft was at each save, back to the one in
 * which the column came into it.
 */
export async function readBorrowedColumns(
  db: Kysely<TenantTables>,
  { edits, version, parts: partsOf, draft = [] }: Arranged,
): Promise<BorrowedColumns> {
  const lists = arrangedLists(edits)
  if (lists.length === 0) return () => false
  const now = partsOf()
  const history = await readHistory(db, { lists, version, now })
  return (listPath, name) => {
    const at = lists.findIndex((steps) => steps.map(pointerStep).join('') === listPath)
    const steps = lists[at]
    if (steps === undefined) return false
    const published = historyBefore(history, draft[0]).map(
      ({ lists: then, parts }): Moment => ({ list: then[at], parts }),
    )
    const drafted = draft.map(({ edits: saved, savedAt }): Moment => {
      return { list: listIn(saved, steps), parts: partsAt(history, savedAt) ?? now }
    })
    const latest = drafted.length === 0 ? [{ list: listIn(edits, steps), parts: now }] : []
    return isBorrowed([...published, ...drafted, ...latest], steps, name)
  }
}

/** What was published before the draft was begun; all, where there is none. */
function historyBefore(history: readonly PastVersion[], begun: SavedDraft | undefined): readonly PastVersion[] {
  return begun === undefined ? history : history.filter(({ at }) => at < begun.savedAt)
}

/** A plugin that comes and the draft that is carried over to it are saved at the same moment. */
function partsAt(history: readonly PastVersion[], moment: Date): ModelDocument | undefined {
  return history.findLast(({ at }) => at <= moment)?.parts
}

function listIn(document: Part, steps: Steps): Part {
  return steps.reduce<Part>(partOf, document)
}

function arrangedLists(edits: TenantEdits): Steps[] {
  return Object.entries(edits).flatMap(([layer, parts]) =>
    Object.entries(isPlainObject(parts) ? parts : {}).flatMap(([part, patch]) =>
      Object.entries(isPlainObject(patch) ? patch : {}).flatMap(([list, value]): Steps[] => {
        const isList = Array.isArray(value) && COLUMN_LIST.test([layer, part, list].map(pointerStep).join(''))
        return isList ? [[layer, part, list]] : []
      }),
    ),
  )
}

/** Oldest first. */
async function readHistory(
  db: Kysely<TenantTables>,
  { lists, version, now }: { lists: readonly Steps[]; version: number; now: ModelDocument },
): Promise<PastVersion[]> {
  const edited = lists.map((steps) => sql`edits #> array[${sql.join(steps.map((step) => sql`${step}::text`))}]`)
  const rows = await db
    .selectFrom('_model_version')
    .select(['parts', 'created_at', sql<Part[]>`json_build_array(${sql.join(edited)})`.as('lists')])
    .where('version', '<=', version)
    .orderBy('version', 'desc')
    .execute()
  const documents = await readDocuments(db, rows)
  // Kept where plugins change; at all versions before that, it was the same.
  let parts = now
  const newestFirst = rows.map((row) => {
    parts = documents.get(row.parts ?? '') ?? parts
    return { at: row.created_at, lists: row.lists, parts }
  })
  return newestFirst.reverse()
}

async function readDocuments(db: Kysely<TenantTables>, rows: ReadonlyArray<{ parts: string | null }>) {
  const hashes = [...new Set(rows.flatMap(({ parts }) => parts ?? []))]
  if (hashes.length === 0) return new Map<string, ModelDocument>()
  const kept = await db.selectFrom('_model_parts').selectAll().where('hash', 'in', hashes).execute()
  return new Map(kept.map(({ hash, document }) => [hash, document]))
}

function isBorrowed(moments: readonly Moment[], steps: Steps, name: string): boolean {
  const column = idIn(moments.at(-1)?.parts, steps, name)
  const holds = (list: Part, parts: ModelDocument) =>
    Array.isArray(list) && list.some((one) => idIn(parts, steps, String(one)) === column)
  const mine = ({ list, parts }: Moment) => holds(list, parts)
  const theirs = ({ parts }: Moment) => holds(listIn(parts, steps), parts)
  const before = moments.findLastIndex((moment) => !mine(moment))
  const [last, first] = [moments[before], moments[before + 1]]
  if (first === undefined || !theirs(first)) return false
  // An arranged list that lacked what the plugins had was given it by hand.
  return last === undefined || !Array.isArray(last.list) || !theirs(last)
}

/** A plugin may give a field another name; its id says which it is. */
function idIn(parts: ModelDocument | undefined, [layer, part]: Steps, name: string): string {
  const entity = layer === 'entities' ? part : String(partOf(partOf(partOf(parts, layer), part), 'entity'))
  const field = partOf(partOf(partOf(parts?.entities, entity), 'properties'), name)
  return String(partOf(field, 'id') ?? name)
}
