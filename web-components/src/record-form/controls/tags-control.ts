import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { ControlContext, FieldControl } from './field-control.ts'

interface TagsDraft {
  tags: string[]
  /** What is being typed; it counts as a tag when the form is saved. */
  typed: string
}

/** Tags as chips in a box, the last part of which is typed into. Enter and comma end a tag, Backspace takes the last. */
export const tagsControl: FieldControl = {
  wide: true,
  render: (context) => {
    const { tags } = context.raw as TagsDraft
    return html`<span class="input tags" aria-invalid=${context.invalid}>
      ${tags.map((tag) => renderTag(context, tag))}${renderInput(context)}
    </span>`
  },
  write: (value) => ({ tags: Array.isArray(value) ? value : [], typed: '' }),
  read: (raw) => {
    const { tags } = taken(raw as TagsDraft)
    return { value: tags.length > 0 ? tags : null }
  },
}

function renderTag({ raw, set, texts }: ControlContext, tag: string) {
  const draft = raw as TagsDraft
  const remove = (event: Event) => {
    const input = (event.currentTarget as HTMLElement).closest('.tags')?.querySelector('input')
    set({ ...draft, tags: draft.tags.filter((other) => other !== tag) })
    input?.focus()
  }
  return html`<span class="chip tag"
    >${tag}<button type="button" class="untag" aria-label="${texts.removeEntry}: ${tag}" @click=${remove}>
      <span aria-hidden="true">×</span>
    </button></span
  >`
}

function renderInput({ id, raw, set, required, invalid, describedBy, texts }: ControlContext) {
  const draft = raw as TagsDraft
  const onInput = (event: InputEvent) => {
    const typed = (event.target as HTMLInputElement).value
    const ended = !event.isComposing && /[,;，；、]/.test(typed)
    set(ended ? taken({ ...draft, typed }) : { ...draft, typed })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing || event.metaKey || event.ctrlKey) return
    if (event.key === 'Enter' && draft.typed.trim() !== '') {
      event.preventDefault()
      set(taken(draft))
    } else if (event.key === 'Backspace' && draft.typed === '') {
      set({ ...draft, tags: draft.tags.slice(0, -1) })
    }
  }
  return html`<input
    id=${id}
    type="text"
    autocomplete="off"
    placeholder=${draft.tags.length === 0 ? texts.typeTag : ''}
    ?required=${required && draft.tags.length === 0}
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    .value=${draft.typed}
    @input=${onInput}
    @keydown=${onKey}
  />`
}

/** What is typed, taken among the tags; `VIP` and `vip` are one. */
function taken({ tags, typed }: TagsDraft): TagsDraft {
  const all = [...tags]
  for (const part of typed.split(/[,;，；、\n]/)) {
    const tag = part.replaceAll(/\s+/g, ' ').trim()
    if (tag && !all.some((other) => other.toLowerCase() === tag.toLowerCase())) all.push(tag)
  }
  return { tags: all, typed: '' }
}
