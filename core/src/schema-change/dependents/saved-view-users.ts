import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { childCollections } from '@tenon/sdk/expression/child-collections'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'
import type { SavedViewUse } from './read-saved-views.ts'

type Users = Pick<ModelUsers, 'model' | 'savedViews'>

interface Way {
  kind: 'view' | 'filter'
  how: LocalizedText
}

const FILTERS: Way = { kind: 'filter', how: both('filters by it', '按它筛选') }
const SORTS: Way = { kind: 'filter', how: both('sorts by it', '按它排序') }
const SHOWS: Way = { kind: 'view', how: both('shows it', '显示它') }

/** Views that people have saved and that show a field, or choose or sort by it, also through references and over children. */
export function savedViewUsers({ model, savedViews }: Users, used: UsedField): FoundDependent[] {
  const uses = savedViews.flatMap((view) => waysOf(model, view, used).map((way) => ({ view, way })))
  return told(uses, used.breaks)
}

/** Views of an entity that goes. */
export function entitySavedViews({ savedViews }: Pick<Users, 'savedViews'>, entity: string): FoundDependent[] {
  const way: Way = { kind: 'view', how: both('lists it', '列出它') }
  return told(
    savedViews.filter((view) => view.entity === entity).map((view) => ({ view, way })),
    true,
  )
}

/** Shared ones by name; of those that only their owners see, how many. */
function told(uses: ReadonlyArray<{ view: SavedViewUse; way: Way }>, breaks: boolean): FoundDependent[] {
  const shared = uses
    .filter(({ view }) => !view.isPrivate)
    .map(({ view: { id, entity, name }, way: { kind, how } }) =>
      found(
        kind,
        { entity, breaks, name: id },
        both(`Saved view ‘${name}’ ${en(how)}`, `已保存的视图“${name}”${zh(how)}`),
      ),
    )
  const own = Map.groupBy(
    uses.filter(({ view }) => view.isPrivate),
    ({ view, way }) => `${view.entity} ${way.how.en}`,
  )
  const counted = [...own.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { view, way } = first
    const views =
      group.length === 1 ? 'One saved view of a person’s own' : `${group.length} saved views of people’s own`
    const verb = group.length === 1 ? en(way.how) : en(way.how).replace(/^(\w+)s\b/, '$1')
    return [
      found(
        way.kind,
        { entity: view.entity, breaks },
        both(`${views} ${verb}`, `有 ${group.length} 个个人视图${zh(way.how)}`),
      ),
    ]
  })
  return [...shared, ...counted]
}

function waysOf(model: CompiledModel, { entity, definition }: SavedViewUse, used: UsedField): Way[] {
  const { where, sort, columns } = definition
  const touches = (path: string) => onPath(model, entity, path).some((place) => isSame(place, used))
  const filtered = where === null ? [] : filterPlaces(model, entity, where)
  return [
    ...(filtered.some((place) => isSame(place, used)) ? [FILTERS] : []),
    ...((sort ?? []).some(({ field }) => touches(field)) ? [SORTS] : []),
    ...((columns ?? []).some(touches) ? [SHOWS] : []),
  ]
}

interface Place {
  entity: string
  field: string
}

function isSame(place: Place, used: UsedField): boolean {
  return place.entity === used.entity && place.field === used.field
}

function filterPlaces(model: CompiledModel, entity: string, filter: RecordFilter): Place[] {
  if ('and' in filter) return filter.and.flatMap((part) => filterPlaces(model, entity, part))
  if ('or' in filter) return filter.or.flatMap((part) => filterPlaces(model, entity, part))
  if ('not' in filter) return filterPlaces(model, entity, filter.not)
  if (!('children' in filter)) return onPath(model, entity, filter.field)
  const steps = filter.children.split('.')
  const way = onPath(model, entity, steps.slice(0, -1).join('.'))
  const from = steps.length === 1 ? entity : targetOf(model, way.at(-1))
  const child = from === null ? undefined : childCollections(model.document, from).get(steps.at(-1) ?? '')
  if (child === undefined) return way
  const parts = ['any', 'none', 'all', 'where'].flatMap((name) => (name in filter ? [filter[name as never]] : []))
  const below = parts.flatMap((part) => (isFilter(part) ? filterPlaces(model, child.entity, part) : []))
  return [...way, { entity: child.entity, field: child.reference }, ...below]
}

function isFilter(part: unknown): part is RecordFilter {
  return typeof part === 'object' && part !== null
}

/** The fields that a path names, each of the entity that the one before it leads to. */
function onPath(model: CompiledModel, entity: string, path: string): Place[] {
  const places: Place[] = []
  let at: string | null = entity
  for (const field of path === '' ? [] : path.split('.')) {
    if (at === null) break
    const place: Place = { entity: at, field }
    places.push(place)
    at = targetOf(model, place)
  }
  return places
}

function targetOf(model: CompiledModel, place: Place | undefined): string | null {
  const field = place === undefined ? undefined : model.entities.get(place.entity)?.fields.get(place.field)
  return field?.schema.reference?.entity ?? null
}
