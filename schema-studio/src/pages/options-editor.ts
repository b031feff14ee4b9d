import type { ChoiceOption } from '@tenon/sdk/contract/entity-schema'
import { HUES, type Hue } from '@tenon/sdk/contract/field-type'
import { chipStyles } from '@tenon/web-components/data.styles'
import { css, html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { optionValueFrom } from '../draft/option-value.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'

/** The options of a choice are others now. */
export class OptionsChangedEvent extends Event {
  readonly options: ChoiceOption[]

  constructor(options: ChoiceOption[]) {
    super('studio-options-changed')
    this.options = options
  }
}

const HUE_NAMES: Record<Hue, MessageKey> = {
  gray: 'hueGray',
  blue: 'hueBlue',
  teal: 'hueTeal',
  green: 'hueGreen',
  amber: 'hueAmber',
  orange: 'hueOrange',
  red: 'hueRed',
  pink: 'huePink',
  violet: 'hueViolet',
}

/** Options of a choice: words in both languages, a hue, their order. Fires `studio-options-changed`. */
export class OptionsEditor extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      .row {
        display: grid;
        grid-template-columns: 12px minmax(0, 1fr) minmax(0, 1fr) 104px auto;
        gap: 6px;
        align-items: center;
      }
      .dot {
        width: 10px;
        height: 10px;
        border-radius: 3px;
        background: var(--hue);
      }
      .tools {
        display: flex;
      }
      .add {
        justify-self: start;
      }
      @media (max-width: 560px) {
        .row {
          grid-template-columns: 12px minmax(0, 1fr) auto;
        }
        .row > :is(.zh, .hue) {
          grid-column: 2;
        }
      }
    `,
  ]
  static override properties = {
    options: { attribute: false },
    /** Values that records may hold already: their options are archived instead of removed. */
    stored: { attribute: false },
  }
  declare options: ChoiceOption[]
  declare stored: string[]

  #change(options: ChoiceOption[]): void {
    this.options = options
    this.dispatchEvent(new OptionsChangedEvent(options))
  }

  #edit(index: number, change: Partial<ChoiceOption>): void {
    this.#change(this.options.map((option, at) => (at === index ? { ...option, ...change } : option)))
  }

  #relabel(index: number, language: 'en' | 'zh-CN', text: string): void {
    const option = this.options[index]
    if (!option) return
    const en = language === 'en' ? text : option.label.en
    const zh = language === 'zh-CN' ? text : option.label['zh-CN']
    const label = zh ? { en, 'zh-CN': zh } : { en }
    const others = this.options.filter((_, at) => at !== index).map(({ value }) => value)
    const value = this.stored.includes(option.value) ? option.value : optionValueFrom(en || zh || '', others)
    this.#edit(index, { label, value })
  }

  #move(index: number, by: number): void {
    const options = [...this.options]
    const [option] = options.splice(index, 1)
    if (option) options.splice(index + by, 0, option)
    this.#change(options)
  }

  #remove(index: number): void {
    const option = this.options[index]
    if (!option) return
    if (this.stored.includes(option.value)) this.#edit(index, { archived: !option.archived })
    else this.#change(this.options.filter((_, at) => at !== index))
  }

  async #add(): Promise<void> {
    const hue = HUES[(this.options.length + 1) % HUES.length] ?? 'gray'
    const value = optionValueFrom(
      '',
      this.options.map((option) => option.value),
    )
    this.#change([...this.options, { value, label: { en: '' }, hue }])
    await this.updateComplete
    const inputs = this.renderRoot.querySelectorAll<HTMLInputElement>('.en')
    inputs[inputs.length - 1]?.focus()
  }

  override render() {
    return html`${this.options.map((option, index) => this.#renderOption(option, index))}
      <button type="button" class="button quiet add" @click=${() => void this.#add()}>
        ${icon('plus')} ${this.t('addOption')}
      </button>`
  }

  #renderOption(option: ChoiceOption, index: number) {
    const number = index + 1
    return html`<div class="row" data-hue=${option.hue ?? 'gray'}>
      <span class="dot" aria-hidden="true"></span>
      <input
        class="input en"
        aria-label=${this.t('optionEnglish', { number })}
        placeholder="English"
        .value=${option.label.en}
        ?disabled=${option.archived ?? false}
        @input=${(event: Event) => this.#relabel(index, 'en', typedValue(event))}
        @keydown=${(event: KeyboardEvent) => this.#addOnEnter(event)}
      />
      <input
        class="input zh"
        lang="zh-CN"
        aria-label=${this.t('optionChinese', { number })}
        placeholder="中文"
        .value=${option.label['zh-CN'] ?? ''}
        ?disabled=${option.archived ?? false}
        @input=${(event: Event) => this.#relabel(index, 'zh-CN', typedValue(event))}
        @keydown=${(event: KeyboardEvent) => this.#addOnEnter(event)}
      />
      <select
        class="select hue"
        aria-label=${this.t('optionHue', { number })}
        @change=${(event: Event) => this.#edit(index, { hue: typedValue(event) as Hue })}
      >
        ${HUES.map((hue) => html`<option value=${hue} ?selected=${hue === (option.hue ?? 'gray')}>${this.t(HUE_NAMES[hue])}</option>`)}
      </select>
      <span class="tools">${this.#renderTools(option, index)}</span>
    </div>`
  }

  #renderTools(option: ChoiceOption, index: number) {
    const stored = this.stored.includes(option.value)
    const words = stored ? this.t(option.archived ? 'unarchiveOption' : 'archiveOption') : this.t('removeOption')
    return html`<button
        type="button"
        class="button quiet icon dense"
        title=${this.t('moveUp')}
        aria-label=${this.t('moveUp')}
        ?disabled=${index === 0}
        @click=${() => this.#move(index, -1)}
      >
        ${icon('arrow-up')}
      </button>
      <button
        type="button"
        class="button quiet icon dense"
        title=${words}
        aria-label=${words}
        @click=${() => this.#remove(index)}
      >
        ${icon(stored ? (option.archived ? 'archive-restore' : 'archive') : 'x')}
      </button>`
  }

  #addOnEnter(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    void this.#add()
  }
}

function typedValue(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value
}

customElements.define('studio-options-editor', OptionsEditor)
