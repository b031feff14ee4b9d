import { TAGS_COLUMN } from '../model/common-tags.ts'
import type { ColumnDefinition, CompiledEntity, CompiledField, CompiledUniqueGroup } from '../model/compiled-model.ts'
import { needsMatchIndex } from '../model/duplicate-match.ts'
import { linkTarget } from '../model/field-link.ts'
import { labelOfId, objectName } from './object-name.ts'
import type { IndexShape } from './table-shape.ts'

type Draft = Omit<IndexShape, 'name' | 'method' | 'foldedKeys' | 'formerName'> &
  Partial<Pick<IndexShape, 'method' | 'foldedKeys'>> & {
    label: string
    /** Ids of the fields that the keys are of, in place of the fields' names, which may change. */
    ids?: readonly string[]
    /** Its keys in tables of older servers. */
    formerKeys?: readonly string[]
  }

/** The order of the default list: an index that ends in it is read from its end, as far as the page goes. */
const LIST_ORDER = ['created_at', 'id'] as const

/** Indexes that an entity's table should have besides its primary key. */
export function entityIndexes(entity: CompiledEntity): IndexShape[] {
  const drafts = [
    ...commonIndexes(),
    tagsIndex(),
    ...pipelineIndexes(entity),
    ...[...entity.fields.values()].flatMap(fieldIndexes),
    ...entity.uniqueGroups.map(groupIndex),
    ...searchIndex(entity),
    ...startIndexes(entity),
    ...matchIndexes(entity),
  ]
  return drafts.map(({ label, ids, method = 'btree', foldedKeys = [], formerKeys, ...index }) => {
    const shape = { ...index, method, foldedKeys }
    const named = (keys: readonly string[]) => nameOf(entity, { label, ids, index: { ...shape, keys } })
    const name = named(shape.keys)
    return formerKeys === undefined ? { ...shape, name } : { ...shape, name, formerName: named(formerKeys) }
  })
}

/** Of deleted records, and of those without a value in one of the fields, there may be any number. */
function groupIndex({ fields, folded }: CompiledUniqueGroup): Draft {
  return {
    owner: { part: 'uniqueTogether' },
    label: fields.map(({ id }) => labelOfId(id)).join('_'),
    ids: fields.map(({ id }) => id),
    unique: true,
    liveOnly: true,
    keys: columnNames(fields),
    foldedKeys: columnNames(folded),
  }
}

/** Of deleted records too: the trash is searched as well. */
function searchIndex({ searchIndexed }: CompiledEntity): Draft[] {
  if (searchIndexed.length === 0) return []
  const fields = searchIndexed.map(({ field }) => field)
  return [
    {
      owner: { part: 'search' },
      label: 'search',
      ids: fields.map(({ id }) => id),
      unique: false,
      liveOnly: false,
      method: 'gin',
      keys: columnNames(fields),
      searchForms: searchIndexed.map(({ form }) => form),
    },
  ]
}

/** What begins with a text is found by them however many records contain it. */
function startIndexes({ searchIndexed, searchFields }: CompiledEntity): Draft[] {
  return searchIndexed
    .filter(({ field }) => searchFields.includes(field))
    .map(({ field, form }) => ({
      owner: { part: 'search' },
      label: `${labelOfId(field.id)}_start`,
      ids: [field.id],
      unique: false,
      liveOnly: true,
      keys: columnNames([field]),
      startForm: form,
    }))
}

/** One for each way in which a field is compared; similar names are found by the search index. */
function matchIndexes({ duplicates }: CompiledEntity): Draft[] {
  const members = duplicates.flatMap(({ match }) => match.filter(needsMatchIndex))
  const byKey = new Map(members.map((member) => [`${member.field.id} ${member.by}`, member]))
  return [...byKey.values()].map(({ field, by }) => ({
    owner: { part: 'duplicates' },
    label: `${labelOfId(field.id)}_${by}`,
    ids: [field.id],
    unique: false,
    liveOnly: true,
    keys: columnNames([field]),
    matchBy: by,
  }))
}

function columnNames(fields: readonly CompiledField[]): string[] {
  return fields.flatMap(({ columns }) => columns.map(({ name }) => name))
}

