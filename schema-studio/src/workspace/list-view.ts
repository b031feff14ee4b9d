import type { ModelListView, ModelView } from '@tenon/sdk/contract/model-document'
import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import type { SavedView } from '@tenon/sdk/contract/views-api'
import { listPath } from '../app/route.ts'

/** What of an entity a list shows, and by which address. */
export interface ListView {
  /** As in the address: `all`, `mine`, the name of one of the model's views, or the id of a saved one. */
  name: string
  /** A value may be `{ "$actor": true }`: the person who looks. */
  where: RecordFilter | null
  order: SortKey[] | null
  columns: string[] | null
  /** Null: one of the model's, or one that every list has. */
  saved: SavedView | null
}

const ALL: ListView = { name: 'all', where: null, order: null, columns: null, saved: null }
const MINE: ListView = {
  ...ALL,
  name: 'mine',
  where: { field: 'ownerId', op: 'eq', value: { $actor: true } },
}

/** Named views of an entity, in the model's order. */
export function viewsOf({ views }: ModelView, entity: string): ModelListView[] {
  return Object.values(views).filter((view) => view.entity === entity)
}

interface NamedView {
  name: string
  /** Views that people have saved. */
  saved?: readonly SavedView[]
}

/** The view of that name, or all records where there is none. The same object for the same model and saved view. */
export function listView(model: ModelView, entity: string, { name, saved = [] }: NamedView): ListView {
  if (name === 'mine') return MINE
  const own = saved.find((view) => view.entity === entity && view.id === name)
  const view = own ?? (Object.hasOwn(model.views, name) ? model.views[name] : undefined)
  if (view?.entity !== entity) return ALL
  let known = made.get(view)
  if (!known) {
    known = 'canChange' in view ? savedView(view) : modelView(view)
    made.set(view, known)
  }
  return known
}

// A list reads again when it is given another object, even if it says the same.
const made = new WeakMap<ModelListView | SavedView, ListView>()

function modelView({ name, where, sort, fields }: ModelListView): ListView {
  return { name, where: where ?? null, order: sort ?? null, columns: fields ?? null, saved: null }
}

function savedView(view: SavedView): ListView {
  const { id, where, sort, columns } = view
  return { name: id, where, order: sort, columns, saved: view }
}

export function viewPath(entity: string, view: string): string {
  return `${listPath(entity)}?view=${encodeURIComponent(view)}`
}
