import type { GrownServer, GrowthCalls } from './growth-calls.ts'
import { growthValues } from './growth-plugin.ts'
import type { Target } from './load.ts'

/** What `tenants-floor-server` answers to. */
export const FLOOR_CALLS: GrowthCalls = {
  read: (server, { schema, ids }) =>
    counted(server, (at) => ({ method: 'GET', path: `/${schema}/one/${ids[at % ids.length]}` })),
  list: (server, { schema }) => counted(server, (at) => ({ method: 'GET', path: `/${schema}/list/${at % 50}` })),
  create: (server, { schema }) =>
    counted(server, (at) => ({ method: 'POST', path: `/${schema}/create`, body: growthValues(at) })),
}

function counted(server: GrownServer, call: (at: number) => ReturnType<Target['next']>): Target {
  let at = 0
  return { server, next: () => call(at++) }
}
