import type { RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import type { ViewDefinition } from '@tenon/sdk/contract/views-api'
import type { AppServices } from '../app/app-services.ts'
import { localeStore } from '../app/locale-store.ts'
import { type ListAddress, listAddress, readListAddress } from './list-address.ts'
import { type ListColumns, ListColumnsMemo } from './list-columns-memo.ts'
import { listMemory } from './list-memory.ts'
import { type ListView, listView, viewPath } from './list-view.ts'
import { ListWhere } from './list-where.ts'
import { pipelinesOf } from './pipelines-of.ts'

/** Where a list page is at the moment. */
interface ListSite {
  app: AppServices
  entity: string
  query: URLSearchParams
}

/** What a list page shows: its view, and what its address and its reader say otherwise. */
export class ListState {
  readonly #site: () => ListSite
  readonly #where = new ListWhere()
  readonly #columns = new ListColumnsMemo()
  /** A filter that is too long for the address, until another one is chosen. */
  #long: { view: string; filter: RecordFilter } | null = null

  constructor(site: () => ListSite) {
    this.#site = site
  }

  get address(): ListAddress {
    return readListAddress(this.#site().query)
  }

  get view(): ListView {
    const { app, entity, query } = this.#site()
    return listView(app.model, entity, { name: query.get('view') ?? 'all', saved: app.personal.views })
  }

  get longFilter(): RecordFilter | null {
    return this.#long?.view === this.view.name ? this.#long.filter : null
  }

  /** As it was chosen: what moves with the person and the calendar is still in it. */
  get filter(): RecordFilter | null {
    const { filter } = this.address
    return this.longFilter ?? (filter === undefined ? this.view.where : filter)
  }

  /** What the server is asked with; the same object for the same. */
  get asked(): RecordFilter | null {
    const { app, entity } = this.#site()
    const { model } = app
    const { pipeline } = this.address
    const isThere = pipelinesOf(model, entity).some(({ name }) => name === pipeline)
    return this.#where.of({
      filter: this.filter,
      pipeline: isThere ? pipeline : null,
      place: { model, entity, locale: localeStore.get() },
    })
  }

  get columns(): ListColumns {
    const { app, entity } = this.#site()
    return this.#columns.of(app.personal.columnsOf(entity, this.view.name), this.view.columns)
  }

  /** Whether filter or order are not as the view says. */
  get isChanged(): boolean {
    const { filter, sort } = this.address
    return this.longFilter !== null || filter !== undefined || sort !== null
  }

  /** What a view of all that is on the screen would say. */
  get definition(): ViewDefinition {
    const { sort } = this.address
    return { where: this.filter, sort: sort ? [sort] : this.view.order, columns: this.columns.columns }
  }

  /** The same list under another address, without a step in the history. */
  change(changes: Partial<ListAddress>): void {
    const { app, entity } = this.#site()
    const { name, order } = this.view
    const isOwnOrder = JSON.stringify(changes.sort ? [changes.sort] : null) === JSON.stringify(order)
    const sort = isOwnOrder && changes.sort ? { sort: null } : {}
    const { path, isWhole } = listAddress(entity, { ...this.address, view: name, ...changes, ...sort })
    if ('filter' in changes) this.#long = isWhole || !changes.filter ? null : { view: name, filter: changes.filter }
    app.router.replace(path)
  }

  applyFilter(filter: RecordFilter | null): void {
    const isOwn = JSON.stringify(filter) === JSON.stringify(this.view.where)
    this.change({ filter: isOwn ? undefined : filter })
  }

  /** As the view says. */
  discard(): void {
    this.change({ filter: undefined, sort: null })
  }

  /** A list that is opened without saying how is shown as it was left, or as a role begins with it. */
  returnToPlace(): void {
    const { app, entity, query } = this.#site()
    if (query.get('view') !== null || query.get('filter') !== null) return
    const place = listMemory.get(entity)
    const first = app.personal.firstView(entity) ?? 'all'
    const left = listView(app.model, entity, { name: first, saved: app.personal.views }).name
    const isPlace = place !== undefined && (place.view ?? 'all') === left
    const path = isPlace ? listAddress(entity, { ...place, view: left }).path : viewPath(entity, left)
    const rest = query.get('new') === null ? '' : '&new=1'
    if (path !== viewPath(entity, 'all')) app.router.replace(`${path}${rest}`)
  }

  /** The same object for the same order: a list reads again for another one. */
  sameSort(now: SortKey | null): SortKey | null {
    const { sort } = this.address
    return JSON.stringify(now) === JSON.stringify(sort) ? now : sort
  }
}
