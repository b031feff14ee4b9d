import type { PluginIncident, PluginLogLine } from '@tenon/sdk/contract/plugins-api'
import { LRUCache } from 'lru-cache'
import type { SandboxEvent } from '../sandbox/sandbox-event.ts'

/** What plugins' hooks said and what went wrong with them, as far as this process remembers. */
export interface PluginActivity {
  note(event: SandboxEvent): void
  /** Incidents newest first, lines oldest first. */
  read(plugin: { tenantId: string; pluginId: string }): { incidents: PluginIncident[]; log: PluginLogLine[] }
}

interface Remembered {
  /** Oldest first. */
  incidents: PluginIncident[]
  log: PluginLogLine[]
  /** Of all texts, with what each entry takes up besides. */
  size: number
}

const MAX_LINES = 200
const MAX_INCIDENTS = 50
const MAX_TEXT = 1_000
/** Of all plugins of all tenants; whose activity was looked at or added to longest ago is forgotten first. */
const MAX_CHARACTERS = 8 * 1024 * 1024
/** What a line takes up besides its texts. */
const OVERHEAD = 120

export function makePluginActivity(now: () => Date = () => new Date()): PluginActivity {
  const kept = new LRUCache<string, Remembered>({ maxSize: MAX_CHARACTERS })

  function remember(event: Exclude<SandboxEvent, Unremembered>): void {
    const key = keyOf(event)
    const own = kept.get(key) ?? { incidents: [], log: [], size: OVERHEAD }
    const place = { at: now().toISOString(), hook: event.target, version: event.version }
    // A hook may log a hundred lines at once: each costs the same, however many are there already.
    if (event.type === 'pluginLog') {
      const line = { ...place, level: event.level, message: event.message.slice(0, MAX_TEXT) }
      own.size += append(own.log, { entry: line, most: MAX_LINES, sizeOf: ({ message }) => message.length })
    } else {
      const entry = { ...place, ...incidentOf(event) }
      own.size += append(own.incidents, { entry, most: MAX_INCIDENTS, sizeOf: ({ detail }) => detail.length })
    }
    // Taken out first, because the cache does not look again at the size of what it holds.
    kept.delete(key)
    kept.set(key, own, { size: own.size })
  }

  return {
    note(event) {
      if (event.type !== 'childDied' && event.type !== 'hostFailed') remember(event)
    },
    read: (plugin) => {
      const { incidents = [], log = [] } = kept.get(keyOf(plugin)) ?? {}
      return { incidents: incidents.toReversed(), log: [...log] }
    },
  }
}

/** For operators alone: no plugin is at fault. */
type Unremembered = { type: 'childDied' | 'hostFailed' }

type Incident = Exclude<SandboxEvent, { type: 'pluginLog' } | Unremembered>

const KINDS = { kill: 'killed', failure: 'failed', hookPaused: 'paused', hookDisabled: 'disabled' } as const

function incidentOf(event: Incident): Omit<PluginIncident, 'at' | 'hook' | 'version'> {
  const kind = KINDS[event.type]
  if (!('code' in event)) return { kind, code: null, cause: null, detail: '', times: null }
  const { code, cpuMs, wallMs, queueMs } = event
  const times = { cpu: Math.round(cpuMs), wall: Math.round(wallMs), queue: Math.round(queueMs) }
  if (event.type === 'kill') return { kind, code, cause: event.cause, detail: '', times }
  return { kind, code, cause: null, detail: event.detail.slice(0, MAX_TEXT), times }
}

function keyOf({ tenantId, pluginId }: { tenantId: string; pluginId: string }): string {
  return JSON.stringify([tenantId, pluginId])
}

/** Adds an entry at the end, and takes one away at the beginning where there are too many. Returns by how much they grew. */
function append<T>(
  entries: T[],
  { entry, most, sizeOf }: { entry: T; most: number; sizeOf: (entry: T) => number },
): number {
  entries.push(entry)
  const gone = entries.length > most ? entries.shift() : undefined
  return sizeOf(entry) - (gone === undefined ? -OVERHEAD : sizeOf(gone))
}
