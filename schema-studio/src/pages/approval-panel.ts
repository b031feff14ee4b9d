import type { PlanApproval } from '@tenon/sdk/contract/plan-consent'
import { stateStyles } from '@tenon/web-components/data.styles'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** So many requests that are over are still shown. */
const SHOWN_OVER = 3

/** Plans that lose values for which another admin was asked, and whether the tenant wants that. */
export class ApprovalPanel extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host {
        display: block;
        margin-top: var(--tenon-space-6);
        font-size: var(--tenon-font-size-sm);
      }
      h2 {
        margin: 0 0 var(--tenon-space-3);
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      label {
        display: flex;
        gap: 10px;
        align-items: flex-start;
      }
      .checkbox {
        flex: none;
        margin-top: 2px;
      }
      ul {
        margin: var(--tenon-space-3) 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        padding: 10px 0;
        border-top: 1px solid var(--tenon-line);
        overflow-wrap: anywhere;
      }
      p {
        margin: 0 0 4px;
      }
      small {
        display: flex;
        gap: 4px;
        align-items: center;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      small .icon {
        width: 13px;
        height: 13px;
      }
      .go {
        display: flex;
        gap: var(--tenon-space-2);
        margin-top: var(--tenon-space-2);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    approvals: { state: true },
    wanted: { state: true },
    failure: { state: true },
    busy: { state: true },
  }
  declare app: AppServices
  declare approvals: PlanApproval[]
  /** The tenant wants a second admin's word; null until read. */
  declare wanted: boolean | null
  declare failure: string | null
  declare busy: boolean

  constructor() {
    super()
    this.approvals = []
    this.wanted = null
    this.failure = null
    this.busy = false
  }

  override firstUpdated(): void {
    void this.load()
  }

  load(): Promise<void> {
    const { model } = this.app.client
    return this.#try(async () => {
      const [{ secondApproval }, approvals] = await Promise.all([model.settings(), model.approvals()])
      this.wanted = secondApproval
      this.approvals = approvals
    })
  }

  #save(event: Event): Promise<void> {
    const secondApproval = (event.target as HTMLInputElement).checked
    return this.#try(async () => {
      this.wanted = (await this.app.client.model.saveSettings({ secondApproval })).secondApproval
    })
  }

  #decide(id: string, approve: boolean): Promise<void> {
    return this.#try(async () => {
      this.approvals = await this.app.client.model.decideApproval({ id, approve })
    })
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.busy = true
    this.failure = null
    try {
      await work()
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  override render() {
    const waiting = this.approvals.filter(({ decision, usedVersion }) => decision !== 'refused' && usedVersion === null)
    const over = this.approvals.filter((approval) => !waiting.includes(approval)).slice(0, SHOWN_OVER)
    return html`<h2 id="approvals">${this.t('approvalTitle')}</h2>
      <label>
        <input
          class="checkbox"
          type="checkbox"
          ?disabled=${this.wanted === null || this.busy}
          .checked=${this.wanted ?? false}
          @change=${(event: Event) => void this.#save(event)}
        />
        <span>${this.t('approvalSetting')}</span>
      </label>
      ${this.failure ? html`<p class="error" role="alert">${this.failure}</p>` : nothing}
      ${
        waiting.length + over.length > 0
          ? html`<ul aria-labelledby="approvals">
              ${[...waiting, ...over].map((approval) => this.#renderOne(approval))}
            </ul>`
          : nothing
      }`
  }

  #renderOne({ id, steps, lost, askedBy, askedAt, decision, isMine, ...decided }: PlanApproval) {
    const time = formatDateTime(askedAt, this.locale)
    return html`<li>
      <p>${steps.map((step) => this.text(step)).join('; ')}</p>
      <small>${this.t('impactLost', { count: lost })} · ${this.t('approvalAsked', { name: askedBy, time })}</small>
      ${decision === 'waiting' ? this.#renderWaiting(id, isMine) : this.#renderDecided(decision, decided)}
    </li>`
  }

  #renderWaiting(id: string, isMine: boolean) {
    if (isMine) return html`<small>${icon('clock')} ${this.t('approvalWaits')}</small>`
    return html`<div class="go">
      <button class="button" ?disabled=${this.busy} @click=${() => void this.#decide(id, true)}>
        ${this.t('approvalAgree')}
      </button>
      <button class="button" ?disabled=${this.busy} @click=${() => void this.#decide(id, false)}>
        ${this.t('approvalRefuse')}
      </button>
    </div>`
  }

  #renderDecided(
    decision: 'approved' | 'refused',
    { decidedBy, decidedAt, usedVersion }: Pick<PlanApproval, 'decidedBy' | 'decidedAt' | 'usedVersion'>,
  ) {
    const time = decidedAt === null ? '' : formatDateTime(decidedAt, this.locale)
    const words = this.t(decision === 'approved' ? 'approvalAgreed' : 'approvalRefused', {
      name: decidedBy ?? '',
      time,
    })
    const used = usedVersion === null ? '' : ` · ${this.t('approvalUsed', { version: usedVersion })}`
    return html`<small>${icon(decision === 'approved' ? 'circle-check' : 'circle-alert')} ${words}${used}</small>`
  }
}
customElements.define('studio-approvals', ApprovalPanel)
