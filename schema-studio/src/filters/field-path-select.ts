import { html, nothing } from 'lit'
import { localeStore } from '../app/locale-store.ts'
import { translate } from '../locales/translate.ts'
import {
  collections,
  commonFields,
  type FilterEntity,
  type FilterField,
  fieldAt,
  ownFields,
  references,
  targetOf,
} from './filter-fields.ts'
import { operatorsOf } from './filter-operators.ts'

export interface PathChoice {
  /** The path so far, `account.` where it leads on; null where nothing is chosen. */
  field: string | null
  onField(path: string): void
  /** Records that name these: another kind of condition. */
  onChildren(path: string): void
}

/** A field by the way to it: a list per step, each with the fields of its entity, its references, and what names it. */
export function renderPathSelect(place: FilterEntity, { field, onField, onChildren }: PathChoice) {
  const names = field === null ? [''] : field.split('.')
  const steps = stepsOf(place, names)
  return steps.map(({ at, name, before, leads }) => {
    const choose = (event: Event) => {
      const [kind, chosen = ''] = (event.target as HTMLSelectElement).value.split(':')
      if (kind === 'children') onChildren(`${before}${chosen}`)
      else if (kind !== '') onField(`${before}${chosen}${kind === 'through' ? '.' : ''}`)
    }
    const isChosen = (kind: string, one: FilterField) => one.name === name && (kind === 'through') === leads
    const t = (key: Parameters<typeof translate>[1]) => translate(localeStore.get(), key)
    const group = (label: string, kind: string, fields: FilterField[]) =>
      fields.length === 0
        ? nothing
        : html`<optgroup label=${label}>
            ${fields.map(
              (one) =>
                html`<option value="${kind}:${one.name}" ?selected=${isChosen(kind, one)}>
                  ${kind === 'through' ? `${one.label} ›` : one.label}
                </option>`,
            )}
          </optgroup>`
    const isKnown = name === '' || leads || fieldAt(at, name) !== null
    return html`<select class="select path" aria-label=${t('filterField')} @change=${choose}>
      ${name === '' ? html`<option value="" selected>${t('filterChooseField')}</option>` : nothing}
      ${isKnown ? nothing : html`<option value="" selected>${translate(localeStore.get(), 'filterFieldGone', { field: name })}</option>`}
      ${group(
        t('filterOwnFields'),
        'field',
        ownFields(at).filter((one) => isOffered(at, one)),
      )}
      ${group(t('filterCommonFields'), 'field', commonFields(at))}
      ${group(t('filterReferences'), 'through', references(at))}
      ${group(t('filterChildren'), 'children', collections(at))}
    </select>`
  })
}

interface PathStep {
  at: FilterEntity
  name: string
  /** The path to here, its last dot included. */
  before: string
  /** Whether the path goes on behind it. */
  leads: boolean
}

function stepsOf(place: FilterEntity, names: readonly string[]): PathStep[] {
  const steps: PathStep[] = []
  let at: FilterEntity | null = place
  let before = ''
  for (const [index, name] of names.entries()) {
    if (at === null) break
    const leads: boolean = index < names.length - 1
    steps.push({ at, name, before, leads })
    const target: string | null = leads ? targetOf(at, name) : null
    at = target === null ? null : { ...place, entity: target }
    before += `${name}.`
  }
  return steps
}

function isOffered(at: FilterEntity, { name }: FilterField): boolean {
  const field = fieldAt(at, name)
  return field !== null && operatorsOf(field.fieldType).length > 0
}
