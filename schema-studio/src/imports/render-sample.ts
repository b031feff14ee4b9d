import type { CheckedImport, ImportSampleRow } from '@tenon/sdk/contract/import-api'
import type { Locale } from '@tenon/sdk/contract/locale'
import { html, nothing } from 'lit'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'

const SHOWN = 8

const BECOMES: Readonly<Record<ImportSampleRow['becomes'], { word: MessageKey; hue: string }>> = {
  new: { word: 'importBecomesNew', hue: 'green' },
  update: { word: 'importBecomesUpdate', hue: 'blue' },
  skip: { word: 'importBecomesSkip', hue: 'gray' },
  refused: { word: 'importBecomesRefused', hue: 'red' },
}

/** The first rows as they stand in the file, those with problems among them, each with what becomes of it. */
export function renderSample({ columns, sample }: CheckedImport, locale: Locale) {
  const wrong = sample.slice(SHOWN).filter(({ problems }) => problems.length > 0)
  const rows = [...sample.slice(0, SHOWN), ...wrong]
  return html`<div class="sample" tabindex="0" role="region" aria-label=${translate(locale, 'importSample')}>
    <table>
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col"><span class="visually-hidden">${translate(locale, 'importBecomes')}</span></th>
          ${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => renderRow(row, { columns, locale }))}
      </tbody>
    </table>
  </div>`
}

function renderRow(
  { line, cells, becomes, problems }: ImportSampleRow,
  { columns, locale }: Pick<CheckedImport, 'columns'> & { locale: Locale },
) {
  const { word, hue } = BECOMES[becomes]
  const wrong = new Set(problems.map(({ column }) => column))
  const kind = (at: number) => (wrong.has(at) ? 'wrong' : columns[at]?.field === null ? 'out' : '')
  return html`<tr>
      <th scope="row">${line}</th>
      <td><span class="chip" data-hue=${hue}>${translate(locale, word)}</span></td>
      ${columns.map((_, at) => html`<td class=${kind(at)} title=${cells[at] ?? ''}>${cells[at] ?? ''}</td>`)}
    </tr>
    ${
      problems.length === 0
        ? nothing
        : html`<tr class="why">
            <td></td>
            <td colspan=${columns.length + 1}>${problems.map(({ message }) => html`<div>${message}</div>`)}</td>
          </tr>`
    }`
}
