import type { ListApprovalsInput } from '@tenon/sdk/contract/approvals-api'
import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { renderValue } from '@tenon/web-components/value/render-value'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { recordTitle } from '../app/record-title.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { asksForApproval } from '../moves/asks-for-approval.ts'
import { homeStyles } from './home.styles.ts'
import { type RecentRecord, recentRecords } from './recent-records.ts'
import '../icons/entity-icon.ts'
import '../figures/metrics-section.ts'
import '../moves/approval-list.ts'
import './pipeline-card.ts'

const TO_DECIDE: ListApprovalsInput = { of: 'toDecide' }
const LIVE_DELAY_MS = 800

/** Where the day starts: the pipelines in figures, what is one's own and what has changed. */
export class HomePage extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, pageStyles, homeStyles]
  static override properties = {
    app: { attribute: false },
    own: { state: true },
    recent: { state: true },
    failure: { state: true },
    revision: { state: true },
  }
  declare app: AppServices
  declare own: RecentRecord[] | null
  declare recent: RecentRecord[] | null
  /** Why there is nothing to show, where nothing could be read so far. */
  declare failure: string | null
  declare revision: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.own = null
    this.recent = null
    this.failure = null
    this.revision = 0
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#load()
    void this.app.personal.loadRecords()
    this.untilRemoved(this.app.personal.subscribe(() => this.requestUpdate()))
    this.untilRemoved(
      this.app.live.subscribe(() => {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => void this.#load(), LIVE_DELAY_MS)
      }),
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  async #load(): Promise<void> {
    this.revision++
    const owner = this.app.session.user.id
    this.failure = null
    try {
      const [own, recent] = await Promise.all([
        recentRecords(this.app, { where: { field: 'ownerId', op: 'eq', value: owner }, limit: 8 }),
        recentRecords(this.app, { limit: 12, each: 4 }),
      ])
      this.own = own
      this.recent = recent
    } catch (error) {
      if (this.recent === null) this.failure = errorText(error, this.locale)
    }
  }

  override render() {
    const { session, model } = this.app
    return html`${pageHeader({ title: this.t('home') })}
      <div class="body">
        <div class="wrap">
          <h2 class="greeting">${this.t(greetingKey(), { name: session.user.name })}</h2>
          <p class="lead">${new Intl.DateTimeFormat(this.locale, { dateStyle: 'full' }).format(new Date())}</p>
          ${Object.keys(model.entities).length === 0 ? this.#renderNothing() : this.#renderAll()}
        </div>
      </div>`
  }

  /** Of a person whose roles include no records at all. */
  #renderNothing() {
    return emptyState({ picture: 'closed', title: this.t('nothingOpenTitle'), text: this.t('nothingOpenText') })
  }

  #renderAll() {
    const { model } = this.app
    const pipelines = Object.values(model.pipelines)
    return html`<studio-metrics .app=${this.app}></studio-metrics>
          <div class="columns">
            ${pipelines.length === 0 ? nothing : html`<div>${pipelines.map((pipeline) => this.#renderPipeline(pipeline))}</div>`}
            <div>
              ${
                asksForApproval(model)
                  ? html`<studio-approval-list
                      .app=${this.app}
                      .of=${TO_DECIDE}
                      .heading=${this.t('approvalsForYou')}
                    ></studio-approval-list>`
                  : nothing
              }
              ${this.#renderKnown()}
              ${this.failure === null ? this.#renderChanged() : this.#renderFailure(this.failure)}
            </div>
          </div>`
  }

  #renderPipeline(pipeline: ModelPipeline) {
    return html`<studio-pipeline-card
      .app=${this.app}
      .pipeline=${pipeline}
      .revision=${this.revision}
    ></studio-pipeline-card>`
  }

  #renderKnown() {
    const { favourites, recent } = this.app.personal
    const seen = recent.filter(({ isFavourite }) => !isFavourite).slice(0, 8)
    return html`${favourites.length > 0 ? this.#renderList(this.t('favourites'), [...favourites], '') : nothing}
    ${this.#renderList(this.t('recentlyViewed'), seen, this.t('recentlyViewedEmpty'))}`
  }

  #renderChanged() {
    return html`${this.#renderList(this.t('yourRecords'), this.own, this.t('yourRecordsEmpty'))}
    ${this.#renderList(this.t('recentlyChanged'), this.recent, this.t('recentEmpty'))}`
  }

  #renderFailure(failure: string) {
    return html`<div class="notice critical" role="alert">
      <p>${failure}</p>
      <button class="button" @click=${() => void this.#load()}>${this.t('tryAgain')}</button>
    </div>`
  }

  #renderList(title: string, records: RecentRecord[] | null, empty: string) {
    return html`<section class="card">
      <h3>${title}</h3>
      ${
        records === null
          ? html`<span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>`
          : records.length === 0
            ? html`<p class="help">${empty}</p>`
            : html`<ul>
                ${records.map(({ entity, record }) => this.#renderRecord(entity, record))}
              </ul>`
      }
    </section>`
  }

  #renderRecord(entity: string, record: TenonRecord) {
    const { model } = this.app
    const { locale } = this
    const schema = model.entities[entity]
    const stage = record.stage ? fieldOf(model, { entity, pipeline: record.pipeline }, 'stage') : undefined
    return html`<li>
      <a href=${recordPath(entity, record.id)}>
        <studio-entity-icon name=${schema?.icon ?? 'box'} title=${schema ? this.text(schema.label) : ''}></studio-entity-icon>
        <span class="title">${recordTitle(entity, record, { model, locale })}</span>
        ${stage && record.stage ? renderValue(record.stage, stage, { locale, model }) : nothing}
        ${
          record.updatedAt
            ? html`<time datetime=${record.updatedAt} title=${formatDateTime(record.updatedAt, locale)}>
                ${formatRelative(record.updatedAt, locale)}
              </time>`
            : nothing
        }
      </a>
    </li>`
  }
}

function greetingKey() {
  const hour = new Date().getHours()
  if (hour < 5 || hour >= 18) return 'goodEvening'
  return hour < 12 ? 'goodMorning' : 'goodAfternoon'
}

customElements.define('studio-home', HomePage)
