import type { AccessApi } from './access-api.ts'
import type { ActionsApi } from './action-run.ts'
import type { ApiKeysApi } from './api-keys-api.ts'
import type { ApprovalsApi } from './approvals-api.ts'
import type { AuditApi, RecordAsOf, RecordAsOfInput } from './audit-api.ts'
import type { BulkApi } from './bulk-api.ts'
import type { CalendarsApi } from './calendars-api.ts'
import type { ChangePlan, PlanCounts } from './change-plan.ts'
import type { CreateManyInput, CreateManyResult } from './create-many.ts'
import type { DraftHistory, DraftHistoryInput } from './draft-steps.ts'
import type { CheckDuplicatesInput, DuplicatesApi, FoundDuplicates } from './duplicates-api.ts'
import type { EditChoices, EditConflict } from './edit-conflict.ts'
import type { Customer360 } from './embed-token.ts'
import type { FieldType } from './field-type.ts'
import type { FileLink, FileOfRecord, FilesApi } from './file-access.ts'
import type { GroupRecordsInput, RecordGroups } from './group-records.ts'
import type { JsonValue } from './json-value.ts'
import type { Locale, LocalizedText } from './locale.ts'
import type { MetricsApi } from './metrics-api.ts'
import type { ModelDocument, ModelView, TenantEdits } from './model-document.ts'
import type { ModelDrift } from './model-drift.ts'
import type { EndFormerNameInput, FormerName, RenamePartInput } from './model-names.ts'
import type { PersonalApi } from './personal-api.ts'
import type { PipelinesApi } from './pipelines-api.ts'
import type {
  DecideApprovalInput,
  ModelSettings,
  PlanApproval,
  ScheduledPublish,
  ScheduledPublishInput,
  SchedulePublishInput,
} from './plan-consent.ts'
import type { PluginSchedulesApi, PluginTasksApi, PluginWebhooksApi } from './plugin-work.ts'
import type { PluginsApi } from './plugins-api.ts'
import type { PresenceApi } from './presence-api.ts'
import type { PrivacyApi } from './privacy-api.ts'
import type { PublishOutcome, PublishRun, PublishRunInput } from './publish-run.ts'
import type { ExpandInput, FindRecordsInput, RecordPage, RecordSummary, SummarizeRecordsInput } from './query.ts'
import type { RecordValues, TenonRecord } from './record.ts'
import type {
  MergedRecords,
  MergeNote,
  MergeRecordsInput,
  UnmergedRecords,
  UnmergeRecordsInput,
} from './record-merge.ts'
import type { SearchRecordsInput, SearchResult } from './record-search.ts'
import type { RolesApi } from './roles-api.ts'
import type { RollupState } from './rollup-state.ts'
import type { SettingsApi } from './settings-api.ts'
import type { SitesApi } from './sites-api.ts'
import type { StageHistory } from './stage-history.ts'
import type { StageAnswer } from './stage-mapping.ts'
import type { MoveOverride, PassedRules, RecordMoves, RecordMovesInput } from './stage-moves.ts'
import type { TagsApi } from './tags-api.ts'
import type { TeamsApi } from './teams-api.ts'
import type { TrashApi } from './trash-api.ts'
import type { UsersApi } from './users-api.ts'
import type { ViewsApi } from './views-api.ts'

/**
 * Every procedure of the API by topic. A client's method and the tRPC path have the same name
 * (`records.create`); clients add options per call, the server adds the request context.
 * All of them reject with a TenonError.
 */
export interface TenonApi {
  records: RecordsApi
  approvals: ApprovalsApi
  model: ModelApi
  session: SessionApi
  plugins: PluginsApi
  pluginTasks: PluginTasksApi
  pluginSchedules: PluginSchedulesApi
  pluginWebhooks: PluginWebhooksApi
  users: UsersApi
  teams: TeamsApi
  roles: RolesApi
  access: AccessApi
  apiKeys: ApiKeysApi
  sites: SitesApi
  embed: EmbedApi
  actions: ActionsApi
  bulk: BulkApi
  metrics: MetricsApi
  settings: SettingsApi
  calendars: CalendarsApi
  pipelines: PipelinesApi
  audit: AuditApi
  trash: TrashApi
  privacy: PrivacyApi
  tags: TagsApi
  duplicates: DuplicatesApi
  presence: PresenceApi
  files: FilesApi
  views: ViewsApi
  personal: PersonalApi
}

