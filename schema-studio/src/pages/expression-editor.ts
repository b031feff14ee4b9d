import { textIn } from '@tenon/sdk/contract/locale'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { expressionEditorStyles } from './expression-editor.styles.ts'

/** The text of an expression is another one now. */
export class ExpressionChangedEvent extends Event {
  readonly text: string

  constructor(text: string) {
    super('studio-expression-changed')
    this.text = text
  }
}

/** A part of the text that is marked; offsets as in the problem. */
interface Piece {
  text: string
  wrong: boolean
}

/**
 * An expression with what is wrong with it: the places are marked in the text, and each problem leads to its place.
 * Names of fields are put in where the caret is. Fires `studio-expression-changed`.
 */
export class ExpressionEditor extends StudioElement {
  static override styles = [StudioElement.styles, expressionEditorStyles]
  static override properties = {
    value: {},
    label: {},
    help: {},
    names: { attribute: false },
    problems: { attribute: false },
  }
  declare value: string
  declare label: string
  declare help: string
  /** Fields that can be named, each with what it is called. */
  declare names: ReadonlyArray<{ name: string; label: string }>
  declare problems: readonly DerivationProblem[]

  constructor() {
    super()
    this.value = ''
    this.label = ''
    this.help = ''
    this.names = []
    this.problems = []
  }

  override focus(): void {
    this.#area?.focus()
  }

  get #area(): HTMLTextAreaElement | null {
    return this.element<HTMLTextAreaElement>('textarea')
  }

  #change(text: string): void {
    this.value = text
    this.dispatchEvent(new ExpressionChangedEvent(text))
  }

  async #replace({ start, end, by }: { start: number; end: number; by: string }): Promise<void> {
    this.#change(this.value.slice(0, start) + by + this.value.slice(end))
    await this.updateComplete
    this.#area?.focus()
    this.#area?.setSelectionRange(start + by.length, start + by.length)
  }

  #insert(name: string): void {
    const area = this.#area
    if (!area) return
    const { selectionStart: start, selectionEnd: end } = area
    const gap = /[\w.]$/.test(this.value.slice(0, start)) ? ' ' : ''
    void this.#replace({ start, end, by: gap + name })
  }

  #show({ place }: DerivationProblem): void {
    const area = this.#area
    if (!area || !place) return
    area.focus()
    area.setSelectionRange(place.start, Math.max(place.end, place.start + 1))
  }

  #pieces(): Piece[] {
    const places = this.problems.flatMap(({ place }) => place ?? []).sort((one, other) => one.start - other.start)
    const pieces: Piece[] = []
    let at = 0
    for (const { start, end } of places) {
      if (start < at) continue
      // What is missing at the end has no length of its own.
      const until = Math.max(end, Math.min(start + 1, this.value.length))
      pieces.push(
        { text: this.value.slice(at, start), wrong: false },
        { text: this.value.slice(start, until), wrong: true },
      )
      at = until
    }
    return [...pieces, { text: this.value.slice(at), wrong: false }]
  }

  override render() {
    const wrong = this.problems.length > 0
    return html`<label class="label" for="text">${this.label}</label>
      <div class="paper">
        <div class="marks" aria-hidden="true">${this.#pieces().map(({ text, wrong: marked }) => (marked ? html`<mark>${text || ' '}</mark>` : text))}&#8203;</div>
        <textarea
          class="textarea"
          id="text"
          rows="3"
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          .value=${this.value}
          aria-invalid=${wrong ? 'true' : nothing}
          aria-describedby="notes"
          @input=${(event: Event) => this.#change((event.target as HTMLTextAreaElement).value)}
          @scroll=${(event: Event) => this.#follow(event)}
        ></textarea>
      </div>
      <div id="notes" aria-live="polite">
        ${wrong ? html`<ul>${this.problems.map((problem) => this.#renderProblem(problem))}</ul>` : html`<p class="help">${this.help}</p>`}
      </div>
      ${this.names.length > 0 ? this.#renderNames() : nothing}`
  }

  #follow(event: Event): void {
    const marks = this.element<HTMLElement>('.marks')
    if (marks) marks.scrollTop = (event.target as HTMLElement).scrollTop
  }

  #renderProblem(problem: DerivationProblem) {
    const { place, message, suggestion } = problem
    const text = textIn(message, this.locale)
    if (!place) return html`<li class="error">${text}</li>`
    const { line, column, start, end } = place
    return html`<li class="error">
      <button type="button" class="place" @click=${() => this.#show(problem)}>
        ${this.t('expressionProblemAt', { line, column, problem: text })}
      </button>
      ${
        suggestion
          ? html`<button type="button" class="button dense" @click=${() => void this.#replace({ start, end, by: suggestion })}>
            ${this.t('expressionUse', { name: suggestion })}
          </button>`
          : nothing
      }
    </li>`
  }

  #renderNames() {
    return html`<div class="names" role="group" aria-label=${this.t('expressionFields')}>
      ${this.names.map(
        ({ name, label }) => html`<button
          type="button"
          class="name"
          title=${label}
          aria-label=${this.t('expressionInsert', { name })}
          @click=${() => this.#insert(name)}
        >
          ${name}
        </button>`,
      )}
    </div>`
  }
}
customElements.define('studio-expression-editor', ExpressionEditor)
