import { parseArgs } from 'node:util'
import { DATA_FATES, type DataFate } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { writeLines } from './export-plugin-command.ts'
import { withTenon } from './open-tenon.ts'
import { settleInterrupted } from './settle-interrupted.ts'
import { answerStages, STAGES_OPTIONS, STAGES_USAGE } from './stages-option.ts'

export const removePluginCommand: Command = {
  usage: `plugin remove <id> --tenant <short-name> [--data keep|archive|purge] [--export <file>] [--confirm <id>] [--consent] ${STAGES_USAGE} [--force]`,
  summary:
    'Takes a plugin out of a tenant. Its records are put aside and come back with it (archive, the default), stay as the tenant’s own (keep), or are deleted for good (purge, with the id again in --confirm). --export writes them to a file first. --force: even where its code refuses.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        tenant: { type: 'string' },
        consent: { type: 'boolean', default: false },
        ...STAGES_OPTIONS,
        force: { type: 'boolean', default: false },
        data: { type: 'string', default: 'archive' },
        export: { type: 'string' },
        confirm: { type: 'string' },
      },
    })
    const id = atMostOne(positionals)
    if (id === undefined || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    const data = fateOf(values.data)
    if (data === 'purge' && values.confirm !== id) throw unconfirmed(id)
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await settleInterrupted(tenon, ctx)
      if (values.export !== undefined) await writeLines(await tenon.exportPlugin(ctx, { id }), values.export)
      const { consent, force } = values
      const { passedOver } = await tenon.removePlugin(ctx, id, { consent, stages: answerStages(values), force, data })
      if (passedOver !== undefined) process.stderr.write(`Its onUninstall was passed over: ${passedOver}\n`)
      process.stdout.write(`Removed from '${slug}': ${id}\n`)
      return 0
    })
  },
}

function fateOf(data: string): DataFate {
  const fate = DATA_FATES.find((one) => one === data)
  if (fate !== undefined) return fate
  const message = `--data: '${data}' is not known; expected one of ${DATA_FATES.join(', ')}.`
  throw new TenonError({ code: 'VALIDATION_FAILED', message })
}

function unconfirmed(id: string): TenonError {
  const message = `Purging deletes all records of plugin '${id}' for good: repeat its id with --confirm ${id}.`
  return new TenonError({ code: 'CONSENT_REQUIRED', message })
}
