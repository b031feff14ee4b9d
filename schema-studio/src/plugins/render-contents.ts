import { listIn } from '@tenon/sdk/contract/list-in'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { PluginContents, PluginPart } from '@tenon/sdk/contract/plugins-api'
import { css, html, nothing, type TemplateResult } from 'lit'
import { translate } from '../locales/translate.ts'
import { hookName } from './hook-name.ts'

export const contentsStyles = css`
  .contents {
    display: grid;
    grid-template-columns: minmax(96px, auto) minmax(0, 1fr);
    gap: var(--tenon-space-2) var(--tenon-space-4);
    margin: 0;
    font-size: var(--tenon-font-size-sm);
  }
  .contents dt {
    color: var(--tenon-text-muted);
  }
  .contents dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .contents ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  @media (max-width: 479px) {
    .contents {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    .contents dd {
      margin-bottom: var(--tenon-space-2);
    }
  }
`

interface Naming {
  model: ModelView
  locale: Locale
  /** Id of the plugin. */
  plugin: string
}

/** What a plugin brings, kind by kind, in words; needs `contentsStyles`. */
export function renderContents(contents: PluginContents, { model, locale, plugin }: Naming): TemplateResult {
  const names = (texts: string[]) => listIn(texts, locale)
  const labels = (parts: PluginPart[]) => names(parts.map(({ label }) => textIn(label, locale)))
  const entityLabel = (name: string) => {
    const known = [...contents.entities, ...Object.values(model.entities)].find((entity) => entity.name === name)
    return known ? textIn(known.label, locale) : name
  }
  const row = (term: string, text: unknown) => html`<dt>${term}</dt><dd>${text}</dd>`
  const parts = (term: string, list: PluginPart[]) => (list.length > 0 ? row(term, labels(list)) : nothing)
  const rows = [
    parts(translate(locale, 'bringsEntities'), contents.entities),
    ...contents.extensions.map(({ entity, fields }) =>
      row(
        translate(locale, 'bringsExtensions', { entity: entityLabel(entity) }),
        names(fields.map((label) => textIn(label, locale))),
      ),
    ),
    parts(translate(locale, 'bringsPipelines'), contents.pipelines),
    parts(translate(locale, 'bringsViews'), contents.views),
    parts(translate(locale, 'bringsMetrics'), contents.metrics),
    parts(translate(locale, 'bringsActions'), contents.actions),
    contents.hooks.length > 0
      ? row(
          translate(locale, 'bringsHooks'),
          html`<ul>${contents.hooks.map((hook) => html`<li>${hookName(hook, { model, locale, plugin, contents })}</li>`)}</ul>`,
        )
      : nothing,
  ].filter((one) => one !== nothing)
  if (rows.length === 0) return html`<p>${translate(locale, 'bringsNothing')}</p>`
  return html`<dl class="contents">${rows}</dl>`
}
