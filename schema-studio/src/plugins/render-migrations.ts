import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { MigrationPreview } from '@tenon/sdk/contract/plugins-api'
import { css, html, nothing } from 'lit'
import { conflictValue } from '../conflicts/conflict-value.ts'
import { translate } from '../locales/translate.ts'

export const migrationStyles = css`
  .migration {
    margin-top: var(--tenon-space-3);
    overflow-x: auto;
    font-size: var(--tenon-font-size-sm);
  }
  .migration p {
    margin: 0 0 var(--tenon-space-2);
  }
  .migration table {
    width: 100%;
    border-collapse: collapse;
  }
  .migration :is(th, td) {
    padding: var(--tenon-space-1) var(--tenon-space-2);
    border-bottom: 1px solid var(--tenon-line);
    text-align: start;
    font-weight: inherit;
    overflow-wrap: anywhere;
  }
`

interface Naming {
  model: Pick<ModelView, 'entities'>
  locale: Locale
}

/** What a trial of migrations would have changed, entity by entity, with some of the records. */
export function renderMigrations(migrations: readonly MigrationPreview[], naming: Naming) {
  return migrations.map((migration) => {
    const { label, changed, looked, records, refused, samples } = migration
    const { locale } = naming
    const counts = { entity: textIn(label, locale), changed, looked, records }
    return html`<div class="migration">
      <p>${changed === 0 ? translate(locale, 'migrationNothing') : translate(locale, 'migrationOf', counts)}</p>
      ${refused.map(({ message }) => html`<p class="error">${translate(locale, 'migrationRefused', { reason: message })}</p>`)}
      ${samples.length === 0 ? nothing : html`<table><tbody>${samples.map((sample) => renderSample(sample, migration, naming))}</tbody></table>`}
    </div>`
  })
}

type Sample = MigrationPreview['samples'][number]

function renderSample({ title, id, before, after }: Sample, { entity }: MigrationPreview, { model, locale }: Naming) {
  const fields = model.entities[entity]?.properties ?? {}
  return Object.keys(after).map((name, at) => {
    const field = fields[name]
    return html`<tr>
      <th scope="row">${at === 0 ? title || id : nothing}</th>
      <td>${field ? textIn(field.label, locale) : name}</td>
      <td>${before[name] == null ? '–' : conflictValue(before[name], locale)}</td>
      <td>→ ${after[name] == null ? '–' : conflictValue(after[name], locale)}</td>
    </tr>`
  })
}