function commonIndexes(): Draft[] {
  const owner = { part: 'common' } as const
  return [
    // Serves the default list of who sees no more than the own records.
    {
      owner: { part: 'owner' },
      label: 'owner',
      unique: false,
      liveOnly: false,
      keys: ['owner_id', ...LIST_ORDER],
    },
    // Serves the default list, read backwards: live records, newest first, a keyset page at a time.
    { owner, label: 'newest', unique: false, liveOnly: true, keys: LIST_ORDER },
  ]
}

/** Of records without tags, which are most of them, it holds nothing. */
function tagsIndex(): Draft {
  const own = { owner: { part: 'tags' }, label: 'tags', unique: false } as const
  return { ...own, liveOnly: false, filledOnly: true, method: 'gin', keys: [TAGS_COLUMN] }
}

function pipelineIndexes(entity: CompiledEntity): Draft[] {
  if (entity.pipelines.length === 0) return []
  const own = { owner: { part: 'pipeline' }, unique: false } as const
  return [
    { ...own, label: 'stage', liveOnly: false, keys: ['pipeline', 'stage'] },
    { ...own, label: 'due', liveOnly: true, keys: ['stage_due_at', 'id'] },
    { ...own, label: 'stale', liveOnly: true, keys: ['stage_stale_at', 'id'] },
    { ...own, label: 'notice', liveOnly: true, keys: ['stage_notice_at'] },
  ]
}

function fieldIndexes(field: CompiledField): Draft[] {
  const [first] = field.columns
  if (first === undefined) return []
  const owner = { field: field.id }
  const drafts: Draft[] = []
  // Deleted records may keep a value that a live one has taken since.
  if (field.schema.unique === true) {
    const keys = field.columns.map((column) => column.name)
    const foldedKeys = field.schema.caseFolded === true ? keys : []
    drafts.push({ owner, label: labelOfId(field.id), unique: true, liveOnly: true, keys, foldedKeys })
  }
  // What names others needs an index of all rows, deleted ones too: it is looked in when the target goes.
  if (
    linkTarget(field.schema) !== null ||
    field.type === 'anyReference' ||
    (field.schema.indexed === true && field.schema.unique !== true)
  ) {
    drafts.push({ owner, label: labelOfId(field.id), unique: false, liveOnly: false, ...valueIndex(first) })
  }
  return drafts
}

/**
 * Serves lists by one value of the field too, whichever number of records has it. With the value alone, all records that
 * have it were read and sorted for each page of them.
 */
function valueIndex(column: ColumnDefinition): Pick<Draft, 'method' | 'keys' | 'formerKeys'> {
  const method = indexMethod(column)
  const value = [column.name]
  return method === 'gin' ? { method, keys: value } : { method, keys: [...value, ...LIST_ORDER], formerKeys: value }
}

function indexMethod({ type }: ColumnDefinition): 'btree' | 'gin' {
  return type === 'jsonb' || type.endsWith('[]') ? 'gin' : 'btree'
}

/** Fields are named by id in the definition, so that a rename is not another index. */
function nameOf(
  entity: CompiledEntity,
  { label, ids, index }: { label: string; ids: readonly string[] | undefined; index: Omit<IndexShape, 'name'> },
): string {
  const byId = ids !== undefined || 'field' in index.owner
  const positions = index.keys.map((column, at) => (byId ? at : column))
  const of = ids !== undefined ? ids.join() : 'field' in index.owner ? index.owner.field : ''
  const folded = index.foldedKeys.length > 0 ? ' folded' : ''
  const search = index.searchForms === undefined ? '' : ` search ${index.searchForms.join()}`
  const filled = index.filledOnly === true ? ' filled' : ''
  const match = index.matchBy === undefined ? '' : ` match ${index.matchBy}`
  const start = index.startForm === undefined ? '' : ` start ${index.startForm}`
  const rest = `${folded}${search}${start}${filled}${match}`
  const definition = `${of} ${index.method} ${positions.join(',')} ${index.liveOnly}${rest}`
  return objectName(index.unique ? 'ux_' : 'ix_', [entity.table, label], definition)
}
