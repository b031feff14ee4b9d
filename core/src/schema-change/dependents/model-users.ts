import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { ApiUse } from './read-api-use.ts'
import type { SavedViewUse } from './read-saved-views.ts'

/** All that may use a part of the model. */
export interface ModelUsers {
  model: CompiledModel
  roles: ReadonlyMap<string, RoleGrants>
  packages: readonly PluginPackage[]
  /** Host sites that may embed, by their ids. */
  sites: ReadonlyMap<string, string>
  apiUse: readonly ApiUse[]
  /** That people have saved. */
  savedViews: readonly SavedViewUse[]
  /** `apiKey:<id>` or `site:<id>` → what it is called. */
  names: ReadonlyMap<string, string>
}

export interface UsedField {
  entity: string
  field: string
  /** What uses it does not work any more. */
  breaks: boolean
}
