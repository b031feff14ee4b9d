import type { Hue } from '@tenon/sdk/contract/field-type'
import type { TagInfo } from '@tenon/sdk/contract/tags-api'
import { chipStyles, stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { failedState } from '../app/failed-state.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { removeTag } from './remove-tag.ts'
import { renderTagForm, renderTagMerge } from './render-tag-form.ts'
import { TagList } from './tag-list.ts'
import { tagsPanelStyles } from './tags-panel.styles.ts'
import './tags-by-typing.ts'

/** What the dialog is about: a new tag (null), one that is edited, or one that goes into another. */
type Task = { kind: 'edit'; tag: TagInfo | null } | { kind: 'merge'; tag: TagInfo; others: TagInfo[] }

const SEARCH_DELAY_MS = 200

/** The tags that there are: what they are called, their colours, on how many records they are. */
export class TagsPanel extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, tableStyles, stateStyles, dialogStyles, tagsPanelStyles]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    problem: { state: true },
    progress: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare task: Task | null
  /** Why the dialog's work was refused. */
  declare problem: string
  /** How far the tag that goes is. */
  declare progress: string
  declare busy: boolean
  readonly #list = new TagList(this)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.task = null
    this.problem = ''
    this.progress = ''
    this.busy = false
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#timer)
    super.disconnectedCallback()
  }

  #find(search: string): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#list.show({ search: search.trim() }), SEARCH_DELAY_MS)
  }

  async #open(task: Task): Promise<void> {
    this.task = task
    this.problem = ''
    await this.updateComplete
    this.element<HTMLFormElement>('dialog form')?.reset()
    this.element<HTMLDialogElement>('dialog')?.showModal()
  }

  async #openMerge(tag: TagInfo): Promise<void> {
    try {
      const { tags } = await this.app.client.tags.list({ limit: 200 })
      await this.#open({ kind: 'merge', tag, others: tags.filter(({ id }) => id !== tag.id) })
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { task } = this
    if (!task || this.busy) return
    const data = new FormData(event.target as HTMLFormElement)
    this.busy = true
    this.problem = ''
    try {
      await (task.kind === 'edit' ? this.#store(task.tag, data) : this.#merge(task, String(data.get('into'))))
      this.#close()
      await this.#list.read()
    } catch (error) {
      this.problem = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  async #store(tag: TagInfo | null, data: FormData): Promise<void> {
    const { tags } = this.app.client
    const entities = data.getAll('entity').map(String)
    const values = {
      name: String(data.get('name')).trim(),
      hue: String(data.get('hue')) as Hue,
      entities: entities.length === 0 ? null : entities,
    }
    const { name } = await (tag ? tags.update({ id: tag.id, ...values }) : tags.create(values))
    this.app.toast({ tone: 'positive', text: this.t('tagSaved', { name }) })
  }

  async #merge({ tag, others }: Extract<Task, { kind: 'merge' }>, into: string): Promise<void> {
    await this.#remove(tag, into)
    const name = others.find(({ id }) => id === into)?.name ?? ''
    this.app.toast({ tone: 'positive', text: this.t('tagMerged', { name: tag.name, into: name }) })
  }

  async #remove(tag: TagInfo, into?: string): Promise<void> {
    const records = this.#list.countOf(tag.id) ?? 0
    try {
      await removeTag(this.app, { tag, records, ...(into !== undefined && { into }) }, (done, total) => {
        this.progress = this.t('tagProgress', { name: tag.name, done, total })
      })
    } finally {
      this.progress = ''
    }
  }

  async #delete(tag: TagInfo): Promise<void> {
    const { name } = tag
    const agreed = await this.app.confirm({
      title: this.t('deleteTagTitle', { name }),
      text: this.t('deleteTagText', { count: this.#list.countOf(tag.id) ?? 0 }),
      confirm: this.t('deleteTag', { name }),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (agreed) await this.#attempt(() => this.#removeAndTell(tag))
  }

  async #removeAndTell(tag: TagInfo): Promise<void> {
    await this.#remove(tag)
    this.app.toast({ tone: 'positive', text: this.t('tagDeleted', { name: tag.name }) })
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
    await this.#list.read()
  }

  override render() {
    const { mayManage } = this.#list
    return html`<div class="top">
        <p>${this.t('tagsLead')}</p>
        ${
          mayManage
            ? html`<button class="button primary" @click=${() => void this.#open({ kind: 'edit', tag: null })}>
                ${icon('plus')} ${this.t('newTag')}
              </button>`
            : nothing
        }
      </div>
      <div class="tools">
        <input
          class="input"
          type="search"
          aria-label=${this.t('searchTags')}
          placeholder=${this.t('searchTags')}
          @input=${(event: InputEvent) => this.#find((event.target as HTMLInputElement).value)}
        />
        <label>
          <input
            class="checkbox"
            type="checkbox"
            @change=${(event: Event) => this.#list.show({ archived: (event.target as HTMLInputElement).checked })}
          />${this.t('showArchivedTags')}
        </label>
      </div>
      <p class="progress" role="status">${this.progress}</p>
      ${this.#renderList()} ${this.#renderDialog()}
      ${this.app.isAdmin ? html`<studio-tags-by-typing .app=${this.app}></studio-tags-by-typing>` : nothing}`
  }

  #renderList() {
    const { tags, failure, search, next, mayManage } = this.#list
    if (failure) {
      return failedState(failure, { locale: this.locale, tryAgain: () => this.#list.read() })
    }
    if (!tags) return html`<span class="skeleton"></span>`
    if (tags.length === 0) {
      return search === ''
        ? emptyState({ title: this.t('tagsEmpty'), text: this.t(mayManage ? 'tagsEmptyText' : 'tagsEmptyTextReader') })
        : emptyState({ title: this.t('tagsNoneFound'), text: this.t('tagsNoneFoundText') })
    }
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.t('tags')}>${this.#renderTable(tags)}</div>
      ${
        next === null
          ? nothing
          : html`<button class="button more" @click=${() => void this.#list.read({ more: true })}>${this.t('moreTags')}</button>`
      }`
  }

  #renderTable(tags: TagInfo[]) {
    const { mayManage } = this.#list
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('tagFor')}</th>
          ${mayManage ? html`<th scope="col" class="end">${this.t('tagRecords')}</th>` : nothing}
          <th scope="col">${this.t('state')}</th>
          ${mayManage ? html`<th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${tags.map((tag) => this.#renderRow(tag))}
      </tbody>
    </table>`
  }

  #renderRow(tag: TagInfo) {
    const { mayManage } = this.#list
    const count = this.#list.countOf(tag.id)
    const state = tag.leaving ? 'tagLeaving' : tag.archived ? 'tagArchived' : 'tagInUse'
    return html`<tr>
      <td><span class="chip" data-hue=${tag.hue}>${tag.name}</span></td>
      <td>${this.#entityNames(tag)}</td>
      ${mayManage ? html`<td class="end">${count === undefined ? '' : new Intl.NumberFormat(this.locale).format(count)}</td>` : nothing}
      <td><span class="chip" data-hue=${state === 'tagInUse' ? 'green' : 'gray'}>${this.t(state)}</span></td>
      ${mayManage ? html`<td class="row-actions">${this.#renderActions(tag)}</td>` : nothing}
    </tr>`
  }

  #entityNames({ entities }: TagInfo): string {
    if (entities === null) return this.t('allEntitiesTag')
    const { model } = this.app
    const labels = entities.flatMap((name) => model.entities[name]?.pluralLabel ?? [])
    return labels.map((label) => this.text(label)).join(this.locale === 'zh-CN' ? '、' : ', ')
  }

  #renderActions(tag: TagInfo) {
    const { name, archived, leaving } = tag
    const action = (label: string, symbol: Parameters<typeof icon>[0], act: () => Promise<void>) => html`<button
      class="button quiet icon dense"
      aria-label=${label}
      title=${label}
      @click=${() => void act()}
    >
      ${icon(symbol)}
    </button>`
    if (leaving)
      return action(this.t('tagGoesOn', { name }), 'trash-2', () => this.#attempt(() => this.#removeAndTell(tag)))
    const { tags } = this.app.client
    return html`${action(this.t('editTag', { name }), 'pencil', () => this.#open({ kind: 'edit', tag }))}
    ${action(this.t('mergeTag', { name }), 'git-merge', () => this.#openMerge(tag))}
    ${action(this.t(archived ? 'restoreTag' : 'archiveTag', { name }), archived ? 'archive-restore' : 'archive', () =>
      this.#attempt(() => tags.update({ id: tag.id, archived: !archived })),
    )}
    ${action(this.t('deleteTag', { name }), 'trash-2', () => this.#delete(tag))}`
  }

  #renderDialog() {
    const { task } = this
    const title =
      task?.kind === 'merge' ? this.t('mergeTag', { name: task.tag.name }) : this.#editTitle(task?.tag ?? null)
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${title}</h2>
      <form @submit=${this.#save}>
        ${task === null ? nothing : task.kind === 'merge' ? renderTagMerge({ ...task, records: this.#list.countOf(task.tag.id) ?? 0, locale: this.locale }) : renderTagForm({ tag: task.tag, model: this.app.model, locale: this.locale })}
        <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
        <div class="actions">
          <button type="button" class="button" @click=${() => this.#close()}>${this.t('cancel')}</button>
          <button class="button primary" ?disabled=${this.busy}>
            ${this.t(task?.kind === 'merge' ? 'mergeTags' : 'saveTag')}
          </button>
        </div>
      </form>
    </dialog>`
  }

  #editTitle(tag: TagInfo | null): string {
    return tag ? this.t('editTag', { name: tag.name }) : this.t('newTag')
  }
}
customElements.define('studio-tags', TagsPanel)
