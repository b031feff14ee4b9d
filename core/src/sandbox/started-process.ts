import type { Duplex } from 'node:stream'

export interface ProcessCommand {
  command: string
  parameters: string[]
  /** Working directory. */
  folder: string
}

/** How a process ended. `stderr`: the beginning of what it said there. */
export interface ProcessEnd {
  code: number | null
  signal: string | null
  stderr: string
}

/** A process of ours and the channel to it, whoever has started it. */
export interface StartedProcess {
  pid: number
  channel: Duplex
  /** Resolves when it has ended. Never rejects. */
  ended: Promise<ProcessEnd>
}
