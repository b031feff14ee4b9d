import type { ModelListView, ModelView } from '@tenon/sdk/contract/model-document'
import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import { listPath } from '../app/route.ts'
import { makePlaceMemory } from './make-place-memory.ts'

/** What of an entity a list shows, and by which address. */
export interface ListView {
  /** As in the address: `all`, `mine`, or the name of one of the model's views. */
  name: string
  /** A value may be `{ "$actor": true }`: the person who looks. */
  where: RecordFilter | null
  order: SortKey[] | null
  columns: string[] | null
}

const ALL: ListView = { name: 'all', where: null, order: null, columns: null }
const MINE: ListView = {
  ...ALL,
  name: 'mine',
  where: { field: 'ownerId', op: 'eq', value: { $actor: true } },
}

/** Named views of an entity, in the model's order. */
export function viewsOf({ views }: ModelView, entity: string): ModelListView[] {
  return Object.values(views).filter((view) => view.entity === entity)
}

/** The view of that name, or all records where there is none. The same object for the same model. */
export function listView(model: ModelView, entity: string, name: string): ListView {
  if (name === 'mine') return MINE
  const view = Object.hasOwn(model.views, name) ? model.views[name] : undefined
  if (view?.entity !== entity) return ALL
  let known = made.get(view)
  if (!known) {
    const { where = null, sort = null, fields = null } = view
    known = { name, where, order: sort, columns: fields }
    made.set(view, known)
  }
  return known
}

// A list reads again when it is given another object, even if it says the same.
const made = new WeakMap<ModelListView, ListView>()

export function viewPath(entity: string, view: string): string {
  return `${listPath(entity)}?view=${encodeURIComponent(view)}`
}

/** The view in which each list was left. */
export const viewMemory = makePlaceMemory('tenon.views')
