import { html, nothing } from 'lit'
import { icon } from '../icons/icon.ts'
import '../icons/entity-icon.ts'
import type { AppServices } from './app-services.ts'
import { dialogStyles } from './dialog.styles.ts'
import { paletteStyles } from './palette.styles.ts'
import { hitEntries, type PaletteEntry, pageEntries } from './palette-entries.ts'
import { StudioElement } from './studio-element.ts'

const SEARCH_DELAY_MS = 160
const RECORDS_PER_ENTITY = 4
/** One letter would find nearly everything; one sign of another script is a word. */
const TOO_SHORT = /^[\p{ASCII}]?$/u

/** ⌘K: pages, new records and records of every entity by their words. */
export class CommandPalette extends StudioElement {
  static override styles = [StudioElement.styles, dialogStyles, paletteStyles]
  static override properties = {
    app: { attribute: false },
    term: { state: true },
    found: { state: true },
    selected: { state: true },
    searching: { state: true },
    failed: { state: true },
  }
  declare app: AppServices
  declare term: string
  declare found: PaletteEntry[]
  declare selected: number
  declare searching: boolean
  declare failed: boolean
  #search = new AbortController()

  constructor() {
    super()
    this.term = ''
    this.found = []
    this.selected = 0
    this.searching = false
    this.failed = false
  }

  show(): void {
    this.#changeTerm('')
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    const input = this.element<HTMLInputElement>('input')
    if (input) input.value = ''
    input?.focus()
  }

  get #entries(): PaletteEntry[] {
    const found = new Set(this.found.map(({ path }) => path))
    // What is found is not shown a second time as a favourite, or as looked at lately.
    const others = pageEntries(this.app, this.term, this.locale).filter(({ path }) => !path || !found.has(path))
    return [...this.found, ...others].slice(0, 40)
  }

  #changeTerm(term: string): void {
    this.term = term
    this.selected = 0
    this.#search.abort()
    this.#search = new AbortController()
    this.failed = false
    if (TOO_SHORT.test(term.trim())) {
      this.found = []
      this.searching = false
      return
    }
    this.searching = true
    void this.#find(term.trim(), this.#search.signal)
  }

  async #find(term: string, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, SEARCH_DELAY_MS))
    if (signal.aborted) return
    const input = { text: term.slice(0, 200), limit: RECORDS_PER_ENTITY }
    const result = await this.app.client.records.search(input, { signal }).catch(() => null)
    if (signal.aborted) return
    this.failed = result === null
    this.#show(hitEntries(result?.hits ?? [], { model: this.app.model, locale: this.locale }))
  }

  /** Whoever has seen an entry chosen gets that one with Enter, also when records come to stand before it. */
  #show(found: PaletteEntry[]): void {
    const chosen = this.#entries[this.selected]
    this.found = found
    this.searching = false
    if (chosen === undefined) return
    const place = this.#entries.findIndex(({ group, label }) => group === chosen.group && label === chosen.label)
    this.selected = Math.max(0, place)
  }

  #handleKey(event: KeyboardEvent): void {
    if (event.isComposing) return
    const last = this.#entries.length - 1
    if (event.key === 'ArrowDown') this.selected = Math.min(last, this.selected + 1)
    else if (event.key === 'ArrowUp') this.selected = Math.max(0, this.selected - 1)
    else if (event.key === 'Enter') this.#choose(this.#entries[this.selected])
    else return
    event.preventDefault()
  }

  #choose(entry: PaletteEntry | undefined): void {
    if (!entry) return
    this.element<HTMLDialogElement>('dialog')?.close()
    entry.run?.()
    if (entry.path) void this.app.router.navigate(entry.path)
  }

  override updated(): void {
    this.element('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }

  override render() {
    const entries = this.#entries
    return html`<dialog aria-label=${this.t('search')} @click=${this.#closeOnBackdrop}>
      <div class="box">
        <div class="entry">
          ${icon('search')}
          <input
            role="combobox"
            aria-expanded="true"
            aria-controls="results"
            aria-activedescendant=${entries.length > 0 ? `entry-${this.selected}` : nothing}
            aria-label=${this.t('search')}
            placeholder=${this.t('palettePlaceholder')}
            autocomplete="off"
            spellcheck="false"
            @input=${(event: InputEvent) => this.#changeTerm((event.target as HTMLInputElement).value)}
            @keydown=${this.#handleKey}
          />
          <kbd aria-hidden="true">Esc</kbd>
        </div>
        <div id="results" role="listbox" aria-label=${this.t('results')} aria-busy=${this.searching}>
          ${entries.map((entry, index) => this.#renderEntry(entry, index))}
        </div>
        ${this.#renderNote(entries.length === 0)}
      </div>
    </dialog>`
  }

  #renderNote(isEmpty: boolean) {
    if (this.failed) return html`<p class="none" role="alert">${this.t('recordSearchFailed')}</p>`
    if (!isEmpty) return nothing
    return html`<p class="none">${this.searching ? this.t('searching') : this.t('nothingFound')}</p>`
  }

  #renderEntry(entry: PaletteEntry, index: number) {
    const isFirstOfGroup = this.#entries[index - 1]?.group !== entry.group
    return html`${isFirstOfGroup ? html`<div class="group" role="presentation">${entry.group}</div>` : nothing}
      <div
        id="entry-${index}"
        class="option"
        role="option"
        aria-selected=${index === this.selected}
        @click=${() => this.#choose(entry)}
        @pointermove=${() => {
          this.selected = index
        }}
      >
        <studio-entity-icon name=${entry.icon}></studio-entity-icon>
        <span class="label">${entry.label}</span>
        <span class="hint">${entry.hint}</span>
      </div>`
  }

  #closeOnBackdrop(event: Event): void {
    if (event.target instanceof HTMLDialogElement) event.target.close()
  }
}
customElements.define('studio-palette', CommandPalette)
