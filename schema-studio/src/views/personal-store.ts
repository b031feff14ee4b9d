import type { TenonClient } from '@tenon/sdk/client'
import type { KnownRecord, ListColumnChoice, ListPreference, RecordPlace } from '@tenon/sdk/contract/personal-api'
import type { SavedView } from '@tenon/sdk/contract/views-api'

/** What the person who is signed in has for themselves, as the server keeps it: views, columns, records. */
export class PersonalStore {
  /** Saved views of all entities, in their order. */
  views: readonly SavedView[] = []
  favourites: readonly KnownRecord[] = []
  /** Records that were looked at, the last one first. */
  recent: readonly KnownRecord[] = []
  #lists: readonly ListPreference[] = []
  #listeners: Array<() => void> = []
  readonly #client: () => TenonClient

  constructor(client: () => TenonClient) {
    this.#client = client
  }

  /** Returns its undo. */
  subscribe(listener: () => void): () => void {
    this.#listeners = [...this.#listeners, listener]
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  /** Views and columns; what cannot be read is as if there were none. */
  async load(): Promise<void> {
    const [views, lists] = await Promise.all([
      this.#client()
        .views.list({})
        .catch(() => []),
      this.#client()
        .personal.lists({})
        .catch(() => []),
    ])
    this.views = views
    this.#lists = lists
    this.#tell()
  }

  async loadRecords(): Promise<void> {
    const { personal } = this.#client()
    const [favourites, recent] = await Promise.all([
      personal.favourites({ limit: 200 }).catch(() => this.favourites),
      personal.recent({}).catch(() => this.recent),
    ])
    Object.assign(this, { favourites, recent })
    this.#tell()
  }

  viewsOf(entity: string): SavedView[] {
    return this.views.filter((view) => view.entity === entity)
  }

  view(entity: string, id: string): SavedView | undefined {
    return this.views.find((view) => view.entity === entity && view.id === id)
  }

  /** A view that was made or changed. */
  put(view: SavedView): void {
    const isKnown = this.views.some(({ id }) => id === view.id)
    this.views = isKnown ? this.views.map((one) => (one.id === view.id ? view : one)) : [...this.views, view]
    this.#tell()
  }

  drop(id: string): void {
    this.views = this.views.filter((view) => view.id !== id)
    this.#lists = this.#lists.filter(({ view }) => view !== id)
    this.#tell()
  }

  /** The view in which the person begins with a list: the one that was looked at last, or that a role begins with. */
  firstView(entity: string): string | null {
    const used = this.#lists.filter((list) => list.entity === entity && list.usedAt !== null)
    const last = used.reduce<ListPreference | null>(
      (latest, list) => ((list.usedAt ?? '') > (latest?.usedAt ?? '') ? list : latest),
      null,
    )
    return last?.view ?? this.viewsOf(entity).find(({ isDefault }) => isDefault)?.id ?? null
  }

  /** Null: as the view says. */
  columnsOf(entity: string, view: string): ListColumnChoice[] | null {
    return this.#lists.find((list) => list.entity === entity && list.view === view)?.columns ?? null
  }

  /** Noted at once, and told to the server on the way. */
  use(entity: string, view: string): void {
    this.#keep({ entity, view, usedAt: new Date().toISOString(), columns: this.columnsOf(entity, view) })
    this.#client()
      .personal.useView({ entity, view })
      .catch(() => undefined)
  }

  async saveColumns(entity: string, view: string, columns: ListColumnChoice[] | null): Promise<void> {
    const before = this.#lists.find((list) => list.entity === entity && list.view === view)
    this.#keep({ entity, view, usedAt: before?.usedAt ?? null, columns })
    this.#tell()
    await this.#client().personal.saveColumns({ entity, view, columns })
  }

  isFavourite(id: string): boolean {
    return this.favourites.some((favourite) => favourite.id === id)
  }

  /** Rejects with a TenonError where the server does not keep it; it is then as before. */
  async setFavourite(place: RecordPlace, favourite: boolean): Promise<void> {
    await this.#client().personal.setFavourite({ ...place, favourite })
    if (!favourite) this.favourites = this.favourites.filter(({ id }) => id !== place.id)
    this.#tell()
    if (favourite) await this.loadRecords()
  }

  /** Notes that the person looks at a record. */
  async visit(place: RecordPlace): Promise<void> {
    const visited = await this.#client()
      .personal.visit(place)
      .catch(() => null)
    if (visited !== null) await this.loadRecords()
  }

  #keep(list: ListPreference): void {
    const others = this.#lists.filter(({ entity, view }) => entity !== list.entity || view !== list.view)
    this.#lists = [...others, list]
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
