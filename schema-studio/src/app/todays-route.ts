import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { Route } from './route.ts'

/** A route by the names that entities have today: addresses that were kept have old ones. */
export function todaysRoute(route: Route, { entities, formerNames }: ModelView): Route {
  if (!('entity' in route) || Object.hasOwn(entities, route.entity)) return route
  const today = new Map(Object.entries(formerNames?.entities ?? {})).get(route.entity)
  return today === undefined ? route : { ...route, entity: today }
}
