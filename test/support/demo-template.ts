import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { prepareDemo } from '../../core/src/cli/prepare-demo.ts'
import { createTenon } from '../../core/src/create-tenon.ts'
import { startPglite } from '../../core/src/db/start-pglite.ts'
import { databaseTemplate, onceInRun } from './database-template.ts'
import { testConfig } from './test-config.ts'

/** The files of an embedded database with the demo's tenant in it. */
export function demoTemplate(): Promise<Blob> {
  return onceInRun('demo', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenon-demo-'))
    try {
      const empty = await PGlite.create(join(folder, 'pglite'), { loadDataDir: await databaseTemplate() })
      await empty.close()
      await fill(folder)
      return await dump(folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}

async function fill(folder: string): Promise<void> {
  const config = await testConfig('pglite')
  const tenon = await createTenon({ ...config, database: { kind: 'pglite', folder } })
  await prepareDemo(tenon, config, () => undefined)
  await tenon.close()
}

async function dump(folder: string): Promise<Blob> {
  const pglite = await startPglite(folder)
  try {
    // So that the next start finds nothing to do again.
    await pglite.exec('checkpoint')
    return await pglite.dumpDataDir('none')
  } finally {
    await pglite.close()
  }
}
