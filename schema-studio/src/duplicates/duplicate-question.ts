import type { DuplicatesOfRule } from '@tenon/sdk/contract/duplicates-api'
import { listIn } from '@tenon/sdk/contract/list-in'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { cardListStyles } from '../app/card-list.styles.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { duplicatesPath, recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'

export interface DuplicateQuestionTask {
  entity: string
  /** The record that is being changed; null for a new one. */
  id: string | null
  rules: readonly DuplicatesOfRule[]
}

/** Shows which records one that is about to be saved would be taken for, and why; asks whether to save it all the same. */
export class DuplicateQuestion extends StudioElement {
  static override styles = [
    StudioElement.styles,
    dialogStyles,
    cardListStyles,
    css`
      dialog {
        width: min(520px, calc(100vw - 32px));
      }
    `,
  ]
  static override properties = { app: { attribute: false }, task: { state: true } }
  declare app: AppServices
  declare task: DuplicateQuestionTask | null
  #answer: ((save: boolean) => void) | null = null

  constructor() {
    super()
    this.task = null
  }

  /** True where it is to be saved all the same. */
  async ask(task: DuplicateQuestionTask): Promise<boolean> {
    this.#settle(false)
    this.task = task
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  #settle(save: boolean): void {
    const answer = this.#answer
    this.#answer = null
    this.element<HTMLDialogElement>('dialog')?.close()
    answer?.(save)
  }

  /** A closing is told a frame later. */
  #closed(event: Event): void {
    if (!(event.target as HTMLDialogElement).open) this.#settle(false)
  }

  override render() {
    const { task } = this
    const isRefused = task?.rules.some(({ onWrite }) => onWrite === 'refuse') === true
    return html`<dialog aria-labelledby="title" aria-describedby="text" @close=${this.#closed}>
      <h2 id="title">${this.t(isRefused ? 'duplicateRefused' : 'duplicateQuestion')}</h2>
      <p id="text">${this.t(isRefused ? 'duplicateRefusedText' : 'duplicateQuestionText')}</p>
      <ul>
        ${task?.rules.flatMap((rule) => this.#renderRule(task, rule))}
      </ul>
      <div class="actions">
        ${task ? this.#renderCompare(task) : nothing}
        <button class="button" autofocus @click=${() => this.#settle(false)}>${this.t('duplicateBack')}</button>
        ${isRefused ? nothing : html`<button class="button primary" @click=${() => this.#settle(true)}>${this.t('duplicateSaveAnyway')}</button>`}
      </div>
    </dialog>`
  }

  #renderRule({ entity }: DuplicateQuestionTask, { label, fields, records, hidden }: DuplicatesOfRule) {
    const properties = this.app.model.entities[entity]?.properties ?? {}
    const names = fields.map((name) => this.text(properties[name]?.label ?? name))
    const why = html`<small>${this.text(label)} · ${listIn(names, this.locale)}</small>`
    const found = records.map(({ id, title }) => {
      const shown = title || this.t('untitled')
      return html`<li>
        <a href=${recordPath(entity, id)} target="_blank" rel="noopener" aria-label=${this.t('duplicateOpen', { title: shown })}>${shown}</a>
        ${why}
      </li>`
    })
    return hidden ? [...found, html`<li>${this.t('duplicateHidden')} ${why}</li>`] : found
  }

  /** Only what is there already can be merged. */
  #renderCompare({ entity, id, rules }: DuplicateQuestionTask) {
    const schema = this.app.model.entities[entity]
    const others = [...new Set(rules.flatMap(({ records }) => records.map((record) => record.id)))].slice(0, 19)
    if (id === null || others.length === 0 || !schema?.access.delete) return nothing
    const compare = () => {
      this.#settle(false)
      void this.app.router.navigate(duplicatesPath(entity, [id, ...others]))
    }
    return html`<button class="button quiet" @click=${compare}>${this.t('duplicateCompare')}</button>`
  }
}
customElements.define('studio-duplicate-question', DuplicateQuestion)
