import { Readable } from 'node:stream'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import Fastify, { type FastifyInstance } from 'fastify'
import { uuidv7 } from 'uuidv7'
import { expect } from 'vitest'
import type { ApiDependencies, ApiServices } from '../../../core/src/api/api-services.ts'
import { registerApi } from '../../../core/src/api/register-api.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { ADMIN, openTestIdentity, signIn, type TestIdentity } from '../identity/open-test-identity.ts'
import { makeDocument, viewOf } from './test-model.ts'

interface ServiceCall {
  name: string
  ctx: RequestContext
  input: unknown
}

export interface TestApi extends TestIdentity {
  app: FastifyInstance
  /** Calls that reached the services, oldest first. */
  calls: ServiceCall[]
  /** What the named service does instead of its fake answer. */
  answer(name: string, respond: (ctx: RequestContext, input: unknown) => unknown): void
  /** Lines of the server's log. */
  log: string[]
  emit(schema: string, message: LiveMessage): void
  liveListeners(): number
  /** Publishes a model in which `contact` has a field more. */
  publishField(name: string): void
  /** Session cookie of the admin. */
  cookie: string
  /** API key with the role `staff`. */
  key: string
}

/** The real edge and the real identity over fake services: what a request becomes, and what an error becomes. */
export async function openTestApi(): Promise<TestApi> {
  const opened = await openTestIdentity()
  const calls: ServiceCall[] = []
  const log: string[] = []
  const answers = new Map<string, (ctx: RequestContext, input: unknown) => unknown>()
  const listeners = new Map<(message: LiveMessage) => void, string>()
  let document = makeDocument()
  let version = 1

  const models = { get: async () => compileModel(structuredClone(document), version) }
  answers.set('model.view', () => viewOf(document, version))
  const respond: Respond = async (name, ctx, input) => {
    calls.push({ name, ctx, input })
    return answers.get(name)?.(ctx, input) ?? { id: uuidv7(), version: 1 }
  }
  const services = fakeServices(respond)
  const dependencies: ApiDependencies = {
    services: { ...services, ...realPeople(opened) },
    models,
    identity: opened.identity,
    subscribeLive(schema, listener) {
      listeners.set(listener, schema)
      return () => void listeners.delete(listener)
    },
    onRightsChange: () => () => undefined,
    readSight: async () => ({ model: 1, text: 'everything', turned: false }),
    readableEntities: async (ctx) => new Set(Object.keys((await services.model.view(ctx)).entities)),
    judgeRecords: async (_ctx, _followed, ids) => new Map([...ids].map((id) => [id, 'shown'])),
    readMissed: async () => null,
    judgeChange: async () => 'shown',
    receiveWebhook: async () => null,
    exportAudit: () => Promise.reject(new Error('Not asked for in these tests')),
    exportPerson: () => Promise.reject(new Error('Not asked for in these tests')),
    readAffectedValues: () => Promise.reject(new Error('Not asked for in these tests')),
    files: {
      upload: async () => expect.unreachable('nothing is uploaded here'),
      follow: async () => expect.unreachable('no link is followed here'),
      open: async () => expect.unreachable('no file is opened here'),
    },
    exportPlugin: async () => expect.unreachable('no plugin is exported here'),
    // As on the embedded database: all answers come from the verbs.
    recordTexts: { find: async () => null, get: async () => null },
    imports: {
      check: (ctx, input) => respond('imports.check', ctx, input) as never,
      start: (ctx, input) => respond('imports.start', ctx, input) as never,
      leftRows: (ctx, input) => respond('imports.leftRows', ctx, input) as never,
    },
    exportRecords: async (ctx, input) => {
      calls.push({ name: 'records.export', ctx, input })
      return { rows: 1, text: Readable.from(['id\r\n', '1\r\n']) }
    },
  }
  const stream = { write: (line: string) => void log.push(line) }
  // As the real server: a live stream that is still open does not hold up its end.
  const app = Fastify({ logger: { level: 'info', stream }, genReqId: () => uuidv7(), forceCloseConnections: true })
  await registerApi(app, dependencies)
  const { cookie } = await signIn(opened.identity, ADMIN)
  const { key } = await opened.identity.apiKeys.create(opened.admin, { name: 'Tests', roles: ['staff'] })
  return {
    ...opened,
    app,
    calls,
    log,
    cookie,
    key,
    answer: (name, respond) => void answers.set(name, respond),
    emit(schema, message) {
      for (const [listener, wanted] of listeners) if (wanted === schema) listener(message)
    },
    liveListeners: () => listeners.size,
    publishField(name) {
      document = makeDocument([name])
      version += 1
    },
  }
}

function realPeople({ identity }: TestIdentity): Pick<ApiServices, 'session' | 'users' | 'apiKeys' | 'sites'> {
  return { session: identity.users, users: identity.users, apiKeys: identity.apiKeys, sites: identity.sites }
}

type Respond = (name: string, ctx: RequestContext, input: unknown) => Promise<unknown>

function fakeServices(respond: Respond): ApiServices {
  const topic = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, verb) => (ctx: RequestContext, input: unknown) => respond(`${name}.${String(verb)}`, ctx, input),
      },
    )
  const work = [
    'pluginTasks',
    'pluginSchedules',
    'pluginWebhooks',
    'actions',
    'bulk',
    'duplicates',
    'metrics',
    'settings',
    'pipelines',
  ]
  const names = [
    'records',
    'tags',
    'model',
    'session',
    'plugins',
    ...work,
    'users',
    'apiKeys',
    'sites',
    'embed',
    'files',
  ]
  return Object.fromEntries(names.map((name) => [name, topic(name)])) as unknown as ApiServices
}

export function rejectWith(input: ConstructorParameters<typeof TenonError>[0]) {
  return () => {
    throw new TenonError(input)
  }
}
