import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'

const CHOICES = [7, 30, 90, 180, 365] as const

/** After how long deleted records are removed for good. */
export class TrashRetention extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
        max-width: 520px;
        margin-top: var(--tenon-space-5);
      }
    `,
  ]
  static override properties = { app: { attribute: false }, days: { state: true }, failure: { state: true } }
  declare app: AppServices
  /** Undefined until they are read; null: never. */
  declare days: number | null | undefined
  declare failure: string | null

  constructor() {
    super()
    this.days = undefined
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#read()
    this.untilRemoved(this.app.live.whenBack(() => this.days === undefined && this.#read()))
  }

  #read(): Promise<boolean> {
    return this.#attempt(() => this.app.client.trash.settings())
  }

  async #attempt(work: () => Promise<{ days: number | null }>): Promise<boolean> {
    try {
      this.days = (await work()).days
      this.failure = null
      return true
    } catch (error) {
      this.failure = errorText(error, this.locale)
      return false
    }
  }

  async #choose(event: Event): Promise<void> {
    const { value } = event.target as HTMLSelectElement
    const days = value === '' ? null : Number(value)
    if (await this.#attempt(() => this.app.client.trash.saveSettings({ days })))
      this.app.toast({ tone: 'positive', text: this.t('trashSaved') })
  }

  override render() {
    const { days, failure } = this
    if (days === undefined) {
      return failure === null
        ? html`<span class="skeleton"></span>`
        : html`<div class="notice critical" role="alert">
            <p>${failure}</p>
            <button type="button" class="button" @click=${() => void this.#read()}>${this.t('tryAgain')}</button>
          </div>`
    }
    const choices = [...new Set([...CHOICES, ...(days ? [days] : [])])].sort((one, other) => one - other)
    return html`<div class="field">
      <label class="label" for="days">${this.t('trashRetention')}</label>
      <select class="select" id="days" aria-describedby="days-help" @change=${this.#choose}>
        ${choices.map((one) => html`<option value=${one} ?selected=${one === days}>${this.t('trashDays', { count: one })}</option>`)}
        <option value="" ?selected=${days === null}>${this.t('never')}</option>
      </select>
      <p class="help" id="days-help">${this.t('trashRetentionHelp')}</p>
      ${failure === null ? nothing : html`<p class="error" role="alert">${failure}</p>`}
    </div>`
  }
}
customElements.define('studio-trash-retention', TrashRetention)
