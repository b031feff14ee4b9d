import type { HookInput, HookOutput } from '@tenon/sdk/contract/hook-call'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import type { HostText } from './host-text.ts'
import type { SandboxDescription } from './sandbox-description.ts'
import type { HookMetrics, SandboxMetrics } from './sandbox-metrics.ts'
import type { ScriptCoverage } from './script-coverage.ts'

/** Which limits apply (sandbox limits table). A `question` is an action that may only read, such as a metric. */
export type CallKind = 'guard' | 'beforeHook' | 'action' | 'question' | 'afterHook'

export interface PluginScript {
  pluginId: string
  version: string
  /** sha256 of the source; the key of caches. */
  sourceHash: string
  source: string
}

export type HostResult = JsonValue | HostText

export interface SandboxCall {
  tenantId: string
  script: PluginScript
  kind: CallKind
  /** `entities.vehicle.beforeCreate`, `guards.readyForContract`, `actions.sendOffer`. */
  target: string
  /** Asked when it has failed: what the code is to whoever waits for it, to begin a sentence with; null where its target says it. */
  inWords?: () => LocalizedText | null
  input: HookInput
  /** The records of `input` as JSON, where the caller has written them already. */
  recordsText?: string
  /** Answers a host call such as `records.find`. A thrown TenonError reaches the plugin as a code of the plugin-visible table. */
  host: (method: string, args: JsonValue, signal: AbortSignal) => Promise<HostResult>
  signal: AbortSignal
}

/** Runs plugin scripts in isolates inside child processes that may be killed at any moment. */
export interface Sandbox {
  /** Resolves to what the hook returned, checked for shape and size. Rejects with a PLUGIN_… TenonError. */
  call(call: SandboxCall): Promise<HookOutput>
  /** Loads a script and tells which hooks it declares. Rejects with PLUGIN_LOAD_FAILED. */
  inspect(script: PluginScript): Promise<HookInventory>
  /** Pids of children at work, for metrics and tests. */
  childPids(): number[]
  close(): Promise<void>
}

/** What its operator can see and do besides. */
export interface ObservableSandbox extends Sandbox {
  /** Loads a script for calls that are about to come. Never rejects: a script that cannot be loaded fails in its call. */
  warm(use: Pick<SandboxCall, 'tenantId' | 'script' | 'kind'>): Promise<void>
  /** Figures of this process, as of now. */
  metrics(): SandboxMetrics
  /** The same of one plugin in one tenant. */
  hookMetrics(plugin: { tenantId: string; pluginId: string }): HookMetrics[]
  /** Which walls stand on this machine. */
  describe(): Promise<SandboxDescription>
  /** What of tested plugins' code has run since it was asked last; nothing unless the sandbox was made to count. */
  takeCoverage(): Promise<ScriptCoverage[]>
  /** Lets paused and disabled hooks of a plugin be called again. */
  resume(plugin: { tenantId: string; pluginId: string }): void
}
