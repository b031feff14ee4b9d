import type {
  CheckpointInput,
  CheckpointNameInput,
  CreateRecordInput,
  GetRecordInput,
  ModelVersionInput,
  MoveStageInput,
  NoInput,
  PlanDraftInput,
  PublishDraftInput,
  RecordIdInput,
  RecordVersionInput,
  RepairDriftInput,
  RestoreVersionInput,
  RevealFieldInput,
  SaveDraftInput,
  UpdateRecordInput,
} from '@tenon/sdk/contract/api-contract'
import type { CreateApiKeyInput } from '@tenon/sdk/contract/api-keys-api'
import { BATCH_MODES, type BatchMode, type CreateManyInput } from '@tenon/sdk/contract/create-many'
import type { DraftHistoryInput } from '@tenon/sdk/contract/draft-steps'
import { EDIT_CHOICES, type EditChoices } from '@tenon/sdk/contract/edit-conflict'
import type { FileOfRecord } from '@tenon/sdk/contract/file-access'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { EndFormerNameInput, PartPlace, RenamePartInput } from '@tenon/sdk/contract/model-names'
import type {
  DecideApprovalInput,
  ModelSettings,
  ScheduledPublishInput,
  SchedulePublishInput,
} from '@tenon/sdk/contract/plan-consent'
import type { PublishRunInput } from '@tenon/sdk/contract/publish-run'
import type {
  ExpandInput,
  ExportRecordsInput,
  FindRecordsInput,
  RecordFilter,
  SummarizeRecordsInput,
} from '@tenon/sdk/contract/query'
import type { SearchRecordsInput } from '@tenon/sdk/contract/record-search'
import type { CreateSiteInput } from '@tenon/sdk/contract/sites-api'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import type { CreateTeamInput, TeamIdInput, UpdateTeamInput } from '@tenon/sdk/contract/teams-api'
import type { CreateUserInput, UpdateUserInput } from '@tenon/sdk/contract/users-api'
import { z } from 'zod'
import { pointInTimeInput } from './point-in-time-input.ts'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const id = z.uuid()
const version = z.int().min(0)
const MAX_NUMBERED = 2 ** 31 - 1
/** Of the model, or a step of its draft: looked for by it, so that it must be a number that the database has. */
const numbered = z.int().min(0).max(MAX_NUMBERED)
const names = z.array(name).max(200)
const optionalNames = z.exactOptional(names)
// What came out of JSON.parse, within the bounds of `checkJsonBounds`; the model checks what is in it.
const jsonObject = z.record(z.string(), z.unknown()) as unknown as Exact<JsonObject>

// A union can only say that none of its forms fits; `compileFilter` says what is wrong where, within its own bounds.
const filter = z.unknown() as unknown as Exact<RecordFilter>

/** Path of a conflict → which of the two values it gets. */
export const editChoices: Exact<EditChoices> = z
  .record(z.string().max(1_000), z.enum(EDIT_CHOICES))
  .refine((choices) => Object.keys(choices).length <= 1_000)

// As with filters: `readExpandTree` says what is wrong where.
const expand = z.exactOptional(z.unknown() as unknown as Exact<ExpandInput>)

const recordId = { entity: name, id }
const recordVersion = { ...recordId, version }
const search = z.exactOptional(z.string().max(200))

const sortKeys = z.array(z.strictObject({ field: name, direction: z.exactOptional(z.enum(['asc', 'desc'])) })).max(5)

