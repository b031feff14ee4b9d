import { z } from 'zod'

/** One line that a hook has logged in some process. */
export interface HookLogLine {
  tenantId: string
  pluginId: string
  /** `entities.vehicle.beforeCreate`. */
  target: string
  level: string
  message: string
}

const sharedLog = z.object({
  tenantId: z.string(),
  /** Tells equal messages of one transaction apart, which PostgreSQL would send once. */
  number: z.int(),
  /** Lines that were too many since the last one, and were not sent. */
  left: z.int().min(0),
  line: z.object({ pluginId: z.string(), target: z.string(), level: z.string(), message: z.string() }).nullable(),
})

/** What goes from the process that ran the hook to whoever reads along. */
export type SharedLog = z.infer<typeof sharedLog>

const logReader = z.object({
  /** Of the reader's own making; several may read one tenant. */
  reader: z.string().max(100),
  tenantId: z.string().max(100),
  seconds: z.number().min(0).max(120),
})

/** `seconds`: for how long it will read along unless it says so again; 0 when it stops. */
export type LogReader = z.infer<typeof logReader>

/** Null for what is none of ours: whoever may connect to the database may notify. */
export function readSharedLog(payload: string): SharedLog | null {
  return sharedLog.safeParse(parsed(payload)).data ?? null
}

export function readLogReader(payload: string): LogReader | null {
  return logReader.safeParse(parsed(payload)).data ?? null
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return null
  }
}
