import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { createTenon } from '../../../core/src/create-tenon.ts'
import { makeSigningKey } from '../../../core/src/plugins/plugin-signature.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'
import { testConfig } from '../../support/test-config.ts'
import { type CatalogueServer, serveCatalogue } from './catalogue-server.ts'
import {
  FLEET_1,
  FLEET_2,
  packFolder,
  VEHICLE_WITH_DEPOT,
  VEHICLE_WITHOUT_NOTE,
  writeFleet,
  writeIndex,
} from './fleet-plugin.ts'

// Several test files of one process have it in common; it goes with the run's folder.
const { folder: root } = temporaryFolder()
/** Folder of packed plugins with its index. */
export const shelf = join(root, 'shelf')
/** List that trusts the key by which the first two versions are signed. */
export const trustFile = join(root, 'trusted.json')
const key = makeSigningKey()

/** Needs the second version of the fleet plugin or a later one. */
export const DEPOT = {
  id: 'depot',
  version: '2.0.0',
  label: { en: 'Depots', 'zh-CN': '车库' },
  host: '^0.1.0',
  dependencies: { fleet: '^1.1.0' },
}
const DEPOT_FILES = {
  'entities/vehicle.schema.json': undefined,
  'hooks.ts': undefined,
  'entities/vehicle.extension.json': {
    extends: 'vehicle',
    properties: { gate: { fieldType: 'text', label: { en: 'Gate' } } },
  },
}

/** For a test file: packs the plugins and serves them. */
export function useCatalogue(): { readonly server: CatalogueServer; readonly root: string } {
  let server: CatalogueServer
  beforeAll(async () => {
    const maker = await createTenon(await testConfig('pglite'))
    const pack = (name: string, manifest: object, options: { files?: object; key?: string } = {}) =>
      packFolder(maker, writeFleet(join(root, name), manifest, { ...options.files }), {
        into: shelf,
        ...(options.key !== undefined && { key: options.key }),
      })
    await pack('one', FLEET_1, { key: key.privateKey })
    await pack('two', FLEET_2, { key: key.privateKey, files: VEHICLE_WITH_DEPOT })
    await pack(
      'three',
      { ...FLEET_2, version: '1.2.0', capabilities: [], secrets: [] },
      { files: VEHICLE_WITHOUT_NOTE },
    )
    await pack('future', { ...FLEET_2, version: '2.0.0', host: '^9.0.0' })
    await pack('depot', DEPOT, { files: DEPOT_FILES, key: makeSigningKey().privateKey })
    await writeIndex(shelf)
    await maker.close()
    writeFileSync(trustFile, JSON.stringify({ keys: [{ name: 'Acme', key: key.key }] }))
    server = await serveCatalogue(shelf)
  }, 60_000)
  afterAll(async () => {
    await server?.close()
  })
  return {
    get server() {
      return server
    },
    root,
  }
}