/** Input of procedures that take none. */
export type NoInput = Record<string, never>

export interface RecordsApi {
  create(input: CreateRecordInput): Promise<TenonRecord>
  /** Many of one entity in one call; the answer has ids and versions alone. */
  createMany(input: CreateManyInput): Promise<CreateManyResult>
  get(input: GetRecordInput): Promise<TenonRecord>
  /** Only the named values change; null empties one. VERSION_CONFLICT when `version` is not the current one. */
  update(input: UpdateRecordInput): Promise<TenonRecord>
  /** Can be undone by `restore`. */
  delete(input: RecordVersionInput): Promise<TenonRecord>
  restore(input: RecordVersionInput): Promise<TenonRecord>
  /**
   * Makes one record of several: it gets the values that are given, every reference to the others leads to it from now on,
   * whoever may see the records that hold them, and the others go to the trash. All or nothing. Needs the right to change
   * the one and to delete the others. VERSION_CONFLICT when one of the versions is not the current one.
   */
  merge(input: MergeRecordsInput): Promise<MergedRecords>
  /** Takes a merge back: what somebody has changed since stays, and is told. CONFLICT where it has been taken back. */
  unmerge(input: UnmergeRecordsInput): Promise<UnmergedRecords>
  /** Which records a new or changed one would be taken for, by the entity's rules; asked before it is saved. */
  duplicates(input: CheckDuplicatesInput): Promise<FoundDuplicates>
  find(input: FindRecordsInput): Promise<RecordPage<TenonRecord>>
  summarize(input: SummarizeRecordsInput): Promise<RecordSummary>
  /** Records of all entities that the actor may read, the best matches first, a few of each. */
  search(input: SearchRecordsInput): Promise<SearchResult>
  group(input: GroupRecordsInput): Promise<RecordGroups>
  /**
   * TRANSITION_REFUSED, with everything that stands in the way, where the pipeline does not allow the move: see
   * `MOVE_RULES`. FORBIDDEN for an override without the right to it, whatever the rules would say.
   */
  moveStage(input: MoveStageInput): Promise<TenonRecord>
  /** Where the record can go, and what would be asked for. No plugin's code runs. */
  moves(input: RecordMovesInput): Promise<RecordMoves>
  /** Newest first. */
  history(input: RecordIdInput): Promise<HistoryEntry[]>
  /** The record as it was at a moment, live or deleted. For those who may know who wrote it. */
  asOf(input: RecordAsOfInput): Promise<RecordAsOf>
  /** How long the record was in which stage, the present stay first. For those who may know who wrote it. */
  stageHistory(input: RecordIdInput): Promise<StageHistory>
  /** The value of a masked field, for whose roles say so. Each call is in the audit trail and the record's history. */
  reveal(input: RevealFieldInput): Promise<RevealedField>
}

export interface RevealFieldInput extends RecordIdInput {
  field: string
}

export interface RevealedField {
  /** Null where the field is empty. */
  value: JsonValue
}

export interface RecordIdInput {
  entity: string
  id: string
}

export interface RecordVersionInput extends RecordIdInput {
  /** The version that the caller has seen. */
  version: number
}

export interface CreateRecordInput {
  entity: string
  values: RecordValues
}

export interface GetRecordInput extends RecordIdInput {
  /** Fields to return besides `id` and `version`. Missing: all that the actor may read. */
  fields?: string[]
  /** Other records that are returned too, under `$expanded`. */
  expand?: ExpandInput
}

export interface UpdateRecordInput extends RecordVersionInput {
  values: RecordValues
  override?: MoveOverride
}

export interface MoveStageInput extends RecordVersionInput {
  stage: string
  /** Missing: the pipeline that the record is in. */
  pipeline?: string
  override?: MoveOverride
}

/** One audit entry of a record, without the fields that the reader may not see. */
export interface HistoryEntry {
  id: string
  at: string
  /** As in `createdBy`, such as `user:0190…`. */
  actor: string
  actorName: string
  /** Name of the person whose action a plugin ran when it did this. */
  onBehalfOf?: string
  /** Such as `update`, or `action.run` with the action's name as the reason. */
  action: string
  version: number | null
  /** `erased`: of a person whose data has been erased. `masked`: the values of a sensitive field are not told. `record.reveal` names the field that was shown. */
  changes: Record<string, { old: JsonValue; new: JsonValue; masked?: true; erased?: true }>
  reason: string | null
  /** Rules of the pipeline that were passed over. */
  override?: PassedRules
  /** Names of those who had agreed to the move. */
  approvedBy?: string[]
  /** The change was part of a merge. */
  merged?: MergeNote
}

