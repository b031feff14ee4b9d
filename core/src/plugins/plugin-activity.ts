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
  incidents: PluginIncident[]
  log: PluginLogLine[]
}

const MAX_LINES = 200
const MAX_INCIDENTS = 50
const MAX_TEXT = 1_000
/** Of all plugins of all tenants; whose activity was looked at or added to longest ago is forgotten first. */
const MAX_CHARACTERS = 8 * 1024 * 1024
/** What a line takes up besides its texts. */
const OVERHEAD = 120

export function makePluginActivity(now: () => Date = () => new Date()): PluginActivity {
  const kept = new LRUCache<string, Remembered>({ maxSize: MAX_CHARACTERS, sizeCalculation: sizeOf })

  function remember(event: Exclude<SandboxEvent, { type: 'childDied' }>): void {
    const key = keyOf(event)
    const { incidents, log } = kept.get(key) ?? { incidents: [], log: [] }
    const place = { at: now().toISOString(), hook: event.target, version: event.version }
    // Lists are replaced, not changed: the cache measures what it is given.
    if (event.type === 'pluginLog') {
      const line = { ...place, level: event.level, message: event.message.slice(0, MAX_TEXT) }
      kept.set(key, { incidents, log: [...log.slice(1 - MAX_LINES), line] })
    } else
      kept.set(key, { log, incidents: [{ ...place, ...incidentOf(event) }, ...incidents.slice(0, MAX_INCIDENTS - 1)] })
  }

  return {
    note(event) {
      if (event.type !== 'childDied') remember(event)
    },
    read: (plugin) => kept.get(keyOf(plugin)) ?? { incidents: [], log: [] },
  }
}

type Incident = Exclude<SandboxEvent, { type: 'childDied' | 'pluginLog' }>

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

function sizeOf({ incidents, log }: Remembered): number {
  const texts = [...log.map(({ message }) => message), ...incidents.map(({ detail }) => detail)]
  return texts.reduce((sum, text) => sum + text.length + OVERHEAD, OVERHEAD)
}
