import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'
import { commandContext } from './command-context.ts'
import { withTenon } from './open-tenon.ts'
import { answerStages, STAGES_OPTIONS } from './stages-option.ts'
import { wrongUsage } from './wrong-usage.ts'

/** What the commands for a model in files answer with, besides 1 for a failure and 2 for wrong usage. */
export const MODEL_EXIT = { same: 0, differs: 3, blocked: 4, drifted: 5 } as const

interface ModelCommand {
  usage: string
}

interface ModelCall {
  tenon: Tenon
  ctx: RequestContext
  folder: string
  flags: {
    consent: boolean
    stages: StageAnswer
    sql: boolean
    note: string | undefined
    /** Files to write a plan to, and to read one from. */
    out: string | undefined
    plan: string | undefined
  }
}

/** Opens Tenon for the tenant and folder that the arguments name; 2 where they name none. */
export async function withModelFolder(
  { usage }: ModelCommand,
  args: string[],
  work: (call: ModelCall) => Promise<number>,
): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      tenant: { type: 'string' },
      folder: { type: 'string', default: 'model' },
      consent: { type: 'boolean', default: false },
      ...STAGES_OPTIONS,
      sql: { type: 'boolean', default: false },
      note: { type: 'string' },
      out: { type: 'string' },
      plan: { type: 'string' },
    },
  })
  const { tenant, folder, consent, sql, note, out, plan } = values
  const stages = answerStages(values)
  if (tenant === undefined) return wrongUsage({ usage })
  return withTenon(async (tenon) => {
    const ctx = commandContext(await findTenant(tenon.database, tenant))
    return work({ tenon, ctx, folder: resolve(folder), flags: { consent, stages, sql, note, out, plan } })
  })
}
