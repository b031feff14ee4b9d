import type { Access } from './access/make-access.ts'
import { deriveKey } from './config/derive-key.ts'
import type { TenonConfig } from './config/read-config.ts'
import { defaultFilesConfig } from './config/read-files-config.ts'
import type { Database } from './db/database.ts'
import type { TenantZones } from './db/tenant-zones.ts'
import { makeFindReadableFile } from './files/find-readable-file.ts'
import { makeFileLinks } from './files/make-file-links.ts'
import { nameFiles } from './files/name-files.ts'
import { makeUploadFile } from './files/upload-file.ts'
import type { RecallActor } from './identity/make-recall-actor.ts'
import type { ModelStore } from './model/model-store.ts'
import { makeRevealField } from './records/reveal-field.ts'
import type { FileStorage } from './storage/file-storage.ts'

interface Grounds {
  database: Database
  models: ModelStore
  access: Access
  zones: TenantZones
  storage: FileStorage
  identity: { recallActor: RecallActor }
}

/** Uploads, links and bytes of files. */
export function createFiles(
  { database, models, access, zones, storage, identity }: Grounds,
  { secret, folder, files: limits = defaultFilesConfig(folder) }: Pick<TenonConfig, 'secret' | 'folder' | 'files'>,
) {
  const scope = { database, models, access, zones }
  const links = makeFileLinks({
    findReadableFile: makeFindReadableFile(scope),
    revealField: makeRevealField(scope),
    recallActor: identity.recallActor,
    linkKey: deriveKey(secret, 'file-links'),
  })
  const upload = makeUploadFile({ ...scope, storage, limits })
  return { links, upload, served: { upload: nameFiles(models, upload), follow: links.follow, open: storage.open } }
}
