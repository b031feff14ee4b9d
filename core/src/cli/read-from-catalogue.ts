import { chooseVersion } from '../plugins/catalogue.ts'
import { openCatalogue } from '../plugins/open-catalogue.ts'
import { HOST_VERSION } from '../plugins/order-packages.ts'
import type { PackedPlugin } from '../plugins/packed-plugin.ts'

const ASKED = /^(?<id>[a-z][a-z0-9-]*)(@(?<range>.+))?$/

/** Opens a catalogue and gives the function that reads `id` or `id@range` from it, with what that needs. */
export async function makeReadFromCatalogue(address: string) {
  const catalogue = await openCatalogue(address)
  return async function readFromCatalogue(asked: string, installed: readonly string[]): Promise<PackedPlugin[]> {
    const { id, range = '*' } = ASKED.exec(asked)?.groups ?? {}
    if (id === undefined) return []
    const found = new Map<string, PackedPlugin>()
    const fetch = async (name: string, wanted: string): Promise<void> => {
      const entry = chooseVersion(catalogue.index, { id: name, range: wanted, host: HOST_VERSION })
      found.set(name, await catalogue.read(entry))
      for (const [dependency, needed] of Object.entries(entry.dependencies)) {
        if (!installed.includes(dependency) && !found.has(dependency)) await fetch(dependency, needed)
      }
    }
    await fetch(id, range)
    return [...found.values()]
  }
}
