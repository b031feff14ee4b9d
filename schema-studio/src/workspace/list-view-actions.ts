import { textIn } from '@tenon/sdk/contract/locale'
import type { ListColumnChoice } from '@tenon/sdk/contract/personal-api'
import type { AppServices } from '../app/app-services.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { localeStore } from '../app/locale-store.ts'
import { translate } from '../locales/translate.ts'
import type { ColumnsChosenEvent } from '../views/columns-chosen-event.ts'
import type { ViewSavedEvent } from '../views/view-saved-event.ts'
import type { ListState } from './list-state.ts'
import { viewPath } from './list-view.ts'

interface ListSite {
  app: AppServices
  entity: string
  state: ListState
  root: ParentNode
  /** What stands as columns now, the title first. */
  shown: string[]
}

/** What a person does with a list's view: saving it, its name and readers, its columns. */
export class ListViewActions {
  readonly #site: () => ListSite

  constructor(site: () => ListSite) {
    this.#site = site
  }

  async save(): Promise<void> {
    const { app, state } = this.#site()
    const { saved } = state.view
    if (saved === null) return this.saveAs()
    const { where, sort } = state.definition
    try {
      app.personal.put(await app.client.views.update({ id: saved.id, version: saved.version, where, sort }))
      state.discard()
      app.toast({ text: this.#t('viewSaved', { name: saved.name }) })
    } catch (error) {
      const isLate = hasCode(error, 'VERSION_CONFLICT')
      const text = isLate ? this.#t('viewChangedByOther') : errorText(error, localeStore.get())
      app.toast({ tone: 'critical', text })
      if (isLate) await app.personal.load()
    }
  }

  async saveAs(): Promise<void> {
    const { app, entity, state } = this.#site()
    const { name: key, saved } = state.view
    const declared = Object.hasOwn(app.model.views, key) ? app.model.views[key] : undefined
    const copied = saved?.name ?? (declared && textIn(declared.label, localeStore.get()))
    const name = copied === undefined ? '' : this.#t('viewCopyName', { name: copied })
    await this.#openDialog({ entity, view: null, definition: state.definition, name })
  }

  async edit(): Promise<void> {
    const { entity, state } = this.#site()
    const { saved } = state.view
    if (saved !== null) await this.#openDialog({ entity, view: saved, definition: state.definition, name: saved.name })
  }

  /** Another view of the list is shown now: the one that was saved, or all where one was deleted. */
  onSaved({ view }: ViewSavedEvent): void {
    const { app, entity } = this.#site()
    if (view !== null) app.toast({ text: this.#t('viewSaved', { name: view.name }) })
    app.router.replace(viewPath(entity, view?.id ?? 'all'))
  }

  async openColumns(): Promise<void> {
    const { app, entity, state, root, shown } = this.#site()
    await import('../views/columns-sheet.ts')
    const [, ...others] = shown
    const columns = this.#withWidths(others)
    const canChangeView = state.view.saved?.canChange === true
    await customElements.whenDefined('studio-columns-sheet')
    const sheet = root.querySelector('studio-columns-sheet')
    if (sheet) sheet.app = app
    await sheet?.open({ entity, columns, canChangeView })
  }

  async chooseColumns({ columns, forView }: ColumnsChosenEvent): Promise<void> {
    const { app, state, shown } = this.#site()
    const { saved } = state.view
    const [title] = this.#withWidths(shown.slice(0, 1))
    const chosen = columns === null || title === undefined ? columns : [title, ...columns]
    if (!forView || saved === null || columns === null) return this.#saveColumns(chosen)
    try {
      const fields = columns.map(({ field }) => field)
      app.personal.put(await app.client.views.update({ id: saved.id, version: saved.version, columns: fields }))
      await this.#saveColumns(chosen?.some(({ width }) => width !== undefined) ? chosen : null)
    } catch (error) {
      app.toast({ tone: 'critical', text: errorText(error, localeStore.get()) })
      if (hasCode(error, 'VERSION_CONFLICT')) await app.personal.load()
    }
  }

  /** One column is wider or narrower from now on. */
  async setWidth(field: string, width: number): Promise<void> {
    const { shown } = this.#site()
    await this.#saveColumns(
      this.#withWidths(shown).map((column) => (column.field === field ? { field, width } : column)),
    )
  }

  #withWidths(fields: readonly string[]): ListColumnChoice[] {
    const { widths } = this.#site().state.columns
    return fields.map((field) => {
      const width = widths[field]
      return width === undefined ? { field } : { field, width }
    })
  }

  async #saveColumns(columns: ListColumnChoice[] | null): Promise<void> {
    const { app, entity, state } = this.#site()
    try {
      await app.personal.saveColumns(entity, state.view.name, columns)
    } catch (error) {
      app.toast({ tone: 'critical', text: `${this.#t('columnsNotSaved')} ${errorText(error, localeStore.get())}` })
    }
  }

  async #openDialog(task: Parameters<HTMLElementTagNameMap['studio-view-dialog']['open']>[0]): Promise<void> {
    const { app, root } = this.#site()
    await import('../views/view-dialog.ts')
    const dialog = root.querySelector('studio-view-dialog')
    if (dialog) dialog.app = app
    await dialog?.open(task)
  }

  #t(...words: Parameters<typeof translate> extends [unknown, ...infer Rest] ? Rest : never): string {
    return translate(localeStore.get(), ...words)
  }
}
