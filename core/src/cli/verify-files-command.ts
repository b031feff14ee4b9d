import { parseArgs } from 'node:util'
import { findTenant } from '../db/find-tenant.ts'
import type { FileFault, FoundFault } from '../files/verify-files.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

const OPTIONS = { tenant: { type: 'string' } } as const

const WORDS: Readonly<Record<FileFault, string>> = {
  missing: 'missing: the bytes are not there',
  changed: 'changed: the bytes are others than those that were uploaded',
  extra: 'extra: bytes that no file is known for',
}

/** Exit code where something is not as it should be; 1 is for errors, 2 for wrong words. */
const DIFFERS = 3

export const verifyFilesCommand: Command = {
  usage: 'files verify [--tenant <short-name>]',
  summary: 'Holds the bytes of all files against the database. Ends with 0 where they agree, 3 where they do not.',
  async run(args) {
    const { values } = parseArgs({ args, options: OPTIONS })
    return withTenon(async (tenon) => {
      const all = await tenon.listTenants()
      const tenants = values.tenant === undefined ? all : [await findTenant(tenon.database, values.tenant)]
      let faults = 0
      for (const { slug, schema } of tenants) {
        const { files, bytes } = await tenon.verifyFiles(schema, (fault) => {
          faults += 1
          process.stdout.write(`${slug}: ${describe(fault)}\n`)
        })
        process.stdout.write(`${slug}: ${files} files, ${bytes} bytes.\n`)
      }
      process.stdout.write(faults === 0 ? 'All files are as they were uploaded.\n' : `${faults} differences.\n`)
      return faults === 0 ? 0 : DIFFERS
    })
  },
}

function describe({ fault, id, name }: FoundFault): string {
  return `${id} ${name === '' ? '' : `'${name}' `}${WORDS[fault]}`
}
