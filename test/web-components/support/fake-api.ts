import type {
  CreateRecordInput,
  GetRecordInput,
  MoveStageInput,
  UpdateRecordInput,
} from '@tenon/sdk/contract/api-contract'
import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { FileLinkInput } from '@tenon/sdk/contract/file-access'
import type { FindRecordsInput, RecordFilter, SummarizeRecordsInput } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

type Handler = (input: never) => unknown

const DAY_MS = 86_400_000

/** Stands in for the server behind the HTTP boundary: records in memory, and refusals that a test asks for. */
export class FakeApi {
  readonly records = new Map<string, TenonRecord[]>()
  readonly calls: Array<{ path: string; input: unknown }> = []
  /** Runs before the procedure of that path; what it throws is the answer. */
  readonly before = new Map<string, (input: never) => void | Promise<void>>()
  #nextId = 1

  add(entity: string, values: Partial<TenonRecord>): TenonRecord {
    const now = new Date().toISOString()
    const id = `${entity}-${this.#nextId++}`
    const common = { createdAt: now, createdBy: 'user:u1', updatedAt: now, updatedBy: 'user:u1' }
    const record: TenonRecord = { id, version: 1, ...common, ownerId: 'u1', deletedAt: null, ...values }
    this.records.set(entity, [...(this.records.get(entity) ?? []), record])
    return record
  }

  /** An opportunity that has been in its stage for some days, and is stale there after ten. */
  addOpportunity(values: Partial<TenonRecord>, daysInStage = 0): TenonRecord {
    const stageEnteredAt = new Date(Date.now() - daysInStage * DAY_MS).toISOString()
    const stageStaleAt = new Date(Date.now() + (10 - daysInStage) * DAY_MS).toISOString()
    return this.add('opportunity', { pipeline: 'sales', stage: 'new', stageEnteredAt, stageStaleAt, ...values })
  }

  async call(path: string, input: unknown): Promise<unknown> {
    this.calls.push({ path, input })
    const handler = this.#handlers[path]
    if (!handler) throw new TenonError({ code: 'NOT_FOUND', message: `No procedure ${path}` })
    await this.before.get(path)?.(input as never)
    return handler(input as never)
  }

  #of(entity: string): TenonRecord[] {
    return this.records.get(entity) ?? []
  }

  #get({ entity, id }: { entity: string; id: string }): TenonRecord {
    const record = this.#of(entity).find((candidate) => candidate.id === id)
    if (!record) throw new TenonError({ code: 'NOT_FOUND', message: 'The record does not exist.' })
    return record
  }

  #change(key: { entity: string; id: string; version: number }, values: Partial<TenonRecord>): TenonRecord {
    const record = this.#get(key)
    if (record.version !== key.version)
      throw new TenonError({ code: 'VERSION_CONFLICT', message: 'Changed meanwhile.' })
    const changed = { ...record, ...values, version: record.version + 1, updatedAt: new Date().toISOString() }
    this.records.set(
      key.entity,
      this.#of(key.entity).map((other) => (other === record ? changed : other)),
    )
    return changed
  }

  #find({ entity, where, search, sort, limit = 50, after, count }: FindRecordsInput) {
    const found = this.#of(entity)
      .filter((record) => !where || matches(record, where))
      .filter((record) => !search || String(record['name']).toLowerCase().includes(search.toLowerCase()))
    const key = sort?.[0]
    if (key) found.sort((one, other) => compare(one[key.field], other[key.field]) * (key.direction === 'desc' ? -1 : 1))
    const start = Number(after ?? 0)
    const end = start + limit
    return {
      records: found.slice(start, end),
      nextCursor: end < found.length ? String(end) : null,
      prevCursor: start > 0 ? String(Math.max(0, start - limit)) : null,
      ...(count && { count: found.length }),
    }
  }

  #summarize({ entity, where, sum }: SummarizeRecordsInput) {
    const groups = new Map<string, TenonRecord[]>()
    for (const record of this.#of(entity).filter((candidate) => !where || matches(candidate, where))) {
      groups.set(String(record.stage), [...(groups.get(String(record.stage)) ?? []), record])
    }
    return {
      groups: [...groups].map(([value, records]) => {
        const total = records.reduce(
          (all, record) => all + Number((record[sum ?? ''] as { amount?: string })?.amount ?? 0),
          0,
        )
        return { value, count: records.length, sum: sum ? total.toFixed(2) : null, currency: sum ? 'CNY' : null }
      }),
    }
  }

  /** Bytes that came for a file, and what the server says that they are. */
  async upload(query: URLSearchParams, bytes: Buffer): Promise<StoredFile> {
    const [name = '', field = ''] = [query.get('name') ?? '', query.get('field') ?? '']
    this.calls.push({ path: 'files.upload', input: { field, name, size: bytes.length } })
    await this.before.get('files.upload')?.({ field, name } as never)
    const type = name.endsWith('.png') ? 'image/png' : 'application/pdf'
    return { id: `file-${this.#nextId++}`, name, size: bytes.length, type }
  }

  readonly #handlers: Record<string, Handler> = {
    'files.link': (input: FileLinkInput) => {
      const file = { id: 'f', name: 'f', size: 1, type: 'image/png' }
      const shown = !JSON.stringify(input).includes('9010')
      return { path: '/api/files/content?link=x', expiresAt: new Date().toISOString(), file, shown }
    },
    'records.find': (input: FindRecordsInput) => this.#find(input),
    'records.summarize': (input: SummarizeRecordsInput) => this.#summarize(input),
    'records.get': (input: GetRecordInput) => this.#get(input),
    'records.create': ({ entity, values }: CreateRecordInput) => this.add(entity, values),
    'records.update': (input: UpdateRecordInput) => this.#change(input, input.values),
    'records.moveStage': (input: MoveStageInput) =>
      this.#change(input, { stage: input.stage, stageEnteredAt: new Date().toISOString() }),
    'records.reveal': () => ({ value: 'Secret car' }),
    'records.history': ({ entity, id }: { entity: string; id: string }) => {
      const { version } = this.#get({ entity, id })
      const at = new Date(Date.now() - 120_000).toISOString()
      return [
        { id: 'h1', at, actor: 'user:u2', actorName: '王小明', action: 'update', version, changes: {}, reason: null },
      ]
    },
  }
}

function matches(record: TenonRecord, filter: RecordFilter): boolean {
  if ('and' in filter) return filter.and.every((part) => matches(record, part))
  if ('or' in filter) return filter.or.some((part) => matches(record, part))
  if ('not' in filter) return !matches(record, filter.not)
  if ('children' in filter) throw new Error('The fake server knows no children.')
  if (filter.op === 'in') return (filter.value as unknown[]).includes(record[filter.field])
  return record[filter.field] === filter.value
}

function compare(one: unknown, other: unknown): number {
  const [left, right] = [one, other].map((value) => (value as { amount?: string } | null)?.amount ?? value ?? '')
  if (!Number.isNaN(Number(left)) && !Number.isNaN(Number(right))) return Number(left) - Number(right)
  return String(left).localeCompare(String(right))
}
