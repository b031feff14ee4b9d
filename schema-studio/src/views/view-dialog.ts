import {
  MANAGE_VIEWS_RIGHT,
  type SavedView,
  VIEW_LIMITS,
  type ViewAudience,
  type ViewDefinition,
} from '@tenon/sdk/contract/views-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { focusedElement } from '../app/focused-element.ts'
import { roleName } from '../app/role-name.ts'
import { StudioElement } from '../app/studio-element.ts'
import { renderAudience } from './render-audience.ts'
import { viewDialogStyles } from './view-dialog.styles.ts'
import { ViewSavedEvent } from './view-saved-event.ts'

/** What the dialog is for: a view that is there, or a new one of what is on the screen. */
export interface ViewTask {
  entity: string
  view: SavedView | null
  definition: ViewDefinition
  /** What a new one is called at first. */
  name: string
}

export interface RoleChoice {
  name: string
  label: string
}

/** Names a view and says who sees it. Fires `studio-view-saved` with the view, or without one that was deleted. */
export class ViewDialog extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, dialogStyles, viewDialogStyles]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    audience: { state: true },
    defaultFor: { state: true },
    roles: { state: true },
    isManager: { state: true },
    problem: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare task: ViewTask | null
  declare audience: ViewAudience
  declare defaultFor: string[]
  declare roles: RoleChoice[]
  declare isManager: boolean
  declare problem: string
  declare busy: boolean
  #returnFocus: HTMLElement | null = null

  constructor() {
    super()
    Object.assign(this, { task: null, audience: 'nobody', defaultFor: [], roles: [], isManager: false })
    Object.assign(this, { problem: '', busy: false })
  }

  async open(task: ViewTask): Promise<void> {
    this.#returnFocus = focusedElement()
    const { view } = task
    Object.assign(this, { task, audience: view?.sharedWith ?? 'nobody', defaultFor: view?.defaultFor ?? [] })
    Object.assign(this, { problem: '', busy: false })
    void this.#readRoles()
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    const input = this.element<HTMLInputElement>('input[name="name"]')
    if (input) input.value = view?.name ?? task.name
    input?.select()
  }

  /** Those who may list roles choose among all of them, others among their own. */
  async #readRoles(): Promise<void> {
    const { client, session, isAdmin, model } = this.app
    const { locale } = this
    this.roles = session.roles.map((name) => ({ name, label: roleName(name, { labels: model.roleLabels, locale }) }))
    const right = client.access.hasRight({ right: MANAGE_VIEWS_RIGHT }).catch(() => ({ granted: false }))
    const roles = isAdmin ? await client.roles.list({}).catch(() => []) : []
    if (roles.length > 0) this.roles = roles.map(({ name, label }) => ({ name, label: this.text(label) }))
    this.isManager = (await right).granted
  }

  async #save(event: Event): Promise<void> {
    event.preventDefault()
    const { task } = this
    const name = this.element<HTMLInputElement>('input[name="name"]')?.value.trim() ?? ''
    if (task === null || this.busy) return
    if (name === '') {
      this.problem = this.t('viewNameNeeded')
      return
    }
    const { audience: sharedWith, defaultFor } = this
    const isOpen = sharedWith !== 'nobody'
    const words = { name, sharedWith, ...((this.isManager || !isOpen) && { defaultFor: isOpen ? defaultFor : [] }) }
    const { views } = this.app.client
    await this.#run(async () => {
      const { view, entity, definition } = task
      const saved = view
        ? await views.update({ id: view.id, version: view.version, ...words })
        : await views.create({ entity, ...definition, ...words })
      this.app.personal.put(saved)
      this.#close()
      this.dispatchEvent(new ViewSavedEvent(saved))
    })
  }

  async #delete(view: SavedView): Promise<void> {
    this.#close()
    const agreed = await this.app.confirm({
      title: this.t('viewDeleteTitle', { name: view.name }),
      text: this.t(view.sharedWith === 'nobody' ? 'viewDeleteOwn' : 'viewDeleteShared'),
      confirm: this.t('delete'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    try {
      await this.app.client.views.delete({ id: view.id, version: view.version })
      this.app.personal.drop(view.id)
      this.dispatchEvent(new ViewSavedEvent(null))
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
      await this.app.personal.load()
    }
  }

  /** Earlier or later among the views that the person may change. */
  async #move(view: SavedView, by: -1 | 1): Promise<void> {
    const own = this.app.personal.viewsOf(view.entity).filter(({ canChange }) => canChange)
    const ids = own.map(({ id }) => id)
    const from = ids.indexOf(view.id)
    const to = from + by
    if (to < 0 || to >= ids.length) return
    ids.splice(to, 0, ...ids.splice(from, 1))
    await this.#run(async () => {
      await this.app.client.views.reorder({ entity: view.entity, ids })
      await this.app.personal.load()
    })
  }

  async #run(work: () => Promise<void>): Promise<void> {
    this.busy = true
    this.problem = ''
    try {
      await work()
    } catch (error) {
      this.problem = errorText(error, this.locale)
    }
    this.busy = false
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  override render() {
    const view = this.task?.view ?? null
    return html`<dialog aria-labelledby="title" @close=${() => this.#returnFocus?.focus()}>
      <h2 id="title">${this.t(view ? 'viewEdit' : 'viewSaveAsTitle')}</h2>
      <form @submit=${this.#save}>
        <div class="field">
          <label class="label" for="name">${this.t('viewName')}</label>
          <input id="name" class="input" name="name" maxlength=${VIEW_LIMITS.name} autocomplete="off" />
        </div>
        ${renderAudience({
          audience: this.audience,
          roles: this.roles,
          teams: this.app?.model.teams ?? [],
          onChange: (audience) => {
            this.audience = audience
          },
        })}
        ${this.isManager && this.audience !== 'nobody' ? this.#renderDefaults() : nothing}
        ${view ? this.#renderOrder(view) : nothing}
        ${this.problem ? html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>` : nothing}
        <div class="actions">
          ${
            view
              ? html`<button type="button" class="button critical" @click=${() => void this.#delete(view)}>${this.t('delete')}</button>`
              : nothing
          }
          <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
          <button type="submit" class="button primary" ?disabled=${this.busy}>${this.t('viewSave')}</button>
        </div>
      </form>
    </dialog>`
  }

  #renderDefaults() {
    const toggle = (name: string, on: boolean) => {
      this.defaultFor = on ? [...this.defaultFor, name] : this.defaultFor.filter((role) => role !== name)
    }
    return html`<fieldset>
      <legend class="label">${this.t('viewDefaultFor')}</legend>
      <div class="choices">
        ${this.roles.map(
          ({ name, label }) =>
            html`<label class="choice">
              <input
                type="checkbox"
                class="checkbox"
                .checked=${this.defaultFor.includes(name)}
                @change=${(event: Event) => toggle(name, (event.target as HTMLInputElement).checked)}
              />${label}
            </label>`,
        )}
      </div>
    </fieldset>`
  }

  #renderOrder(view: SavedView) {
    return html`<div class="choice">
      <span class="label">${this.t('viewPlace')}</span>
      <button type="button" class="button dense" ?disabled=${this.busy} @click=${() => void this.#move(view, -1)}>
        ${this.t('viewEarlier')}
      </button>
      <button type="button" class="button dense" ?disabled=${this.busy} @click=${() => void this.#move(view, 1)}>
        ${this.t('viewLater')}
      </button>
    </div>`
  }
}
customElements.define('studio-view-dialog', ViewDialog)

declare global {
  interface HTMLElementTagNameMap {
    'studio-view-dialog': ViewDialog
  }
}
