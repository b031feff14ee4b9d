import type { ChoiceOption } from '@tenon/sdk/contract/entity-schema'
import { HUES, type Hue } from '@tenon/sdk/contract/field-type'
import { chipStyles } from '@tenon/web-components/data.styles'
import { css, html } from 'lit'
import { optionValueFrom } from '../draft/option-value.ts'
import { HUE_NAMES } from './hue-names.ts'
import { RowsEditor } from './rows-editor.ts'

/** The options of a choice are others now. */
export class OptionsChangedEvent extends Event {
  readonly options: ChoiceOption[]

  constructor(options: ChoiceOption[]) {
    super('studio-options-changed')
    this.options = options
  }
}

/** Options of a choice: words in both languages, a hue, their order. Fires `studio-options-changed`. */
export class OptionsEditor extends RowsEditor<ChoiceOption> {
  static override styles = [
    RowsEditor.styles,
    chipStyles,
    css`
      .row {
        grid-template-columns: 12px minmax(0, 1fr) minmax(0, 1fr) 104px auto;
      }
      .dot {
        width: 10px;
        height: 10px;
        border-radius: 3px;
        background: var(--hue);
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

  protected override rows(): readonly ChoiceOption[] {
    return this.options
  }

  protected override change(options: ChoiceOption[]): void {
    this.options = options
    this.dispatchEvent(new OptionsChangedEvent(options))
  }

  protected override emptyRow(): ChoiceOption {
    const taken = this.options.map(({ value }) => value)
    const hue = HUES[(taken.length + 1) % HUES.length] ?? 'gray'
    return { value: optionValueFrom('', taken), label: { en: '' }, hue }
  }

  #relabel(index: number, language: 'en' | 'zh-CN', text: string): void {
    const option = this.options[index]
    if (!option) return
    const en = language === 'en' ? text : option.label.en
    const zh = language === 'zh-CN' ? text : option.label['zh-CN']
    const label = zh ? { en, 'zh-CN': zh } : { en }
    const others = this.options.filter((_, at) => at !== index).map(({ value }) => value)
    const value = this.stored.includes(option.value) ? option.value : optionValueFrom(en || zh || '', others)
    this.edit(index, { label, value })
  }

  #remove(index: number): void {
    const option = this.options[index]
    if (option && this.stored.includes(option.value)) this.edit(index, { archived: !option.archived })
    else this.removeRow(index)
  }

  override render() {
    return html`${this.options.map((option, index) => this.#renderOption(option, index))}
      ${this.renderAdd(this.t('addOption'))}`
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
        @keydown=${this.addOnEnter}
      />
      <input
        class="input zh"
        lang="zh-CN"
        aria-label=${this.t('optionChinese', { number })}
        placeholder="中文"
        .value=${option.label['zh-CN'] ?? ''}
        ?disabled=${option.archived ?? false}
        @input=${(event: Event) => this.#relabel(index, 'zh-CN', typedValue(event))}
        @keydown=${this.addOnEnter}
      />
      <select
        class="select hue"
        aria-label=${this.t('optionHue', { number })}
        @change=${(event: Event) => this.edit(index, { hue: typedValue(event) as Hue })}
      >
        ${HUES.map((hue) => html`<option value=${hue} ?selected=${hue === (option.hue ?? 'gray')}>${this.t(HUE_NAMES[hue])}</option>`)}
      </select>
      ${this.#renderTools(option, index)}
    </div>`
  }

  #renderTools(option: ChoiceOption, index: number) {
    const stored = this.stored.includes(option.value)
    const words = stored ? this.t(option.archived ? 'unarchiveOption' : 'archiveOption') : this.t('removeOption')
    const sign = stored ? (option.archived ? 'archive-restore' : 'archive') : 'x'
    return this.renderTools(index, { icon: sign, words, remove: () => this.#remove(index) })
  }
}

function typedValue(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value
}

customElements.define('studio-options-editor', OptionsEditor)
