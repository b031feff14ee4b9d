import type {
  DraftCheckpoint,
  DraftHistory,
  DraftHistoryInput,
  DraftPublish,
  DraftStep,
} from '@tenon/sdk/contract/draft-steps'
import { stateStyles } from '@tenon/web-components/data.styles'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import { html, nothing, type PropertyValues } from 'lit'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { DraftElement } from './draft-element.ts'
import { draftStepsStyles } from './draft-steps.styles.ts'

/** As many as the server gives at once. */
const MOST_AT_ONCE = 200

/**
 * The steps that led to the draft, in words, a page at a time, with undo and redo and what was published among them; and
 * its states that have a name, to go back to.
 */
export class DraftSteps extends DraftElement {
  static override styles = [StudioElement.styles, stateStyles, draftStepsStyles]
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
    const shown = Math.min(this.history?.steps.length ?? 0, MOST_AT_ONCE)
    void this.#read(this.#page(shown > 0 ? { limit: shown } : {}))
  }

  #page(input: DraftHistoryInput): Promise<DraftHistory> {
    return this.app.client.model.draftHistory(input)
  }

  /** Puts the page of older steps below. */
  async #readOlder({ steps, publishes, next }: DraftHistory): Promise<void> {
    if (next === null) return
    await this.#read(
      this.#page({ before: next }).then((page) => ({
        ...page,
        steps: [...steps, ...page.steps],
        publishes: [...publishes, ...page.publishes],
      })),
    )
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
    const { history } = this
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
      ${history === null ? nothing : this.#renderSteps(history)}
      <h3 id="states">${this.t('draftStates')}</h3>
      <form @submit=${(event: SubmitEvent) => void this.#saveState(event)}>
        <input class="input" id="state-name" maxlength="100" aria-label=${this.t('draftStateName')} placeholder=${this.t('draftStateName')} />
        <button class="button">${this.t('draftStateSave')}</button>
      </form>
      ${this.#renderStates(this.history?.checkpoints ?? [])}`
  }

  #renderSteps(history: DraftHistory) {
    const { steps, publishes, next } = history
    if (steps.length === 0) return html`<p class="help">${this.t('draftStepsNone')}</p>`
    const older = html`<button class="button" @click=${() => void this.#readOlder(history)}>${this.t('draftStepsOlder')}</button>`
    return html`${publishes.length > 0 ? html`<p class="help">${this.t('draftStepsPublished')}</p>` : nothing}
      <ol aria-labelledby="steps">
        ${steps.map((step) => [
          publishes.filter(({ after }) => after === step.revision).map((publish) => this.#renderPublish(publish)),
          this.#renderStep(step),
        ])}
      </ol>
      ${next === null ? nothing : html`<div class="go">${older}</div>`}`
  }

  #renderPublish({ version, note, at, by }: DraftPublish) {
    return html`<li class="publish">
      <strong>${this.t('draftStepPublish', { version })}</strong>
      ${note === '' ? nothing : html`<span>${note}</span>`}
      <small>${by} · ${formatDateTime(at, this.locale)}</small>
    </li>`
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
