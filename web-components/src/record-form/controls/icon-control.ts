import { html } from 'lit'
import type { Choice } from '../../internal/combobox.component.ts'
import { loadIconNodes } from '../../value/load-icon-nodes.ts'
import type { FieldControl } from './field-control.ts'

const MOST_CHOICES = 12

/** An icon found by a part of its name, with its drawing before it. */
export const iconControl: FieldControl = {
  render: (context) => {
    const name = context.raw ? String(context.raw) : ''
    const { searchIcon: search, ...texts } = context.texts
    return html`<span class="icon-input">
      <span class="drawn"><tenon-icon-drawing .name=${name}></tenon-icon-drawing></span>
      <tenon-combobox
        .inputId=${context.id}
        .chosen=${name ? { value: name, label: name } : null}
        .find=${findIcons}
        .pick=${(choice: Choice | null) => context.set(choice?.value ?? '')}
        .required=${context.required}
        .invalid=${context.invalid}
        .describedBy=${context.describedBy}
        .texts=${{ ...texts, search }}
      ></tenon-combobox>
    </span>`
  },
}

/** Names that begin with the text come first. */
async function findIcons(text: string): Promise<Choice[]> {
  const part = text.toLowerCase().replaceAll(/\s+/g, '-')
  const names = Object.keys(await loadIconNodes()).filter((name) => name.includes(part))
  const begins = (name: string) => (name.startsWith(part) ? 0 : 1)
  names.sort((one, other) => begins(one) - begins(other) || one.localeCompare(other))
  return names.slice(0, MOST_CHOICES).map((name) => ({ value: name, label: name }))
}
