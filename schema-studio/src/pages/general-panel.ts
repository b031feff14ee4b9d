import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { StudioElement } from '../app/studio-element.ts'

/** What holds for the tenant as a whole: its time zone. */
export class GeneralPanel extends StudioElement {
  static override styles = [
    StudioElement.styles,
    pageStyles,
    css`
      :host {
        display: block;
        max-width: 520px;
      }
      form {
        display: grid;
        gap: var(--tenon-space-4);
        justify-items: start;
      }
      .field {
        width: 100%;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    zone: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  /** In force; null until it is read. */
  declare zone: string | null
  declare failure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.zone = null
    this.failure = null
    this.busy = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#load()
    this.untilRemoved(this.app.live.whenBack(() => this.zone ?? this.#load()))
  }

  async #load(): Promise<void> {
    try {
      this.zone = (await this.app.client.settings.read()).timeZone
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (this.busy) return
    const timeZone = String(new FormData(event.target as HTMLFormElement).get('timeZone'))
    this.busy = true
    this.failure = null
    try {
      this.zone = (await this.app.client.settings.change({ timeZone })).timeZone
      this.app.toast({ tone: 'positive', text: this.t('timeZoneSaved', { zone: this.zone }) })
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  override render() {
    const { zone, failure } = this
    const retry = () => this.#load()
    if (zone === null) {
      return failure === null
        ? html`<span class="skeleton"></span>`
        : html`<div class="notice critical" role="alert">
            <p>${failure}</p>
            <button type="button" class="button" @click=${retry}>${this.t('tryAgain')}</button>
          </div>`
    }
    return html`<form @submit=${this.#save}>
      <div class="field">
        <label class="label" for="time-zone">${this.t('timeZone')}</label>
        <select class="select" id="time-zone" name="timeZone" aria-describedby="time-zone-help">
          ${zonesWith(zone).map((name) => html`<option value=${name} ?selected=${name === zone}>${name.replaceAll('_', ' ')}</option>`)}
        </select>
        <p class="help" id="time-zone-help">${this.t('timeZoneHelp')}</p>
        ${failure === null ? nothing : html`<p class="error" role="alert">${failure}</p>`}
      </div>
      <button type="submit" class="button primary" aria-disabled=${this.busy}>${this.t('saveTimeZone')}</button>
    </form>`
  }
}
customElements.define('studio-general', GeneralPanel)

/** The zones that this browser knows, UTC first, and the one in force, which it need not know. */
function zonesWith(zone: string): string[] {
  return [...new Set(['UTC', ...[...Intl.supportedValuesOf('timeZone'), zone].sort()])]
}
