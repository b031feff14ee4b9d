import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'

interface Setup {
  settings: JsonObject
  secrets: Record<string, string>
}

/** Makes the function that gives the tested plugin these settings and secrets, and takes those of the test before away. */
export function makeTestSetup(
  { services: { plugins } }: Pick<Tenon, 'services'>,
  { ctx, plugin: id }: { ctx: RequestContext; plugin: string },
): (wanted: Setup) => Promise<void> {
  let settings: JsonObject = {}
  let secrets: string[] = []
  return async (wanted) => {
    if (!isDeepStrictEqual(wanted.settings, settings)) {
      const { revision } = await plugins.settings(ctx, { id })
      // Before it is known that they are taken: of those that are not, nobody knows what is there.
      settings = { '': null }
      await plugins.saveSettings(ctx, { id, values: wanted.settings, revision })
      settings = wanted.settings
    }
    for (const name of secrets) await plugins.clearSecret(ctx, { id, name })
    secrets = Object.keys(wanted.secrets)
    for (const [name, value] of Object.entries(wanted.secrets)) await plugins.setSecret(ctx, { id, name, value })
  }
}
