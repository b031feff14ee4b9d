import type { PersonName } from '@tenon/sdk/contract/field-type'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { ControlContext, FieldControl } from './field-control.ts'

type Part = keyof PersonName

const WESTERN = ['prefix', 'given', 'middle', 'family', 'suffix'] as const
const CHINESE = ['family', 'given', 'middle', 'prefix', 'suffix'] as const

/** The label's input is the one that everybody fills in. */
const FIRST: Record<string, Part> = { en: 'given', 'zh-CN': 'family' }

export const personNameControl: FieldControl = {
  group: true,
  wide: true,
  render: (context) => {
    const parts = context.locale === 'zh-CN' ? CHINESE : WESTERN
    return html`<span class="person-name">${parts.map((part) => renderPart(context, part))}</span>`
  },
  write: (value) => ({ ...(value as PersonName | null) }),
  read: (raw) => {
    const filled = Object.entries(raw as PersonName)
      .map(([part, text]) => [part, text.trim()] as const)
      .filter(([, text]) => text !== '')
    return { value: filled.length > 0 ? Object.fromEntries(filled) : null }
  },
}

function renderPart({ id, raw, set, locale, texts, invalid, describedBy }: ControlContext, part: Part) {
  const name = raw as PersonName
  const partId = part === FIRST[locale] ? id : `${id}-${part}`
  return html`<span class="field ${part}">
    <label class="label part" for=${partId}>${texts[part]}</label>
    <input
      class="input"
      id=${partId}
      type="text"
      autocomplete="off"
      maxlength="100"
      aria-invalid=${invalid}
      aria-describedby=${ifDefined(describedBy)}
      .value=${name[part] ?? ''}
      @input=${(event: InputEvent) => set({ ...name, [part]: (event.target as HTMLInputElement).value })}
    />
  </span>`
}