export interface ModelApi {
  /** The model in force, reduced to what the actor may see and do. */
  view(input?: NoInput): Promise<ModelView>
  draft(input?: NoInput): Promise<ModelDraft>
  saveDraft(input: SaveDraftInput): Promise<ModelDraft>
  discardDraft(input?: NoInput): Promise<ModelDraft>
  /**
   * Takes back the caller's last step in the draft, one that was published since too; what others have done stays.
   * CONFLICT where there is none.
   */
  undoEdit(input?: NoInput): Promise<ModelDraft>
  redoEdit(input?: NoInput): Promise<ModelDraft>
  /** The draft's steps in words, a page at a time, with what was published among them; and its states that have a name. */
  draftHistory(input?: DraftHistoryInput): Promise<DraftHistory>
  saveCheckpoint(input: CheckpointNameInput): Promise<DraftHistory>
  /** A step like any: it can be undone. */
  restoreCheckpoint(input: CheckpointInput): Promise<ModelDraft>
  removeCheckpoint(input: CheckpointInput): Promise<DraftHistory>
  /**
   * Gives a part of the draft another name: nothing that names it has to be changed, and no value moves. The old name
   * goes on working for 90 days from the publish. NOT_FOUND, SCHEMA_INVALID for a name that cannot be.
   */
  renamePart(input: RenamePartInput): Promise<ModelDraft>
  /** Old names that still work; the first to end comes first. */
  formerNames(input?: NoInput): Promise<FormerName[]>
  /** Ends an old name at once, so that another part can take it; gives those that are left. */
  endFormerName(input: EndFormerNameInput): Promise<FormerName[]>
  /**
   * What publishing the draft would do. `estimated` answers at once from a share of the rows; `exact`, the default,
   * counts them all, until the request is cancelled.
   */
  plan(input?: PlanDraftInput): Promise<ChangePlan>
  /** Resolves at once with a run where the rows of a large table have to be written again. */
  publish(input: PublishDraftInput): Promise<PublishOutcome>
  /** Publishes the version before the current one again; parked values come back. */
  undo(input?: NoInput): Promise<PublishOutcome>
  /** Publishes an earlier version again, on today's plugins; parked values come back. CONSENT_REQUIRED as in `publish`. */
  restore(input: RestoreVersionInput): Promise<PublishOutcome>
  /** Makes an earlier version's edits the draft: what a plugin has changed since is a conflict there. */
  restoreToDraft(input: ModelVersionInput): Promise<ModelDraft>
  /** What `restore` would do. */
  planRestore(input: ModelVersionInput): Promise<ChangePlan>
  /** The publish under way, of edits or of plugins, or the last one that took long; null where there was none. */
  publishRun(input?: NoInput): Promise<PublishRun | null>
  /** Stops after the rows at hand; writers keep what was done in step. CONFLICT where it is not running. */
  pausePublish(input: PublishRunInput): Promise<PublishRun>
  resumePublish(input: PublishRunInput): Promise<PublishRun>
  /** Model and plugins stay as they are, and what was done goes. CONFLICT once it has ended, or puts plugins back. */
  cancelPublish(input: PublishRunInput): Promise<PublishRun>
  /** How far the totals that the model in force keeps ready are. For admins. */
  rollups(input?: NoInput): Promise<RollupState[]>
  /** How the database differs from the model in force. */
  drift(input?: NoInput): Promise<ModelDrift>
  /** Publishes the model in force once more, so that the database is as it says. CONSENT_REQUIRED as in `publish`. */
  repairDrift(input: RepairDriftInput): Promise<PublishOutcome>
  /** What publishing has put aside, and until when it can come back; the first to go comes first. */
  parked(input?: NoInput): Promise<ParkedItem[]>
  /** Newest first. */
  versions(input?: NoInput): Promise<ModelVersionInfo[]>
  /** Has the draft, as it is, published at a time; planned anew then, and refused where it has become riskier. */
  schedulePublish(input: SchedulePublishInput): Promise<ScheduledPublish>
  scheduledPublishes(input?: NoInput): Promise<ScheduledPublish[]>
  cancelScheduled(input: ScheduledPublishInput): Promise<ScheduledPublish[]>
  settings(input?: NoInput): Promise<ModelSettings>
  saveSettings(input: ModelSettings): Promise<ModelSettings>
  /**
   * Plans that lose values for which a second admin was asked, newest first. Publishing one asks where the tenant's
   * settings want it, with CONSENT_REQUIRED and a problem of rule `secondApproval`, and goes through once it has a yes.
   */
  approvals(input?: NoInput): Promise<PlanApproval[]>
  /** FORBIDDEN for whoever has asked. */
  decideApproval(input: DecideApprovalInput): Promise<PlanApproval[]>
}

