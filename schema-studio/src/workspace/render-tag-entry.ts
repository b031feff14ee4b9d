import { html, nothing } from 'lit'
import { localeStore } from '../app/locale-store.ts'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import type { ChosenTag, TagSearch } from './tag-search.ts'

interface TagEntry {
  search: TagSearch
  /** What the search has found by now and the field can still take. */
  offered(): readonly ChosenTag[]
  label: string
  choose(option: ChosenTag): void
  /** Backspace in the empty field. */
  dropLast(): void
}

/** A field that tags are found with by typing, and the list of those below it. */
export function renderTagEntry(entry: TagEntry) {
  const { search, label } = entry
  const offered = entry.offered()
  const isShown = search.isOpen && offered.length > 0
  return html`<input
      role="combobox"
      aria-expanded=${isShown}
      aria-controls="options"
      aria-autocomplete="list"
      aria-activedescendant=${isShown ? `option-${search.selected}` : nothing}
      aria-label=${label}
      placeholder=${label}
      autocomplete="off"
      spellcheck="false"
      maxlength="200"
      @focus=${() => search.find('')}
      @blur=${() => search.close()}
      @input=${(event: InputEvent) => search.find((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => handleKey(event, entry)}
    />
    ${search.isOpen ? renderOptions(entry) : nothing}`
}

function handleKey(event: KeyboardEvent, entry: TagEntry): void {
  if (event.isComposing) return
  const input = event.target as HTMLInputElement
  const { search } = entry
  const count = entry.offered().length
  if (event.key === 'Backspace' && input.value === '') entry.dropLast()
  else if (event.key === 'Enter') void takeFound(input, entry)
  else if (event.key === 'Escape' && search.isOpen) search.close()
  else if (event.key === 'ArrowDown') search.step(1, count)
  else if (event.key === 'ArrowUp') search.step(-1, count)
  else return
  event.preventDefault()
  // Escape closes the list here, and nothing around it.
  event.stopPropagation()
}

/** Whoever types a name and confirms it at once means what is found by it, and not what stood there before. */
async function takeFound(input: HTMLInputElement, entry: TagEntry): Promise<void> {
  const typed = input.value
  await entry.search.settled
  if (input.value === typed) take(input, entry, entry.offered()[entry.search.selected])
}

function take(input: HTMLInputElement | null | undefined, entry: TagEntry, option: ChosenTag | undefined): void {
  if (option === undefined) return
  entry.search.close()
  if (input) input.value = ''
  input?.focus()
  entry.choose(option)
}

function renderOptions(entry: TagEntry) {
  const { search } = entry
  const offered = entry.offered()
  const { selected, busy, failed } = search
  const locale = localeStore.get()
  const note = translate(locale, failed ? 'tagsUnread' : 'noTagFound')
  const choose = (event: Event, option: ChosenTag) => {
    event.preventDefault()
    const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot
    take(root.querySelector('input'), entry, option)
  }
  if (offered.length === 0) {
    return busy ? nothing : html`<div class="options"><p class="none" role="status">${note}</p></div>`
  }
  return html`<div class="options" id="options" role="listbox" aria-label=${translate(locale, 'tags')} aria-busy=${busy}>
    ${offered.map(
      (option, index) => html`<div
        class="option"
        id="option-${index}"
        role="option"
        aria-selected=${index === selected}
        @pointerdown=${(event: Event) => choose(event, option)}
      >
        ${
          'create' in option
            ? html`${icon('plus')} ${translate(locale, 'createTag', { name: option.create })}`
            : html`<span class="chip" data-hue=${option.tag.hue}>${option.tag.name}</span>`
        }
      </div>`,
    )}
  </div>`
}
