import type { ListApprovalsInput, MoveApproval } from '@tenon/sdk/contract/approvals-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import './approval-card.ts'

const LIVE_DELAY_MS = 300

/** Requests for approval that `of` chooses, read again when one changes. Its heading is only there with them, unless `empty` says something. */
export class ApprovalList extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      section {
        display: grid;
        gap: var(--tenon-space-3);
      }
      h3 {
        margin: 0;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      p {
        margin: 0;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-sm);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    of: { attribute: false },
    heading: {},
    empty: {},
    approvals: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare of: ListApprovalsInput
  declare heading: string
  /** What stands there where there is none; missing: nothing at all. */
  declare empty: string | null
  declare approvals: MoveApproval[] | null
  declare failure: string | null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.heading = ''
    this.empty = null
    this.approvals = null
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(
      this.app.live.subscribe(({ type }) => {
        if (type !== 'approval.changed' && type !== 'reconnected') return
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => void this.#load(), LIVE_DELAY_MS)
      }),
    )
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('of') && JSON.stringify(changed.get('of')) !== JSON.stringify(this.of)) void this.#load()
  }

  async #load(): Promise<void> {
    const asked = JSON.stringify(this.of)
    try {
      const approvals = await this.app.client.approvals.list(this.of)
      if (JSON.stringify(this.of) === asked) this.approvals = approvals
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  override render() {
    const { approvals } = this
    if (this.empty === null && !approvals?.length) return nothing
    return html`<section aria-label=${this.heading || nothing}>
      ${this.heading ? html`<h3>${this.heading}</h3>` : nothing} ${this.#renderContent(approvals)}
    </section>`
  }

  #renderContent(approvals: MoveApproval[] | null) {
    if (this.failure !== null) {
      return html`<div class="notice critical" role="alert">
        <p>${this.failure}</p>
        <button class="button" @click=${() => void this.#load()}>${this.t('tryAgain')}</button>
      </div>`
    }
    if (approvals === null) return html`<span class="skeleton"></span>`
    if (approvals.length === 0) return html`<p>${this.empty}</p>`
    return approvals.map(
      (approval) => html`<studio-approval-card
        .app=${this.app}
        .approval=${approval}
        ?on-record=${this.of.of === 'record'}
        @studio-approval-changed=${() => void this.#load()}
      ></studio-approval-card>`,
    )
  }
}
customElements.define('studio-approval-list', ApprovalList)
