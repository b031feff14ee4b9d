import { html, LitElement, nothing } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'

export interface Choice {
  value: string
  label: string
}

export interface ComboboxTexts {
  search: string
  searching: string
  noMatches: string
  searchFailed: string
  clear: string
  matches(count: number): string
}

const WAIT_MS = 150

/**
 * A text box with a list of what matches (the ARIA combobox pattern). It draws into its parent's root instead of
 * its own, because a label and a description can only be tied to an input in the same root.
 */
export class Combobox extends LitElement {
  static override properties = {
    inputId: {},
    chosen: {},
    required: { type: Boolean },
    invalid: { type: Boolean },
    describedBy: {},
    texts: { attribute: false },
    typed: { state: true },
    choices: { state: true },
    state: { state: true },
    active: { state: true },
  }

  declare inputId: string
  declare chosen: Choice | null
  declare required: boolean
  declare invalid: boolean
  declare describedBy: string | undefined
  declare texts: ComboboxTexts
  declare find: (text: string, signal: AbortSignal) => Promise<Choice[]>
  declare pick: (choice: Choice | null) => void
  /** What is being typed; null while the chosen one's name stands there. */
  declare typed: string | null
  declare choices: Choice[]
  declare state: 'closed' | 'searching' | 'open' | 'failed'
  declare active: number

  #searching: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.typed = null
    this.choices = []
    this.state = 'closed'
    this.active = -1
  }

  protected override createRenderRoot() {
    return this
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#close()
  }

  protected override render() {
    const open = this.state !== 'closed'
    const listId = `${this.inputId}-list`
    return html`<span class="combobox">
      <input
        class="input"
        id=${this.inputId}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded=${open}
        aria-controls=${listId}
        aria-activedescendant=${ifDefined(this.active >= 0 ? `${listId}-${this.active}` : undefined)}
        aria-invalid=${this.invalid}
        aria-describedby=${ifDefined(this.describedBy)}
        ?required=${this.required}
        placeholder=${this.texts.search}
        .value=${this.typed ?? this.chosen?.label ?? ''}
        @input=${this.#onInput}
        @keydown=${this.#onKeydown}
        @click=${this.#onClick}
        @blur=${this.#onBlur}
      />
      ${this.chosen ? this.#renderClear() : nothing}
      <span class="options" id=${listId} role="listbox" aria-label=${this.texts.search} ?hidden=${!open}>
        ${this.choices.map((choice, index) => this.#renderOption(choice, index))}
        ${this.#renderStatus()}
      </span>
      <span class="visually-hidden" role="status"
        >${this.state === 'open' ? this.texts.matches(this.choices.length) : ''}</span
      >
    </span>`
  }

  #renderClear() {
    const clear = () => {
      this.pick(null)
      this.querySelector('input')?.focus()
    }
    return html`<button type="button" class="clear" aria-label="${this.texts.clear}: ${this.chosen?.label}" @click=${clear}>
      <span aria-hidden="true">×</span>
    </button>`
  }

  #renderOption(choice: Choice, index: number) {
    return html`<span
      class="option"
      role="option"
      id="${this.inputId}-list-${index}"
      aria-selected=${index === this.active}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#choose(choice)}
      >${choice.label}</span
    >`
  }

  /** An option that cannot be taken: a listbox may hold nothing else. */
  #renderStatus() {
    const text =
      this.state === 'failed'
        ? this.texts.searchFailed
        : this.choices.length > 0
          ? null
          : this.state === 'searching'
            ? this.texts.searching
            : this.texts.noMatches
    return (
      text && html`<span class="option status" role="option" aria-disabled="true" aria-selected="false">${text}</span>`
    )
  }

  #onInput = (event: InputEvent) => {
    this.typed = (event.target as HTMLInputElement).value
    this.#search(this.typed, WAIT_MS)
  }

  #onClick = () => {
    if (this.state === 'closed') this.#search('', 0)
  }

  #onBlur = () => {
    // Text that names nothing is not a value; an emptied box means none.
    if (this.typed?.trim() === '' && this.chosen) this.pick(null)
    this.#close()
  }

  #onKeydown = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const handled = this.#keys[event.key]?.()
    if (handled) {
      event.preventDefault()
      event.stopPropagation()
    }
  }

  #keys: Record<string, () => boolean> = {
    ArrowDown: () => this.#step(1),
    ArrowUp: () => this.#step(-1),
    Enter: () => {
      const choice = this.state === 'open' ? this.choices[this.active] : undefined
      if (choice) this.#choose(choice)
      return choice !== undefined
    },
    Escape: () => {
      const open = this.state !== 'closed'
      this.#close()
      return open
    },
  }

  #step(by: 1 | -1): boolean {
    if (this.state === 'closed') this.#search('', 0)
    else if (this.choices.length > 0) this.active = (this.active + by + this.choices.length) % this.choices.length
    return true
  }

  #search(text: string, waitMs: number) {
    clearTimeout(this.#timer)
    this.#searching?.abort()
    const searching = new AbortController()
    this.#searching = searching
    this.state = 'searching'
    this.active = -1
    this.#timer = setTimeout(async () => {
      try {
        const choices = await this.find(text.trim(), searching.signal)
        if (searching.signal.aborted) return
        this.choices = choices
        this.state = 'open'
        this.active = choices.length > 0 && text.trim() !== '' ? 0 : -1
      } catch {
        if (searching.signal.aborted) return
        this.choices = []
        this.state = 'failed'
      }
    }, waitMs)
  }

  #choose(choice: Choice) {
    this.pick(choice)
    this.#close()
  }

  #close() {
    clearTimeout(this.#timer)
    this.#searching?.abort()
    this.typed = null
    this.choices = []
    this.state = 'closed'
    this.active = -1
  }
}
