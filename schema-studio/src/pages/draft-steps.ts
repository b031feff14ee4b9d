import type { DraftCheckpoint, DraftHistory, DraftStep } from '@tenon/sdk/contract/draft-steps'
import { stateStyles } from '@tenon/web-components/data.styles'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import { css, html, nothing, type PropertyValues } from 'lit'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { DraftElement } from './draft-element.ts'

/** The steps that led to the draft, in words, with undo and redo; and its states that have a name, to go back to. */
export class DraftSteps extends DraftElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host {
        display: block;
        margin-top: var(--tenon-space-6);
        font-size: var(--tenon-font-size-sm);
      }
      h2,
      h3 {
        margin: 0 0 var(--tenon-space-3);
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      h3 {
        margin-top: var(--tenon-space-4);
        font-size: var(--tenon-font-size-sm);
      }
      ol,
      ul {
        margin: 0 0 var(--tenon-space-3);
        padding: 0;
        list-style: none;
      }
      li {
        padding: 8px 0;
        border-top: 1px solid var(--tenon-line);
        overflow-wrap: anywhere;
      }
      .undone .words {
        color: var(--tenon-text-muted);
        text-decoration: line-through;
      }
      small {
        display: block;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      .go,
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
        margin-bottom: var(--tenon-space-3);
      }
      form .input {
        flex: 1;
        min-width: 120px;
      }
    `,
  ]
  static override properties = { ...DraftElement.properties, history: { state: true }, failure: { state: true } }
  declare history: DraftHistory | null
  declare failure: string | null
  #readFor = -1

  constructor() {
    super()
    this.history = null
    this.failure = null
  }

  override willUpdate(_changed: PropertyValues<this>): void {
    const { draft, saving } = this.app.drafts
    if (!draft || saving || draft.revision === this.#readFor) return
    this.#readFor = draft.revision
    void this.#read(this.app.client.model.draftHistory())
  }

  async #read(reading: Promise<DraftHistory>): Promise<void> {
    try {
      this.history = await reading
      this.failure = null
    } catch (error) {
      this.failure = errorText(error, this.locale)
    }
  }

  async #saveState(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const input = this.element<HTMLInputElement>('#state-name')
    const name = input?.value.trim() ?? ''
    if (!input || name === '') return
    await this.#read(this.app.client.model.saveCheckpoint({ name }))
    if (this.failure === null) input.value = ''
  }

  override render() {
    const { drafts } = this.app
    const steps = this.history?.steps ?? []
    return html`<h2 id="steps">${this.t('draftSteps')}</h2>
      ${this.failure ? html`<p class="error" role="alert">${this.failure}</p>` : nothing}
      <div class="go">
        <button class="button" ?disabled=${!drafts.canUndo || drafts.saving} @click=${() => this.attempt(drafts.undo())}>
          ${icon('undo-2')} ${this.t('undo')}
        </button>
        <button class="button" ?disabled=${!drafts.canRedo || drafts.saving} @click=${() => this.attempt(drafts.redo())}>
          ${icon('redo-2')} ${this.t('redo')}
        </button>
      </div>
      ${
        steps.length > 0
          ? html`<ol aria-labelledby="steps">${steps.map((step) => this.#renderStep(step))}</ol>`
          : html`<p class="help">${this.t('draftStepsNone')}</p>`
      }
      <h3 id="states">${this.t('draftStates')}</h3>
      <form @submit=${(event: SubmitEvent) => void this.#saveState(event)}>
        <input class="input" id="state-name" maxlength="100" aria-label=${this.t('draftStateName')} placeholder=${this.t('draftStateName')} />
        <button class="button">${this.t('draftStateSave')}</button>
      </form>
      ${this.#renderStates(this.history?.checkpoints ?? [])}`
  }

  #renderStep({ kind, words, at, by, undone }: DraftStep) {
    const texts = kind === 'discard' ? [this.t('discardDraft')] : words.map((word) => this.text(word))
    const said = texts.length > 0 ? texts.join('; ') : this.t('draftStepOther')
    const time = formatDateTime(at, this.locale)
    return html`<li class=${undone ? 'undone' : ''}>
      <span class="words">${said}</span>
      <small>${by} · ${time}${undone ? ` · ${this.t('draftStepUndone')}` : ''}</small>
    </li>`
  }

  #renderStates(states: readonly DraftCheckpoint[]) {
    if (states.length === 0) return nothing
    const { drafts, client } = this.app
    return html`<ul aria-labelledby="states">
      ${states.map(
        ({ id, name, at, by }) => html`<li>
          ${name}
          <small>${by} · ${formatDateTime(at, this.locale)}</small>
          <div class="go">
            <button class="button" ?disabled=${drafts.saving} @click=${() => this.attempt(drafts.restore(id))}>
              ${this.t('draftStateRestore', { name })}
            </button>
            <button
              class="button quiet"
              aria-label=${this.t('draftStateRemove', { name })}
              @click=${() => void this.#read(client.model.removeCheckpoint({ id }))}
            >
              ${this.t('remove')}
            </button>
          </div>
        </li>`,
      )}
    </ul>`
  }
}
customElements.define('studio-draft-steps', DraftSteps)
