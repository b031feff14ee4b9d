import type { ModelDocument, ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'

/** Guards with neither a condition nor code: a pipeline's guards live in the plugin that the pipeline comes from. */
export function checkGuards({ pipelines }: ModelDocument, packages: readonly PluginPackage[]): ModelProblem[] {
  return Object.entries(pipelines).flatMap(([name, pipeline]) => {
    const plugin = packages.find((candidate) => candidate.manifest.id === pipeline.source)
    return within(`/pipelines${pointerStep(name)}`, missingGuards(pipeline, plugin?.hooks.guards ?? []))
  })
}

/** Guards that a pipeline asks for and its plugin's code does not have. */
export function missingGuards({ stages }: Pick<ModelPipeline, 'stages'>, known: string[]): ModelProblem[] {
  return stages.flatMap((stage, index) =>
    (['entry', 'exit'] as const).flatMap((gate) =>
      (stage[gate]?.guards ?? []).flatMap((guard, position): ModelProblem[] => {
        if (guard.condition !== undefined || known.includes(guard.name)) return []
        const expected = expectedNames(guard.name, known)
        const shown = shownValue(guard.name)
        const problem = {
          en: `the plugin's hooks.ts has no guard ${shown}; ${expected.en}`,
          'zh-CN': `插件的 hooks.ts 没有守卫 ${shown}；${expected['zh-CN']}`,
        }
        return [{ pointer: `/stages/${index}/${gate}/guards/${position}/name`, rule: 'unknownGuard', problem }]
      }),
    ),
  )
}
