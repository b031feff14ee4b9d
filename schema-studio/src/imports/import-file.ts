import { checkImport, startImport } from '@tenon/sdk/client/import-records'
import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { type CheckedImport, IMPORT_LIMITS, type ImportMatch } from '@tenon/sdk/contract/import-api'
import type { AppServices } from '../app/app-services.ts'

/** Of larger files, so much is enough to see what they are. */
const LOOKED_AT = 1024 * 1024

/** What somebody has chosen about a file's columns. */
export interface ImportChoice {
  fields: Array<string | null>
  match: ImportMatch | null
}

/** One file on its way into an entity. */
export class ImportFile {
  readonly file: File
  readonly #app: AppServices
  readonly #entity: string
  #asking: AbortController | null = null
  /** The same for what is sent again, and another once something else is chosen. */
  #sent: { choice: string; key: string } | null = null

  constructor(app: AppServices, entity: string, file: File) {
    this.#app = app
    this.#entity = entity
    this.file = file
  }

  get isTooLarge(): boolean {
    return this.file.size > IMPORT_LIMITS.bytes
  }

  /** False for a folder, and for what was changed, moved or deleted since it was chosen: a browser sends none of these. */
  async isReadable(): Promise<boolean> {
    try {
      await this.file.slice(0, 1).arrayBuffer()
      return true
    } catch {
      return false
    }
  }

  /** Another file was chosen. */
  stop(): void {
    this.#asking?.abort()
  }

  /** What an import would make of it; by a guess where nothing is chosen. Null where something else was asked meanwhile. */
  async check(choice: ImportChoice | null): Promise<CheckedImport | null> {
    this.#asking?.abort()
    const asking = new AbortController()
    this.#asking = asking
    const partial = this.file.size > LOOKED_AT
    const content = partial ? this.file.slice(0, LOOKED_AT) : this.file
    const plan = choice === null ? {} : { fields: choice.fields, ...(choice.match && { match: choice.match }) }
    const input = { entity: this.#entity, file: this.#name, content, partial, ...plan }
    try {
      return await checkImport(this.#app.client.connection, input, { signal: asking.signal })
    } catch (error) {
      if (asking.signal.aborted) return null
      throw error
    }
  }

  start({ fields, match }: ImportChoice): Promise<BulkRun> {
    const choice = JSON.stringify([fields, match])
    if (this.#sent?.choice !== choice) this.#sent = { choice, key: newKey() }
    const plan = { entity: this.#entity, file: this.#name, fields, ...(match && { match }) }
    return startImport(this.#app.client.connection, { ...plan, content: this.file, key: this.#sent.key })
  }

  get #name(): string {
    return this.file.name.slice(0, 200) || 'import.csv'
  }
}

/** Not `randomUUID`, which browsers have in secure contexts only. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, '0')).join('')
}
