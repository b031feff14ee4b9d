import type { MoveApproval } from '@tenon/sdk/contract/approvals-api'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { renderValue } from '@tenon/web-components/value/render-value'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { readFilterLabels } from '../filters/filter-labels.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { approvalCardStyles } from './approval-card.styles.ts'
import { approverNames } from './approver-names.ts'

/** A request for approval is another now. */
class ApprovalChangedEvent extends Event {
  readonly approval: MoveApproval

  constructor(approval: MoveApproval) {
    super('studio-approval-changed', { bubbles: true, composed: true })
    this.approval = approval
  }
}

/** One request that somebody agrees to a move, with what the person can do about it. Fires `studio-approval-changed`. */
export class ApprovalCard extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, approvalCardStyles]
  static override properties = {
    app: { attribute: false },
    approval: { attribute: false },
    onRecord: { type: Boolean, attribute: 'on-record' },
    declining: { state: true },
    problem: { state: true },
    busy: { state: true },
    labels: { state: true },
  }
  declare app: AppServices
  declare approval: MoveApproval
  /** On the record's own page, whose title need not be told again. */
  declare onRecord: boolean
  declare declining: boolean
  declare problem: string | null
  declare busy: boolean
  /** What the records are called that the move would write; unknown until it was asked. */
  declare labels: Record<string, string> | undefined

  constructor() {
    super()
    this.onRecord = false
    this.declining = false
    this.problem = null
    this.busy = false
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('approval')) void this.#readLabels(this.approval)
  }

  async #readLabels({ entity, values }: MoveApproval): Promise<void> {
    const place = { model: this.app.model, entity, locale: this.locale }
    const written = Object.entries(values).map(([field, value]) => ({
      field,
      op: 'in' as const,
      value: [value].flat(),
    }))
    this.labels = await readFilterLabels(this.app.client, place, { and: written })
  }

  async #run(work: () => Promise<MoveApproval>): Promise<void> {
    this.busy = true
    this.problem = null
    try {
      const approval = await work()
      this.declining = false
      this.approval = approval
      const said = saidOf(approval)
      if (said !== null) this.app.toast({ tone: 'positive', text: this.t(said) })
      this.dispatchEvent(new ApprovalChangedEvent(approval))
    } catch (error) {
      this.problem = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  #decide(agree: boolean): Promise<void> {
    const comment = this.element<HTMLTextAreaElement>('textarea')?.value.trim() ?? ''
    const input = { id: this.approval.id, agree, ...(!agree && comment !== '' && { comment }) }
    return this.#run(() => this.app.client.approvals.decide(input))
  }

  async #beginToDecline(): Promise<void> {
    this.declining = true
    await this.updateComplete
    this.element<HTMLElement>('textarea')?.focus()
  }

  override render() {
    const { approval } = this
    return html`<article aria-label=${this.#name(approval)}>
      ${this.#renderHead(approval)} ${approval.comment ? html`<blockquote>${approval.comment}</blockquote>` : nothing}
      ${this.#renderValues(approval)} ${this.#renderState(approval)}
      ${this.declining ? this.#renderDeclining() : this.#renderButtons(approval)}
      ${this.problem ? html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>` : nothing}
    </article>`
  }

  #name({ title, to }: MoveApproval): string {
    return this.t('moveTitle', { title: title ?? '', stage: to.label })
  }

  #renderHead({ entity, recordId, title, from, to, requestedBy, requestedAt }: MoveApproval) {
    const when = formatRelative(requestedAt, this.locale)
    return html`<header>
      ${this.onRecord ? nothing : html`<a href=${recordPath(entity, recordId)}>${title ?? this.t('recordMissingTitle')}</a>`}
      <span class="way">${from.label} ${icon('arrow-right')} <b>${to.label}</b></span>
      <small title=${formatDateTime(requestedAt, this.locale)}>${this.t('askedAt', { name: requestedBy.name, when })}</small>
    </header>`
  }

  #renderValues({ entity, values }: MoveApproval) {
    const { model } = this.app
    const shown = Object.entries(values).flatMap(([name, value]) => {
      const field = fieldOf(model, entity, name)
      return field === undefined ? [] : [{ field, value: value as JsonValue }]
    })
    if (shown.length === 0) return nothing
    const context = { locale: this.locale, model, labels: this.labels }
    return html`<dl aria-label=${this.t('approvalWrites')}>
      ${shown.map(
        ({ field, value }) => html`<div>
          <dt>${this.text(field.label)}</dt>
          <dd>${renderValue(value, field, context)}</dd>
        </div>`,
      )}
    </dl>`
  }

  #renderState({ status, rules, approvers, refusal, decision }: MoveApproval) {
    const names = approverNames(approvers, this.locale)
    return html`<ul class="rules">
        ${rules.map(
          ({ label, agreedBy }) => html`<li>
            ${icon(agreedBy ? 'check' : 'clock')} ${label}
            ${agreedBy ? html`<small>${this.t('approvalBy', { name: agreedBy.name })}</small>` : nothing}
          </li>`,
        )}
      </ul>
      ${status === 'open' && names !== '' ? html`<small>${this.t('approvalWaiting', { names })}</small>` : nothing}
      ${status === 'open' ? nothing : html`<small>${this.#decided(status, decision)}</small>`}
      ${
        refusal
          ? html`<div class="notice caution" role="status">
              ${icon('triangle-alert')}
              <p>${this.t('moveApprovalRefused', { reason: refusal.message })}</p>
            </div>`
          : nothing
      }`
  }

  #decided(status: MoveApproval['status'], decision: MoveApproval['decision']): string {
    const who = decision?.by ? `${decision.by.name} · ` : ''
    const comment = decision?.comment ? ` ${decision.comment}` : ''
    return `${who}${this.t(STATUS[status])}${comment}`
  }

  #renderDeclining() {
    return html`<label>
        ${this.t('approvalDeclineReason')}
        <textarea class="input" maxlength="1000"></textarea>
      </label>
      <div class="buttons">
        <button class="button critical" ?disabled=${this.busy} @click=${() => void this.#decide(false)}>
          ${this.t('decline')}
        </button>
        <button
          class="button"
          @click=${() => {
            this.declining = false
          }}
        >
          ${this.t('cancel')}
        </button>
      </div>`
  }

  #renderButtons({ id, status, mayDecide, isMine }: MoveApproval) {
    if (status !== 'open' || !(mayDecide || isMine)) return nothing
    return html`<div class="buttons">
      ${
        mayDecide
          ? html`<button class="button primary" ?disabled=${this.busy} @click=${() => void this.#decide(true)}>
                ${icon('check')} ${this.t('agree')}
              </button>
              <button class="button" ?disabled=${this.busy} @click=${() => void this.#beginToDecline()}>
                ${this.t('decline')}
              </button>`
          : nothing
      }
      ${
        isMine
          ? html`<button
              class="button quiet"
              ?disabled=${this.busy}
              @click=${() => void this.#run(() => this.app.client.approvals.withdraw({ id }))}
            >
              ${this.t('withdraw')}
            </button>`
          : nothing
      }
    </div>`
  }
}

const STATUS: Record<MoveApproval['status'], MessageKey> = {
  open: 'moveAwaitsApproval',
  agreed: 'moveAgreed',
  declined: 'declined',
  withdrawn: 'withdrawn',
  lapsed: 'approvalGone',
}

/** What a decision has led to; null of one whose move was refused: the card says why. */
function saidOf({ status, refusal }: MoveApproval): MessageKey | null {
  if (status !== 'open') return STATUS[status]
  return refusal === null ? 'partlyAgreed' : null
}

customElements.define('studio-approval-card', ApprovalCard)
