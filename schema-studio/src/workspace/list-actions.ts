import { textIn } from '@tenon/sdk/contract/locale'
import type { ModelViewAction } from '@tenon/sdk/contract/model-document'
import type { ActionPlace } from '@tenon/sdk/contract/plugin-manifest'
import type { ActionTarget } from '../actions/action-task.ts'
import type { AppServices } from '../app/app-services.ts'
import { localeStore } from '../app/locale-store.ts'
import type { AskedTask } from '../bulk/bulk-task.ts'
import { changesMany } from '../bulk/changes-many.ts'
import { translate } from '../locales/translate.ts'

type RecordList = HTMLElementTagNameMap['tenon-record-list']

/** What a list page is at the moment. */
interface ListPlace {
  app: AppServices
  entity: string
  list: RecordList | null
}

/** Plugins' actions of a list page: on what is selected, or on the list itself. */
export class ListActions {
  readonly #place: () => ListPlace
  #withdraw: (() => void) | null = null

  constructor(place: () => ListPlace) {
    this.#place = place
  }

  at(place: ActionPlace): ModelViewAction[] {
    const { app, entity } = this.#place()
    return app.model.entities[entity]?.actions.filter(({ places }) => places.includes(place)) ?? []
  }

  runOnSelection(action: ModelViewAction): void {
    const { list } = this.#place()
    const ids = list?.selectedIds ?? []
    if (ids.length > 0) this.#open(action, { kind: 'records', ids, title: null })
  }

  /**
   * An action that also takes selections works on records: it gets all that the list shows. One for the list alone is
   * about the list, and gets none.
   */
  runOnList(action: ModelViewAction): void {
    const { list } = this.#place()
    const filter = { kind: 'filter' as const, where: list?.where ?? { and: [] }, search: list?.search ?? '' }
    this.#open(action, action.places.includes('selection') ? filter : { kind: 'list' })
  }

  /** Asks about a change of what is selected; whether of all that the list shows is asked there. */
  change(kind: AskedTask['kind']): void {
    const { app, entity, list } = this.#place()
    if (!list || list.selectedIds.length === 0) return
    const shown = { where: list.where, search: list.search }
    app.openBulk({ kind, entity, ids: list.selectedIds, shown, onEnd: () => this.#refresh() })
  }

  /** Asks for a file whose rows are to be records here. */
  import(): void {
    const { app, entity } = this.#place()
    app.openImport({ entity, onEnd: () => this.#refresh() })
  }

  recent(): void {
    const { app, entity } = this.#place()
    app.openRecent({ entity, onEnd: () => this.#refresh() })
  }

  #refresh(): void {
    const { list } = this.#place()
    list?.clearSelection()
    void list?.refresh()
  }

  /** Offers in the palette what can be run now. */
  offer(): void {
    this.withdraw()
    const { app, entity, list } = this.#place()
    const hint = textIn(app.model.entities[entity]?.pluralLabel ?? '', localeStore.get())
    const selected = list?.selectedIds.length ?? 0
    const onSelection = selected > 0 ? this.at('selection') : []
    const onList = this.at('list').filter((action) => !onSelection.includes(action))
    this.#withdraw = app.commands.add([
      ...onSelection.map((action) => this.#command(action, `${hint} (${selected})`, () => this.runOnSelection(action))),
      ...onList.map((action) => this.#command(action, hint, () => this.runOnList(action))),
      ...(app.model.entities[entity]?.access.create
        ? [{ icon: 'upload', label: translate(localeStore.get(), 'importOpen'), hint, run: () => this.import() }]
        : []),
      ...(changesMany(app, entity)
        ? [{ icon: 'clock', label: translate(localeStore.get(), 'bulkRecentOpen'), hint, run: () => this.recent() }]
        : []),
    ])
  }

  withdraw(): void {
    this.#withdraw?.()
    this.#withdraw = null
  }

  #command({ icon = 'zap', label }: ModelViewAction, hint: string, run: () => void) {
    return { icon, label: textIn(label, localeStore.get()), hint, run }
  }

  #open(action: ModelViewAction, target: ActionTarget): void {
    const { app, entity } = this.#place()
    app.openAction({ action, entity, target, onEnd: () => this.#refresh() })
  }
}
