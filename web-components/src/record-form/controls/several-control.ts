import { html, nothing } from 'lit'
import { nameOfReference, nameOfUser } from '../../value/format-value.ts'
import type { ValueContext } from '../../value/value-context.ts'
import type { ControlContext, FieldControl } from './field-control.ts'
import { type FindChoices, findRecords, findUsers, renderCombobox } from './reference-control.ts'

interface Naming {
  nameOf: (id: string, context: ValueContext) => string
  find: (context: ControlContext, taken: readonly string[]) => FindChoices
}

/** What is chosen stands above as chips, each with a button that takes it away; a box below adds one after the other. */
function severalControl({ nameOf, find }: Naming): FieldControl {
  return {
    wide: true,
    render: (context) => {
      const ids = context.raw as string[]
      const box = renderCombobox(
        { ...context, required: context.required && ids.length === 0 },
        {
          chosen: null,
          find: find(context, ids),
          pick: (choice) => choice && !ids.includes(choice.value) && context.set([...ids, choice.value]),
        },
      )
      const chips = ids.map((id) => renderChosen(context, id, nameOf(id, context)))
      return html`<span class="lines several"
        >${chips.length > 0 ? html`<span class="chips" role="list" aria-label=${context.label}>${chips}</span>` : nothing}${box}</span
      >`
    },
    write: (value) => (Array.isArray(value) ? value : []),
    read: (raw) => {
      const ids = raw as string[]
      return { value: ids.length > 0 ? ids : null }
    },
  }
}

function renderChosen({ raw, set, texts }: ControlContext, id: string, name: string) {
  const remove = (event: Event) => {
    const box = (event.currentTarget as HTMLElement).closest('.several')?.querySelector('input')
    set((raw as string[]).filter((other) => other !== id))
    box?.focus()
  }
  return html`<span class="chip tag" role="listitem"
    >${name}<button type="button" class="untag" aria-label="${texts.removeEntry}: ${name}" @click=${remove}>
      <span aria-hidden="true">×</span>
    </button></span
  >`
}

export const multiReferenceControl = severalControl({ nameOf: nameOfReference, find: findRecords })
export const usersControl = severalControl({ nameOf: nameOfUser, find: findUsers })
