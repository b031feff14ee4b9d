import type { FormerName, PartPlace } from '@tenon/sdk/contract/model-names'
import { stateStyles } from '@tenon/web-components/data.styles'
import { formatDate } from '@tenon/web-components/value/format-date'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { sectionListStyles } from './section-list.styles.ts'

/** Old names that still work, until when, and a button that ends one; nothing is shown where there is none. */
export class FormerNameList extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    sectionListStyles,
    css`
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--tenon-space-3);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    names: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare names: FormerName[]
  declare failure: string | null

  constructor() {
    super()
    this.names = []
    this.failure = null
  }

  override firstUpdated(): void {
    void this.load()
  }

  load(): Promise<void> {
    return this.#show(() => this.app.client.model.formerNames())
  }

  async #show(read: () => Promise<FormerName[]>): Promise<void> {
    try {
      this.names = await read()
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  async #end({ place, formerName }: FormerName): Promise<void> {
    const words = { name: formerName }
    const agreed = await this.app.confirm({
      title: this.t('formerEndTitle', words),
      text: this.t('formerEndText'),
      confirm: this.t('formerEnd'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    await this.#show(() => this.app.client.model.endFormerName({ place, formerName }))
    if (this.failure === null) this.app.toast({ tone: 'positive', text: this.t('formerEnded', words) })
  }

  override render() {
    if (this.failure) return html`<p class="error" role="alert">${this.failure}</p>`
    if (this.names.length === 0) return nothing
    return html`<h2 id="former">${this.t('formerTitle')}</h2>
      <p>${this.t('formerText')}</p>
      <ul aria-labelledby="former">
        ${this.names.map((name) => this.#renderName(name))}
      </ul>`
  }

  #renderName(name: FormerName) {
    const { place, formerName, endsAt } = name
    const day = formatDate(endsAt.slice(0, 10), this.locale)
    return html`<li>
      <span>
        <code>${formerName}</code> → <code>${todaysName(place)}</code>
        <small>${this.#whose(place)} · <time datetime=${endsAt}>${this.t('formerUntil', { date: day })}</time></small>
      </span>
      <button class="button dense" aria-label=${this.t('formerEndName', { name: formerName })} @click=${() => void this.#end(name)}>
        ${this.t('formerEnd')}
      </button>
    </li>`
  }

  #whose(place: PartPlace): string {
    const { entities, pipelines } = this.app.model
    if (place.part === 'stage') return this.text(pipelines[place.pipeline]?.label ?? place.pipeline)
    return this.text(entities[place.entity]?.label ?? place.entity)
  }
}

function todaysName(place: PartPlace): string {
  if (place.part === 'entity') return place.entity
  return place.part === 'field' ? place.field : place.stage
}

customElements.define('studio-former-names', FormerNameList)
