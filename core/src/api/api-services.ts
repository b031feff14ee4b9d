import type { TenonApi } from '@tenon/sdk/contract/api-contract'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import type { Imports } from '../bulk/make-imports.ts'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { IdentifiedMessage } from '../events/read-missed.ts'
import type { FileLinks } from '../files/make-file-links.ts'
import type { UploadFile } from '../files/upload-file.ts'
import type { Authenticate, Credentials } from '../identity/authenticated.ts'
import type { Auth } from '../identity/create-auth.ts'
import type { SetupLinks } from '../identity/make-setup-link.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import type { ExportRecords } from '../records/export-records.ts'
import type { FindRecordsText } from '../records/find-records-text.ts'
import type { GetRecordText } from '../records/get-record.ts'
import type { JudgeChange, JudgeRecords } from '../records/judge-changes.ts'
import type { ExportPerson } from '../records/privacy/export-person.ts'
import type { ReadSight } from '../records/read-sight.ts'
import type { ReadableEntities } from '../records/readable-entities.ts'
import type { ExportAudit } from '../records/timeline/export-audit.ts'
import type { ReadAffectedValues } from '../schema-change/affected-values.ts'
import type { FileStorage } from '../storage/file-storage.ts'
import type { ReceiveWebhook } from '../webhooks/receive-webhook.ts'

/** What the API calls: each function of the contract, with the request's context first. */
export type ApiServices = { readonly [Topic in keyof TenonApi]: Readonly<WithContext<TenonApi[Topic]>> }

/** Everything that the API's edge needs; given by the composition root. */
export interface ApiDependencies {
  services: ApiServices
  /** The answers of `records.find` and `records.get` as JSON; null where they are not to be had so. */
  recordTexts: { find: FindRecordsText; get: GetRecordText }
  /** Streams a file, so that it is no procedure of the contract. */
  exportRecords: ExportRecords
  /** Take a file's bytes, and stream one. */
  imports: Imports
  models: { get(tenant: TenantRef): Promise<CompiledModel> }
  identity: {
    auth: Auth
    authenticate: Authenticate
    forgetSessions(): void
    checkSameOrigin(credentials: Credentials): void
    isSiteOrigin(origin: string): Promise<boolean>
    setupLinks: Pick<SetupLinks, 'consume'>
  }
  /** Calls `listener` for every message of the tenant; returns the function that stops it. */
  subscribeLive(schema: string, listener: (message: LiveMessage, id?: string) => void): () => void
  /** Calls `listener` when rights, roles, people or teams of the tenant have changed; returns the function that stops it. */
  onRightsChange(schema: string, listener: () => void): () => void
  readSight: ReadSight
  /** Record messages since one, by its id; null where that is not known any more. */
  readMissed(schema: string, lastId: string): Promise<IdentifiedMessage[] | null>
  judgeChange: JudgeChange
  judgeRecords: JudgeRecords
  readableEntities: ReadableEntities
  receiveWebhook: ReceiveWebhook
  /** Streams a file. @throws TenonError FORBIDDEN for anybody but an admin */
  exportAudit: ExportAudit
  /** Streams all that is held of one person. @throws TenonError FORBIDDEN, BAD_REQUEST, NOT_FOUND before the first text */
  exportPerson: ExportPerson
  /** Streams a file. @throws TenonError FORBIDDEN for anybody but an admin */
  readAffectedValues: ReadAffectedValues
  /** Bytes go in and out as streams, so that these are no procedures of the contract. */
  files: { upload: UploadFile; follow: FileLinks['follow']; open: FileStorage['open'] }
  /** Throws FORBIDDEN for anybody but an admin. */
  exportPlugin(ctx: RequestContext, input: { id: string }): Promise<AsyncIterable<string>>
}
