import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { KnownRecord } from '@tenon/sdk/contract/personal-api'
import type { SearchHit } from '@tenon/sdk/contract/record-search'
import { translate } from '../locales/translate.ts'
import { asksForApproval } from '../moves/asks-for-approval.ts'
import { viewPath } from '../workspace/list-view.ts'
import type { AppServices } from './app-services.ts'
import { recordTitle } from './record-title.ts'
import { boardPath, listPath, pluginPath, recordPath, reportPath, studioEntityPath } from './route.ts'

export interface PaletteEntry {
  group: string
  icon: string
  label: string
  /** What it belongs to, at the right. */
  hint: string
  /** Where it leads, or what it does. */
  path?: string
  run?: () => void
}

/** Pages and actions whose words contain all words of `term`. */
export function pageEntries(app: AppServices, term: string, locale: Locale): PaletteEntry[] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean)
  const all = [
    ...commandEntries(app, locale),
    ...knownEntries(app, locale),
    ...goToEntries(app, locale),
    ...createEntries(app, locale),
    ...adminEntries(app, locale),
  ]
  return all.filter((entry) => words.every((word) => `${entry.label} ${entry.hint}`.toLowerCase().includes(word)))
}

/** What the page at hand can do. */
function commandEntries({ commands }: AppServices, locale: Locale): PaletteEntry[] {
  const group = translate(locale, 'actions')
  return commands.all().map(({ icon, label, hint, run }) => ({ group, icon, label, hint, run }))
}

/** Records that the person has marked, and those that were looked at last. */
function knownEntries({ personal, model }: AppServices, locale: Locale): PaletteEntry[] {
  const entry = (group: string, { entity, id, record }: KnownRecord): PaletteEntry => ({
    group,
    icon: model.entities[entity]?.icon ?? 'box',
    label: recordTitle(entity, record, { model, locale }),
    hint: textIn(model.entities[entity]?.label ?? '', locale),
    path: recordPath(entity, id),
  })
  const recent = personal.recent.filter(({ isFavourite }) => !isFavourite).slice(0, MOST_RECENT)
  return [
    ...personal.favourites.map((one) => entry(translate(locale, 'favourites'), one)),
    ...recent.map((one) => entry(translate(locale, 'recentlyViewed'), one)),
  ]
}

const MOST_RECENT = 10

function goToEntries({ model, personal }: AppServices, locale: Locale): PaletteEntry[] {
  const group = translate(locale, 'paletteGoTo')
  const boards = Object.values(model.pipelines).map(({ name, label }) => ({
    group,
    icon: 'square-kanban',
    label: textIn(label, locale),
    hint: translate(locale, 'board'),
    path: boardPath(name),
  }))
  const reports = Object.values(model.pipelines).map(({ name, label }) => ({
    group,
    icon: 'activity',
    label: textIn(label, locale),
    hint: translate(locale, 'report'),
    path: reportPath(name),
  }))
  const lists = Object.values(model.entities).map(({ name, pluralLabel, icon }) => ({
    group,
    icon: icon ?? 'box',
    label: textIn(pluralLabel, locale),
    hint: translate(locale, 'list'),
    path: listPath(name),
  }))
  const views = Object.values(model.views).map(({ name, entity, label, icon }) => ({
    group,
    icon: icon ?? model.entities[entity]?.icon ?? 'box',
    label: textIn(label, locale),
    hint: textIn(model.entities[entity]?.pluralLabel ?? '', locale),
    path: viewPath(entity, name),
  }))
  const saved = personal.views.map(({ id, entity, name }) => ({
    group,
    icon: model.entities[entity]?.icon ?? 'list-filter',
    label: name,
    hint: textIn(model.entities[entity]?.pluralLabel ?? '', locale),
    path: viewPath(entity, id),
  }))
  const home = { group, icon: 'house', label: translate(locale, 'home'), hint: '', path: '/' }
  const approvals = { group, icon: 'list-checks', label: translate(locale, 'approvals'), hint: '', path: '/approvals' }
  return [home, ...(asksForApproval(model) ? [approvals] : []), ...boards, ...reports, ...lists, ...views, ...saved]
}

function createEntries({ model }: AppServices, locale: Locale): PaletteEntry[] {
  return Object.values(model.entities)
    .filter((entity) => entity.access.create)
    .map(({ name, label }) => ({
      group: translate(locale, 'paletteCreate'),
      icon: 'plus',
      label: translate(locale, 'newOf', { entity: textIn(label, locale) }),
      hint: '',
      path: `${listPath(name)}?new=1`,
    }))
}

function adminEntries({ model, plugins, isAdmin }: AppServices, locale: Locale): PaletteEntry[] {
  if (!isAdmin) return []
  const group = translate(locale, 'studio')
  const entities = Object.values(model.entities).map(({ name, label }) => ({
    group,
    icon: 'shapes',
    label: textIn(label, locale),
    hint: translate(locale, 'fieldsOfEntity'),
    path: studioEntityPath(name),
  }))
  return [
    { group, icon: 'git-commit-horizontal', label: translate(locale, 'changes'), hint: '', path: '/studio/changes' },
    { group, icon: 'puzzle', label: translate(locale, 'plugins'), hint: '', path: '/studio/plugins' },
    { group, icon: 'store', label: translate(locale, 'browseCatalogue'), hint: '', path: '/studio/catalogue' },
    { group, icon: 'settings', label: translate(locale, 'settings'), hint: '', path: '/settings' },
    ...entities,
    ...plugins.map(({ id, label }) => ({
      group,
      icon: 'puzzle',
      label: textIn(label, locale),
      hint: translate(locale, 'plugin'),
      path: pluginPath(id),
    })),
  ]
}

/** What a search found, in its order: what each is called, and beside it what it is and where the words stand in it. */
export function hitEntries(
  hits: readonly SearchHit[],
  { model, locale }: { model: ModelView; locale: Locale },
): PaletteEntry[] {
  return hits.flatMap((hit) => {
    const entity = model.entities[hit.entity]
    if (!entity) return []
    const label = textIn(entity.label, locale)
    const place = entity.properties[hit.field]?.label
    const found = hit.excerpt === null || !place ? '' : ` · ${textIn(place, locale)}: ${oneLine(hit.excerpt)}`
    return [
      {
        group: translate(locale, 'records'),
        icon: entity.icon ?? 'box',
        label: hit.title ?? translate(locale, 'untitled'),
        hint: `${label}${found}`,
        path: recordPath(hit.entity, hit.id),
      },
    ]
  })
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
