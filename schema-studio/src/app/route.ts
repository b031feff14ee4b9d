export const SETTINGS_PAGES = ['people', 'plugins', 'api-keys', 'sites'] as const
export type SettingsPage = (typeof SETTINGS_PAGES)[number]

/** Where in the application a path leads. */
export type Route =
  | { name: 'home' }
  | { name: 'list'; entity: string }
  | { name: 'record'; entity: string; id: string }
  | { name: 'board'; pipeline: string }
  | { name: 'studio' }
  | { name: 'studioEntity'; entity: string }
  | { name: 'changes' }
  | { name: 'settings'; page: SettingsPage }
  | { name: 'setup' }
  | { name: 'notFound' }

export function matchRoute(pathname: string): Route {
  const [area, first, second, ...rest] = pathname.split('/').filter(Boolean).map(decode)
  if (rest.length > 0) return { name: 'notFound' }
  if (area === undefined) return { name: 'home' }
  if (area === 'e' && first) return entityRoute(first, second)
  if (area === 'studio') return studioRoute(first, second)
  if (second !== undefined) return { name: 'notFound' }
  if (area === 'board' && first) return { name: 'board', pipeline: first }
  if (area === 'settings') return settingsRoute(first)
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
  return id ? { name: 'record', entity, id } : { name: 'list', entity }
}

function studioRoute(first: string | undefined, second: string | undefined): Route {
  if (first === undefined) return { name: 'studio' }
  if (first === 'entities') return second ? { name: 'studioEntity', entity: second } : { name: 'studio' }
  return first === 'changes' && second === undefined ? { name: 'changes' } : { name: 'notFound' }
}

function settingsRoute(page: string | undefined): Route {
  const found = SETTINGS_PAGES.find((name) => name === (page ?? 'people'))
  return found ? { name: 'settings', page: found } : { name: 'notFound' }
}

export function listPath(entity: string): string {
  return `/e/${encodeURIComponent(entity)}`
}

export function recordPath(entity: string, id: string): string {
  return `${listPath(entity)}/${encodeURIComponent(id)}`
}

export function boardPath(pipeline: string): string {
  return `/board/${encodeURIComponent(pipeline)}`
}

export function studioEntityPath(entity: string): string {
  return `/studio/entities/${encodeURIComponent(entity)}`
}
