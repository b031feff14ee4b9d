import type { ViewAudience } from '@tenon/sdk/contract/views-api'
import { html, nothing } from 'lit'
import { localeStore } from '../app/locale-store.ts'
import { translate } from '../locales/translate.ts'

interface AudienceView {
  audience: ViewAudience
  roles: ReadonlyArray<{ name: string; label: string }>
  teams: ReadonlyArray<{ id: string; name: string }>
  onChange(audience: ViewAudience): void
}

const KINDS = { nobody: 'viewForMe', everyone: 'viewForEveryone', some: 'viewForSome' } as const

/** Who sees a view: its owner alone, everybody, or those with a role or in a team. */
export function renderAudience({ audience, roles, teams, onChange }: AudienceView) {
  const locale = localeStore.get()
  const kind = typeof audience === 'string' ? audience : 'some'
  const some = typeof audience === 'string' ? { roles: [], teams: [] } : audience
  const choose = (name: string) => onChange(name === 'some' ? some : (name as 'nobody' | 'everyone'))
  const toggle = (list: 'roles' | 'teams', id: string) => (event: Event) => {
    const rest = some[list].filter((one) => one !== id)
    onChange({ ...some, [list]: (event.target as HTMLInputElement).checked ? [...rest, id] : rest })
  }
  const choice = (list: 'roles' | 'teams', id: string, label: string) =>
    html`<label class="choice">
      <input type="checkbox" class="checkbox" .checked=${some[list].includes(id)} @change=${toggle(list, id)} />${label}
    </label>`
  return html`<fieldset>
    <legend class="label">${translate(locale, 'viewSharedWith')}</legend>
    ${Object.entries(KINDS).map(
      ([name, words]) =>
        html`<label class="choice">
          <input
            type="radio"
            name="audience"
            value=${name}
            .checked=${name === kind}
            @change=${() => choose(name)}
          />${translate(locale, words)}
        </label>`,
    )}
    ${
      kind === 'some'
        ? html`<div class="choices" role="group" aria-label=${translate(locale, 'viewForSome')}>
            ${roles.map(({ name, label }) => choice('roles', name, label))}
            ${teams.map(({ id, name }) => choice('teams', id, translate(locale, 'viewTeam', { name })))}
          </div>`
        : nothing
    }
  </fieldset>`
}
