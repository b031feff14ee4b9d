import type { CheckedImport, ImportExisting } from '@tenon/sdk/contract/import-api'
import type { Locale } from '@tenon/sdk/contract/locale'
import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import type { ImportChoice } from './import-file.ts'

interface Columns {
  checked: CheckedImport
  locale: Locale
  mayUpdate: boolean
  choose(choice: ImportChoice): void
}

/** Each column with values of it, and the choice of what it becomes. */
export function renderColumns({ checked, locale, choose }: Columns) {
  const { columns, fields, sample, problems } = checked
  const setField = (at: number, name: string) => {
    const chosen = columns.map(({ field }, other) => (other === at ? name || null : field))
    choose({ fields: chosen, match: keptMatch(checked, chosen) })
  }
  return html`<ul class="columns">
    ${columns.map(({ name, field }, at) => {
      const problem = problems.find(({ pointer }) => pointer === `/fields/${at}`)
      const values = sample.flatMap(({ cells }) => cells[at] || []).slice(0, 3)
      return html`<li>
        <div>
          <label for="column-${at}">${name || `${translate(locale, 'importColumn')} ${at + 1}`}</label>
          <span class="such">${values.join(' · ') || '—'}</span>
        </div>
        ${icon('arrow-right')}
        <select
          id="column-${at}"
          class="select"
          aria-invalid=${problem !== undefined}
          aria-describedby=${problem === undefined ? nothing : `problem-${at}`}
          @change=${(event: Event) => setField(at, (event.target as HTMLSelectElement).value)}
        >
          <option value="" .selected=${live(field === null)}>${translate(locale, 'importLeaveOut')}</option>
          ${fields.map(
            (one) => html`<option value=${one.name} .selected=${live(one.name === field)}>
              ${one.label}${one.required ? ' *' : ''}
            </option>`,
          )}
        </select>
        ${problem === undefined ? nothing : html`<p class="error" id="problem-${at}">${problem.message}</p>`}
      </li>`
    })}
  </ul>`
}

/** By what records that are there are found, and what becomes of their rows. */
export function renderMatching({ checked, locale, mayUpdate, choose }: Columns) {
  const { columns, match } = checked
  const fields = columns.map(({ field }) => field)
  const keys = checked.fields.filter(({ name, isKey }) => isKey && fields.includes(name))
  if (keys.length === 0) return nothing
  const existing: ImportExisting = match?.existing ?? (mayUpdate ? 'update' : 'skip')
  const setKey = (field: string) => choose({ fields, match: field === '' ? null : { field, existing } })
  const setExisting = (value: string) =>
    match && choose({ fields, match: { ...match, existing: value === 'update' ? 'update' : 'skip' } })
  const option = (value: string, label: string, chosen: boolean) =>
    html`<option value=${value} .selected=${live(chosen)}>${label}</option>`
  return html`<div class="matching">
    <div class="field">
      <label class="label" for="match">${translate(locale, 'importMatch')}</label>
      <select id="match" class="select" @change=${(event: Event) => setKey((event.target as HTMLSelectElement).value)}>
        ${option('', translate(locale, 'importMatchNone'), match === null)}
        ${keys.map(({ name, label }) => option(name, label, match?.field === name))}
      </select>
    </div>
    ${
      match === null
        ? nothing
        : html`<div class="field">
            <label class="label" for="existing">${translate(locale, 'importExisting')}</label>
            <select
              id="existing"
              class="select"
              @change=${(event: Event) => setExisting((event.target as HTMLSelectElement).value)}
            >
              ${mayUpdate ? option('update', translate(locale, 'importExistingUpdate'), existing === 'update') : nothing}
              ${option('skip', translate(locale, 'importExistingSkip'), existing === 'skip')}
            </select>
          </div>`
    }
  </div>`
}

/** A key that is no column's any more finds nothing. */
function keptMatch({ match }: CheckedImport, fields: ReadonlyArray<string | null>): ImportChoice['match'] {
  return match !== null && fields.includes(match.field) ? match : null
}
