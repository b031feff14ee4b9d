import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { MetricAnswer, MetricSchema } from '@tenon/sdk/contract/metric-schema'
import type { MetricInfo, MetricsApi, RunMetricInput } from '@tenon/sdk/contract/metrics-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Access, ActorAccess } from '../access/make-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { AskPlugin } from '../hooks/call-plugin.ts'
import { codeInWords } from '../hooks/code-in-words.ts'
import { demandPlugin } from '../hooks/demand-plugin.ts'
import type { InstalledPlugins } from '../hooks/installed-plugin.ts'
import { makeTtlCache } from '../identity/ttl-cache.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import { readMetricAnswer } from './read-metric-answer.ts'

const FRESH_MS = 60_000
const LONGEST_DAYS = 3_653
const DAY_MS = 86_400_000

export interface MetricsDependencies {
  plugins: InstalledPlugins
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of'>
  askPlugin: AskPlugin
}

export interface Metrics extends WithContext<MetricsApi> {
  /** As `run`, whatever was answered a moment ago. */
  runFresh(ctx: RequestContext, input: RunMetricInput): Promise<MetricAnswer>
}

/** Figures that plugins' code works out, as whoever asks: what they may not see is not counted. */
export function makeMetrics({ plugins, models, access, askPlugin }: MetricsDependencies): Metrics {
  // Who asks the same in the same minute gets the same answer, and those who ask at once share one call.
  const answers = makeTtlCache<MetricAnswer>(FRESH_MS)

  async function visible(ctx: RequestContext): Promise<Array<{ plugin: string; metric: MetricSchema }>> {
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    return (await plugins.get(ctx.tenant)).flatMap(({ package: { manifest, metrics } }) =>
      metrics.filter((metric) => maySee(ctx, rights, metric)).map((metric) => ({ plugin: manifest.id, metric })),
    )
  }

  async function work(ctx: RequestContext, metric: MetricSchema, input: RunMetricInput): Promise<MetricAnswer> {
    const { plugin: id, name, from, to, timeZone } = input
    const target = `metrics.${name}`
    const code = await demandPlugin(plugins, ctx, { id, what: target })
    // Others may be waiting for the same answer: it is worked out to its end, whoever goes away meanwhile.
    const asking = { ...ctx, signal: new AbortController().signal }
    const answer = await askPlugin(asking, {
      ...code,
      ...{ kind: 'question', target, hook: target, returns: 'result' },
      entity: metric.entity ?? '',
      args: { from, to, timeZone },
    })
    const inWords = codeInWords(code.plugin.package, target) ?? metric.label
    return readMetricAnswer(answer, { plugin: id, inWords, metric, locale: ctx.locale })
  }

  /** The metric that is asked for, if the actor may see it and the period is one. */
  async function demand(ctx: RequestContext, input: RunMetricInput): Promise<MetricSchema> {
    const found = (await visible(ctx)).find(
      ({ plugin, metric }) => plugin === input.plugin && metric.name === input.name,
    )
    if (found === undefined) throw forbidden(ctx, input)
    checkPeriod(ctx, input)
    return found.metric
  }

  return {
    runFresh: async (ctx, input) => work(ctx, await demand(ctx, input), input),
    async list(ctx) {
      return (await visible(ctx)).map(({ plugin, metric }): MetricInfo => ({ ...metric, plugin }))
    },
    async run(ctx, input) {
      const metric = await demand(ctx, input)
      const installed = (await plugins.get(ctx.tenant)).find((one) => one.package.manifest.id === input.plugin)
      const { version } = await models.get(ctx.tenant)
      // What an admin changes of the plugin is to be seen at once, not when the minute is over.
      const plugin = [installed?.package.integrity, installed?.settings, installed?.grants]
      return answers.get(keyOf(ctx, input, [version, ...plugin]), () => work(ctx, metric, input))
    },
  }
}

function maySee({ actor }: RequestContext, rights: ActorAccess, { entity }: MetricSchema): boolean {
  if (actor.kind === 'customer') return false
  return entity === undefined || rights.readable(entity) !== null
}

/** Rights follow from who asks and their roles; texts of parts from the language. */
function keyOf({ tenant, actor, locale }: RequestContext, input: RunMetricInput, versions: unknown[]): string {
  const roles = 'roles' in actor ? [...actor.roles].sort() : []
  const { plugin, name, from, to, timeZone } = input
  return JSON.stringify([
    tenant.schema,
    actor.kind,
    actor.id,
    roles,
    locale,
    plugin,
    name,
    from,
    to,
    timeZone,
    versions,
  ])
}

function checkPeriod(ctx: RequestContext, { from, to, timeZone }: RunMetricInput): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS
  if (!(days > 0)) throw wrong(ctx, '/to', BACKWARDS)
  if (days > LONGEST_DAYS) throw wrong(ctx, '/to', TOO_LONG)
  if (!isTimeZone(timeZone)) throw wrong(ctx, '/timeZone', NO_ZONE)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const BACKWARDS: LocalizedText = { en: "'to' must be later than 'from'.", 'zh-CN': 'to 必须晚于 from。' }
const TOO_LONG: LocalizedText = { en: 'A period has ten years at most.', 'zh-CN': '时间段最长为十年。' }
const NO_ZONE: LocalizedText = {
  en: "'timeZone' is no time zone; expected an IANA name such as Asia/Shanghai or Europe/Berlin.",
  'zh-CN': 'timeZone 不是时区，应为 IANA 名称，例如 Asia/Shanghai。',
}

function wrong({ locale }: RequestContext, pointer: string, text: LocalizedText): TenonError {
  const message = textIn(text, locale)
  return new TenonError({ code: 'BAD_REQUEST', message, problems: [{ pointer, message, rule: 'period' }] })
}

function forbidden({ locale }: RequestContext, { plugin, name }: RunMetricInput): TenonError {
  const shown = `${plugin}.${name}`.slice(0, 120)
  const message = {
    en: `You may not see the metric '${shown}', or there is no such metric.`,
    'zh-CN': `您无权查看指标“${shown}”，或该指标不存在。`,
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}