export interface ModelDraft {
  edits: TenantEdits
  baseVersion: number
  /** Counts saves. A save made on an older one is merged with what others have saved since. */
  revision: number
  /** Plugins' parts with the draft's edits on top. */
  document: ModelDocument
  /**
   * What two admins, or an admin and a plugin's new version, have changed both. `edits` have the later value until
   * `saveDraft` is told which one stays; nothing can be published before.
   */
  conflicts: EditConflict[]
  /** The caller's step that `undoEdit` takes back, whether it was published or not; null where there is none. */
  undo: DraftMove | null
  redo: DraftMove | null
}

/** A step of the draft: its revision, and what it did, a sentence per change. */
export interface DraftMove {
  revision: number
  words: LocalizedText[]
}

export interface CheckpointNameInput {
  name: string
}

export interface CheckpointInput {
  id: string
}

export interface SaveDraftInput {
  edits: TenantEdits
  /** The draft's revision that the edits were made on. VERSION_CONFLICT where that is no longer known. */
  revision: number
  /** The model version that the draft was read with. Missing: the one in force. */
  baseVersion?: number
  /** Path of one of the draft's conflicts → the value that stays. */
  choices?: EditChoices
  /** What the edits were begun with, where the server does not know `revision` any more. */
  base?: TenantEdits
}

export interface PlanDraftInput {
  counts?: PlanCounts
}

export interface PublishDraftInput {
  /** The draft's revision that was planned and looked at. */
  revision: number
  /** Agreement to steps that park values; CONSENT_REQUIRED without it. */
  consent?: boolean
  /** What becomes of records whose stage goes or comes back; CONSENT_REQUIRED where it says nothing of some. */
  stages?: StageAnswer
  note?: string
}

/** Values that a publish has put aside: they come back with the field or entity, by restoring a version or by hand. */
export interface ParkedItem {
  /** UUID. */
  id: string
  entity: { name: string; label: LocalizedText }
  /** Null where the whole entity was removed. */
  field: { id: string; label: LocalizedText; type: FieldType | null } | null
  reason: 'fieldRemoved' | 'typeChanged' | 'entityRemoved'
  /** Version that put them aside. */
  atVersion: number
  parkedAt: string
  /** From then on they are removed for good, within a day; null: not while a record on hold has some of them. */
  removedAt: string | null
}

export interface RepairDriftInput {
  /** Agreement to steps that park values; CONSENT_REQUIRED without it. */
  consent?: boolean
  stages?: StageAnswer
}

export interface ModelVersionInput {
  version: number
}

export interface RestoreVersionInput extends ModelVersionInput {
  /** Agreement to steps that park values; CONSENT_REQUIRED without it. */
  consent?: boolean
  stages?: StageAnswer
}

export interface ModelVersionInfo {
  version: number
  note: string
  createdAt: string
  /** Name of who published. */
  createdBy: string
  current: boolean
}

export interface SessionApi {
  me(input?: NoInput): Promise<SessionInfo>
}

export interface SessionInfo {
  /** `email` is null for actors that are not people. */
  user: { id: string; name: string; email: string | null }
  tenant: { slug: string; name: string }
  /** All tenants that the person is a member of; another one is chosen by the header `tenon-tenant: <slug>`. */
  tenants: Array<{ slug: string; name: string }>
  roles: string[]
  locale: Locale
}

/** For end customers, signed for by a host site's embed token. */
export interface EmbedApi {
  customer360(input?: NoInput): Promise<Customer360>
  /** A short-lived link to a file in a field that embeds may show, of a record that is the customer's. */
  fileLink(input: FileOfRecord): Promise<FileLink>
}