export const noInput: z.ZodOptional<Exact<NoInput>> = z.optional(z.strictObject({}))
export const recordIdInput: Exact<RecordIdInput> = z.strictObject(recordId)
export const revealFieldInput: Exact<RevealFieldInput> = z.strictObject({ ...recordId, field: name })
export const recordVersionInput: Exact<RecordVersionInput> = z.strictObject(recordVersion)
export const createRecordInput: Exact<CreateRecordInput> = z.strictObject({ entity: name, values: jsonObject })
export const batchMode: Exact<BatchMode> = z.enum(BATCH_MODES)
export const createManyInput: Exact<CreateManyInput> = z.strictObject({
  entity: name,
  records: z.array(jsonObject).min(1).max(1_000),
  mode: z.exactOptional(batchMode),
})
export const getRecordInput: Exact<GetRecordInput> = z.strictObject({
  ...recordId,
  fields: optionalNames,
  expand,
})
const override = z.exactOptional(z.strictObject({ reason: z.string().trim().min(3).max(500) }))
export const updateRecordInput: Exact<UpdateRecordInput> = z.strictObject({
  ...recordVersion,
  values: jsonObject,
  override,
})
export const moveStageInput: Exact<MoveStageInput> = z.strictObject({
  ...recordVersion,
  stage: name,
  pipeline: z.exactOptional(name),
  override,
})
export const findRecordsInput: Exact<FindRecordsInput> = z.strictObject({
  entity: name,
  where: z.exactOptional(filter),
  search,
  sort: z.exactOptional(sortKeys),
  fields: optionalNames,
  expand,
  limit: z.exactOptional(z.int().min(1).max(200)),
  after: z.exactOptional(z.string().max(50_000)),
  before: z.exactOptional(z.string().max(50_000)),
  deleted: z.exactOptional(z.boolean()),
  count: z.exactOptional(z.union([z.boolean(), z.literal('estimated')])),
})
export const exportRecordsInput: Exact<ExportRecordsInput> = z.strictObject({
  entity: name,
  where: z.exactOptional(filter),
  search,
  sort: z.exactOptional(sortKeys),
  fields: optionalNames,
  deleted: z.exactOptional(z.boolean()),
  limit: z.exactOptional(z.int().min(1)),
  header: z.exactOptional(z.enum(['names', 'labels'])),
  titles: z.exactOptional(z.boolean()),
  bom: z.exactOptional(z.boolean()),
  formulas: z.exactOptional(z.enum(['escaped', 'plain'])),
})
export const searchRecordsInput: Exact<SearchRecordsInput> = z.strictObject({
  text: z.string().min(1).max(200),
  entities: z.exactOptional(names),
  limit: z.exactOptional(z.int().min(1).max(20)),
})
export const summarizeRecordsInput: Exact<SummarizeRecordsInput> = z.strictObject({
  entity: name,
  where: z.exactOptional(filter),
  search,
  groupBy: name,
  sum: z.exactOptional(name),
})
export const saveDraftInput: Exact<SaveDraftInput> = z.strictObject({
  edits: jsonObject as unknown as Exact<TenantEdits>,
  revision: version,
  baseVersion: z.exactOptional(version),
  choices: z.exactOptional(editChoices),
  base: z.exactOptional(jsonObject as unknown as Exact<TenantEdits>),
})
const partPlace: Exact<PartPlace> = z.discriminatedUnion('part', [
  z.strictObject({ part: z.literal('entity'), entity: name }),
  z.strictObject({ part: z.literal('field'), entity: name, field: name }),
  z.strictObject({ part: z.literal('stage'), pipeline: name, stage: name }),
])
export const renamePartInput: Exact<RenamePartInput> = z.strictObject({ place: partPlace, name })
export const endFormerNameInput: Exact<EndFormerNameInput> = z.strictObject({ place: partPlace, formerName: name })
const stagePlace = z.strictObject({ pipeline: name, stage: name })
/** What is no stage of the model is for the check of the answer to say. */
export const stageAnswer: Exact<StageAnswer> = z.strictObject({
  mapping: z.exactOptional(
    z.array(z.strictObject({ entity: name, pipeline: name, stage: name, to: stagePlace.nullable() })).max(1_000),
  ),
  bringBack: z.exactOptional(z.boolean()),
})
const stages = z.exactOptional(stageAnswer)
export const repairDriftInput: Exact<RepairDriftInput> = z.strictObject({
  consent: z.exactOptional(z.boolean()),
  stages,
})
export const modelVersionInput: Exact<ModelVersionInput> = z.strictObject({ version: numbered })
export const restoreVersionInput: Exact<RestoreVersionInput> = z.strictObject({
  version: numbered,
  consent: z.exactOptional(z.boolean()),
  stages,
})
export const publishRunInput: Exact<PublishRunInput> = z.strictObject({ id })
export const planDraftInput: z.ZodOptional<Exact<PlanDraftInput>> = z.optional(
  z.strictObject({ counts: z.exactOptional(z.enum(['estimated', 'exact'])) }),
)
export const publishDraftInput: Exact<PublishDraftInput> = z.strictObject({
  revision: version,
  consent: z.exactOptional(z.boolean()),
  stages,
  note: z.exactOptional(z.string().max(2_000)),
})
export const draftHistoryInput: z.ZodOptional<Exact<DraftHistoryInput>> = z.optional(
  z.strictObject({
    before: z.exactOptional(numbered),
    limit: z.exactOptional(z.int().min(1).max(200)),
  }),
)
export const checkpointInput: Exact<CheckpointInput> = z.strictObject({ id })
export const checkpointNameInput: Exact<CheckpointNameInput> = z.strictObject({
  name: z.string().max(100).regex(/\S/),
})
export const scheduledPublishInput: Exact<ScheduledPublishInput> = z.strictObject({ id })
export const schedulePublishInput: Exact<SchedulePublishInput> = z.strictObject({
  revision: version,
  localTime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/),
  timeZone: z.string().min(1).max(100),
  consent: z.exactOptional(z.boolean()),
  stages,
  note: z.exactOptional(z.string().max(2_000)),
})
export const modelSettingsInput: Exact<ModelSettings> = z.strictObject({ secondApproval: z.boolean() })
export const decideApprovalInput: Exact<DecideApprovalInput> = z.strictObject({ id, approve: z.boolean() })
export const createUserInput: Exact<CreateUserInput> = z.strictObject({
  email: z.string().max(254),
  name,
  password: z.string().max(200),
  roles: names,
  managerId: z.exactOptional(id.nullable()),
})
export const updateUserInput: Exact<UpdateUserInput> = z.strictObject({
  id,
  roles: z.exactOptional(names),
  managerId: z.exactOptional(id.nullable()),
})
const memberIds = z.array(z.uuid()).max(10_000)
export const createTeamInput: Exact<CreateTeamInput> = z.strictObject({
  name: z.string().max(200),
  parentId: z.exactOptional(z.uuid().nullable()),
  memberIds: z.exactOptional(memberIds),
})
export const updateTeamInput: Exact<UpdateTeamInput> = z.strictObject({
  id: z.uuid(),
  name: z.exactOptional(z.string().max(200)),
  parentId: z.exactOptional(z.uuid().nullable()),
  archived: z.exactOptional(z.boolean()),
  memberIds: z.exactOptional(memberIds),
})
export const teamIdInput: Exact<TeamIdInput> = z.strictObject({ id: z.uuid() })
export const createApiKeyInput: Exact<CreateApiKeyInput> = z.strictObject({
  name,
  roles: names,
  expiresAt: z.exactOptional(pointInTimeInput),
})
export const createSiteInput: Exact<CreateSiteInput> = z.strictObject({
  name,
  origins: z.array(z.string().min(1).max(300)).min(1).max(20),
})
export const apiKeyIdInput: Exact<{ id: string }> = z.strictObject({ id })
/** Ids of sites are not always UUIDs. */
export const siteIdInput: Exact<{ id: string }> = z.strictObject({ id: name })
export const changeSettingsInput = z.strictObject({
  timeZone: z.string().max(100).exactOptional(),
  tagsByTyping: z.boolean().exactOptional(),
})
export const fileOfRecord: Exact<FileOfRecord> = z.strictObject({ entity: name, id: name, field: name, file: name })
export const fileLinkInput = z.union([fileOfRecord, z.strictObject({ upload: name })])
