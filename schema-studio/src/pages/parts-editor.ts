import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import { css, html } from 'lit'
import type { PartForm } from '../draft/field-form.ts'
import { fieldNameFrom } from '../draft/field-name.ts'
import { guessFieldType } from '../draft/guess-field-type.ts'
import { FIELD_TYPE_INFO } from './field-type-info.ts'
import { RowsEditor } from './rows-editor.ts'

/** The parts of a list's objects are others now. */
export class PartsChangedEvent extends Event {
  readonly parts: PartForm[]

  constructor(parts: PartForm[]) {
    super('studio-parts-changed')
    this.parts = parts
  }
}

/** Types that need no options of their own to be of use in a line. */
const OFFERED: ReadonlyArray<FieldSchema['fieldType']> = [
  ...(['text', 'longText', 'integer', 'decimal', 'money', 'percent', 'boolean', 'date', 'dateTime', 'time'] as const),
  ...(['duration', 'rating', 'progress', 'email', 'phone', 'url', 'country', 'color', 'tags'] as const),
]

/** Parts of the lines of a list: words in both languages, a type, whether it is required. Fires `studio-parts-changed`. */
export class PartsEditor extends RowsEditor<PartForm> {
  static override styles = [
    RowsEditor.styles,
    css`
      .row {
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 132px auto auto;
      }
      .needed {
        display: flex;
        gap: 6px;
        align-items: center;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      @media (max-width: 560px) {
        .row {
          grid-template-columns: minmax(0, 1fr) auto;
          padding-bottom: 8px;
          border-bottom: 1px solid var(--tenon-line);
        }
        .row > :is(.zh, .type) {
          grid-column: 1;
        }
        .row > .tools {
          grid-area: 1 / 2;
        }
      }
    `,
  ]
  static override properties = { parts: { attribute: false } }
  declare parts: PartForm[]

  protected override rows(): readonly PartForm[] {
    return this.parts
  }

  protected override change(parts: PartForm[]): void {
    this.parts = parts
    this.dispatchEvent(new PartsChangedEvent(parts))
  }

  protected override emptyRow(): PartForm {
    const taken = this.parts.map(({ name }) => name)
    return {
      name: fieldNameFrom('', taken),
      schema: { fieldType: 'text', label: { en: '' } },
      required: false,
      stored: false,
    }
  }

  #relabel(index: number, language: 'en' | 'zh-CN', text: string): void {
    const part = this.parts[index]
    if (!part) return
    const { 'zh-CN': zh, ...rest } = { ...part.schema.label, [language]: text }
    const label = zh ? { ...rest, 'zh-CN': zh } : rest
    const taken = this.parts.filter((_, at) => at !== index).map(({ name }) => name)
    const name = part.stored ? part.name : fieldNameFrom(label.en, taken)
    this.edit(index, { name, schema: { ...part.schema, label } })
  }

  #retype(index: number, fieldType: FieldType): void {
    const label = this.parts[index]?.schema.label
    if (label) this.edit(index, { schema: { fieldType, label } })
  }

  /** A part that is typed gets the type that its words suggest, as fields do. */
  #guess(index: number): void {
    const part = this.parts[index]
    if (!part || part.stored || part.schema.fieldType !== 'text') return
    const guess = guessFieldType(`${part.schema.label.en} ${part.schema.label['zh-CN'] ?? ''}`)
    if (guess !== 'text' && OFFERED.includes(guess)) this.#retype(index, guess)
  }

  override render() {
    return html`${this.parts.map((part, index) => this.#renderPart(part, index))}
      ${this.renderAdd(this.t('addPart'))}`
  }

  #renderPart({ schema, required }: PartForm, index: number) {
    const number = index + 1
    const types = OFFERED.includes(schema.fieldType) ? OFFERED : [...OFFERED, schema.fieldType]
    return html`<div class="row" role="group" aria-label=${this.t('partNumber', { number })}>
      ${this.#renderLabel(index, 'en')} ${this.#renderLabel(index, 'zh-CN')}
      <select
        class="select type"
        aria-label=${this.t('partType', { number })}
        @change=${(event: Event) => this.#retype(index, typed(event) as FieldType)}
      >
        ${types.map((type) => html`<option value=${type} ?selected=${type === schema.fieldType}>${this.t(FIELD_TYPE_INFO[type].label)}</option>`)}
      </select>
      <label class="needed">
        <input
          class="checkbox"
          type="checkbox"
          .checked=${required}
          @change=${(event: Event) => this.edit(index, { required: (event.target as HTMLInputElement).checked })}
        />${this.t('ruleRequired')}
      </label>
      ${this.renderTools(index, { icon: 'x', words: this.t('removePart'), remove: () => this.removeRow(index) })}
    </div>`
  }

  #renderLabel(index: number, language: 'en' | 'zh-CN') {
    const isEnglish = language === 'en'
    return html`<input
      class="input ${isEnglish ? 'en' : 'zh'}"
      lang=${language}
      aria-label=${this.t(isEnglish ? 'partEnglish' : 'partChinese', { number: index + 1 })}
      placeholder=${isEnglish ? 'English' : '中文'}
      .value=${this.parts[index]?.schema.label[language] ?? ''}
      @input=${(event: Event) => this.#relabel(index, language, typed(event))}
      @change=${() => this.#guess(index)}
      @keydown=${this.addOnEnter}
    />`
  }
}

function typed(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value
}

customElements.define('studio-parts-editor', PartsEditor)
