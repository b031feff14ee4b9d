import type { MetricAnswer, MetricQuestion, MetricSchema } from './metric-schema.ts'

export interface MetricsApi {
  /** Figures of plugins that the caller may see. */
  list(input?: Record<string, never>): Promise<MetricInfo[]>
  /** Worked out as the caller, at most a minute old. PLUGIN_BAD_RETURN for an answer that does not fit its unit. */
  run(input: RunMetricInput): Promise<MetricAnswer>
}

export interface MetricInfo extends Omit<MetricSchema, '$schema'> {
  plugin: string
}

/** At most ten years. */
export interface RunMetricInput extends MetricQuestion {
  plugin: string
  name: string
}
