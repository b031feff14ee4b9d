export const SETTINGS_PAGES = [
  'people',
  'roles',
  'teams',
  'territories',
  'stand-ins',
  'api-keys',
  'sites',
  'pipelines',
  'tags',
  'general',
  'audit',
  'privacy',
] as const
export type SettingsPage = (typeof SETTINGS_PAGES)[number]

export const PLUGIN_TABS = ['overview', 'settings', 'activity', 'automation'] as const
export type PluginTab = (typeof PLUGIN_TABS)[number]

/** Where in the application a path leads. */
export type Route =
  | { name: 'home' }
  | { name: 'list'; entity: string }
  | { name: 'record'; entity: string; id: string }
  | { name: 'trash'; entity: string }
  | { name: 'duplicates'; entity: string }
  | { name: 'board'; pipeline: string }
  | { name: 'approvals' }
  | { name: 'report'; pipeline: string }
  | { name: 'studio' }
  | { name: 'studioEntity'; entity: string }
  | { name: 'studioPipeline'; pipeline: string }
  | { name: 'changes' }
  | { name: 'plugins' }
  | { name: 'plugin'; id: string; tab: PluginTab }
  | { name: 'catalogue' }
  | { name: 'settings'; page: SettingsPage }
  | { name: 'setup' }
  | { name: 'notFound' }

export function matchRoute(pathname: string): Route {
  const [area, first, second, ...rest] = pathname.split('/').filter(Boolean).map(decode)
  if (area === 'studio' && first === 'plugins') return pluginRoute(second, rest)
  if (rest.length > 0) return { name: 'notFound' }
  if (area === undefined) return { name: 'home' }
  if (area === 'e' && first) return entityRoute(first, second)
  if (area === 'studio') return studioRoute(first, second)
  if (second !== undefined) return { name: 'notFound' }
  if (area === 'board' && first) return { name: 'board', pipeline: first }
  if (area === 'report' && first) return { name: 'report', pipeline: first }
  if (area === 'settings') return settingsRoute(first)
  if (area === 'approvals' && !first) return { name: 'approvals' }
  return area === 'setup' && !first ? { name: 'setup' } : { name: 'notFound' }
}

/** A path that was typed by hand may hold a broken escape; it then matches nothing. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

function entityRoute(entity: string, id: string | undefined): Route {
  // Ids of records are no words.
  if (id === 'trash' || id === 'duplicates') return { name: id, entity }
  return id ? { name: 'record', entity, id } : { name: 'list', entity }
}

function studioRoute(first: string | undefined, second: string | undefined): Route {
  if (first === undefined) return { name: 'studio' }
  if (first === 'catalogue' && second === undefined) return { name: 'catalogue' }
  if (first === 'entities') return second ? { name: 'studioEntity', entity: second } : { name: 'studio' }
  if (first === 'pipelines') return second ? { name: 'studioPipeline', pipeline: second } : { name: 'studio' }
  return first === 'changes' && second === undefined ? { name: 'changes' } : { name: 'notFound' }
}

function pluginRoute(id: string | undefined, [tab = 'overview', ...rest]: string[]): Route {
  if (id === undefined) return { name: 'plugins' }
  const found = PLUGIN_TABS.find((name) => name === tab)
  return id !== '' && found && rest.length === 0 ? { name: 'plugin', id, tab: found } : { name: 'notFound' }
}

function settingsRoute(page: string | undefined): Route {
  // Where plugins were before they had pages of their own.
  if (page === 'plugins') return { name: 'plugins' }
  const found = SETTINGS_PAGES.find((name) => name === (page ?? 'people'))
  return found ? { name: 'settings', page: found } : { name: 'notFound' }
}

export function listPath(entity: string): string {
  return `/e/${encodeURIComponent(entity)}`
}

export function recordPath(entity: string, id: string): string {
  return `${listPath(entity)}/${encodeURIComponent(id)}`
}

export function trashPath(entity: string): string {
  return `${listPath(entity)}/trash`
}

/** Of an entity; with records, to compare just these. */
export function duplicatesPath(entity: string, records: readonly string[] = []): string {
  const query = records.length === 0 ? '' : `?records=${records.map(encodeURIComponent).join(',')}`
  return `${listPath(entity)}/duplicates${query}`
}

export function boardPath(pipeline: string): string {
  return `/board/${encodeURIComponent(pipeline)}`
}

export function reportPath(pipeline: string): string {
  return `/report/${encodeURIComponent(pipeline)}`
}

export function studioEntityPath(entity: string): string {
  return `/studio/entities/${encodeURIComponent(entity)}`
}

export function studioPipelinePath(pipeline: string): string {
  return `/studio/pipelines/${encodeURIComponent(pipeline)}`
}

export function pluginPath(id: string, tab: PluginTab = 'overview'): string {
  const path = `/studio/plugins/${encodeURIComponent(id)}`
  return tab === 'overview' ? path : `${path}/${tab}`
}
