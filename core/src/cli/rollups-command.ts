import { parseArgs } from 'node:util'
import type { RollupState } from '../schema-change/rollups/verify-rollups.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { tenantsOf } from './tenants-of.ts'

/** Exit code where something is not as it should be; 1 is for errors, 2 for wrong words. */
const DIFFERS = 3
const OPTIONS = { tenant: { type: 'string' } } as const

export const verifyRollupsCommand: Command = {
  usage: 'rollups verify [--tenant <short-name>]',
  summary:
    'Holds totals that are kept ready against the records, while others write. Ends with 0 where all agree, 3 where not.',
  async run(args) {
    const { values } = parseArgs({ args, options: OPTIONS })
    return withTenon(async (tenon) => {
      let faults = 0
      for (const { slug, schema } of await tenantsOf(tenon, values.tenant)) {
        for (const state of await tenon.rollups.verify(schema)) {
          if (state.state === 'differs' || state.state === 'missing') faults += 1
          process.stdout.write(`${slug}: ${describe(state)}\n`)
        }
      }
      return faults === 0 ? 0 : DIFFERS
    })
  },
}

export const rebuildRollupsCommand: Command = {
  usage: 'rollups rebuild [--tenant <short-name>]',
  summary: 'Counts totals that are kept ready anew from the records, while others read and write.',
  async run(args) {
    const { values } = parseArgs({ args, options: OPTIONS })
    return withTenon(async (tenon) => {
      let lacking = 0
      for (const { slug, schema } of await tenantsOf(tenon, values.tenant)) {
        const { done, missing } = await tenon.rollups.rebuild(schema)
        lacking += missing.length
        for (const name of done) process.stdout.write(`${slug}: ${name} was counted anew\n`)
        for (const name of missing) process.stdout.write(`${slug}: ${name} ${MISSING}\n`)
      }
      return lacking === 0 ? 0 : DIFFERS
    })
  },
}

const MISSING = "is not kept by its table: repair the database's drift in the studio"

function describe({ name, state, wrong, figures, unfolded }: RollupState): string {
  switch (state) {
    case 'missing':
      return `${name} ${MISSING}`
    case 'pending':
      return `${name} is not counted yet; the server does that, or 'tenon rollups rebuild'`
    case 'differs':
      return `${name} DIFFERS from the records: ${wrong} of ${figures} figures are wrong; 'tenon rollups rebuild' counts anew`
    case 'exact':
      return `${name} agrees with the records: ${figures} figures, ${unfolded} notes of writes to be folded`
  }
}
