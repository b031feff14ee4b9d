import { EDIT_CHOICES } from '@tenon/sdk/contract/edit-conflict'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import {
  DATA_FATES,
  type InstallPluginInput,
  type PluginIdInput,
  type PluginSecretInput,
  type PluginVersionInput,
  type PreviewRemovalInput,
  type RemovePluginInput,
  type SavePluginSettingsInput,
  type SetGrantInput,
  type SetPluginSecretInput,
} from '@tenon/sdk/contract/plugins-api'
import { z } from 'zod'
import { editChoices, stageAnswer } from './envelope-schemas.ts'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const id = z.string().min(1).max(40)
/** Exactly one, no range. */
const version = z
  .string()
  .max(60)
  .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/)
const name = z.string().min(1).max(60)
const capability = z.string().min(1).max(300)
// What came out of JSON.parse, within the bounds of `checkJsonBounds`; the plugin's form checks what is in it.
const values = z.record(z.string(), z.unknown()) as unknown as Exact<JsonObject>
const consent = z.exactOptional(z.boolean())
const stages = z.exactOptional(stageAnswer)

export const pluginIdInput: Exact<PluginIdInput> = z.strictObject({ id })
export const pluginVersionInput: Exact<PluginVersionInput> = z.strictObject({ id, version })
export const installPluginInput: Exact<InstallPluginInput> = z.strictObject({
  ...{ id, version },
  grants: z.record(id, z.array(capability).max(100)),
  allowUnsigned: z.exactOptional(z.boolean()),
  ...{ consent, stages },
  downgrade: z.exactOptional(z.boolean()),
  choices: z.exactOptional(editChoices),
  otherwise: z.exactOptional(z.enum(EDIT_CHOICES)),
  settings: z.exactOptional(values),
})
const data = z.exactOptional(z.enum(DATA_FATES))
export const previewRemovalInput: Exact<PreviewRemovalInput> = z.strictObject({ id, data })
export const removePluginInput: Exact<RemovePluginInput> = z.strictObject({
  ...{ id, consent, data, stages },
  confirm: z.exactOptional(z.string().max(100)),
})
export const setGrantInput: Exact<SetGrantInput> = z.strictObject({ id, capability, granted: z.boolean() })
export const savePluginSettingsInput: Exact<SavePluginSettingsInput> = z.strictObject({
  id,
  values,
  revision: z.int().min(0),
})
export const pluginSecretInput: Exact<PluginSecretInput> = z.strictObject({ id, name })
// Its own check says what can be sent, without repeating any of it.
export const setPluginSecretInput: Exact<SetPluginSecretInput> = z.strictObject({
  id,
  name,
  value: z.string().max(20_000),
})
