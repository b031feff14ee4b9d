import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import type { AskedCapabilities } from '../plugins/new-capabilities.ts'
import { expectedText } from './expected-text.ts'
import { spoken } from './spoken.ts'

interface Asked {
  packages: readonly PluginPackage[]
  /** What they ask for that their installed versions did not. */
  asked: readonly AskedCapabilities[]
}

type Answer = Record<string, string[]>

/**
 * What `--grant` says, or what somebody at a terminal answers. Without either the answer is empty, which is refused
 * with the list of what needs one. Throws VALIDATION_FAILED for a capability that nobody asks for.
 */
export async function answerGrants(option: string[] | undefined, { packages, asked }: Asked): Promise<Answer> {
  const named = option?.flatMap((list) => list.split(',')).map((name) => name.trim()) ?? null
  if (named === null) {
    const { stdin, stdout } = process
    return asked.length > 0 && stdin.isTTY && stdout.isTTY ? askGrants(asked, { input: stdin, output: stdout }) : {}
  }
  if (named.length === 1 && named[0] === 'all') return answerEach(asked, () => true)
  if (named.length === 1 && named[0] === 'none') return answerEach(asked, () => false)
  const known = packages.flatMap(({ manifest }) => manifest.capabilities ?? []).map(({ capability }) => capability)
  const stranger = named.find((name) => !known.includes(name))
  if (stranger !== undefined) throw notAsked(stranger, known)
  return Object.fromEntries(
    packages.map(({ manifest: { id, capabilities = [] } }) => {
      return [id, capabilities.map(({ capability }) => capability).filter((capability) => named.includes(capability))]
    }),
  )
}

/** Asks for each capability, with the reason that the plugin gives; whatever is not yes is no. */
export async function askGrants(
  asked: readonly AskedCapabilities[],
  streams: { input: Readable; output: Writable },
): Promise<Answer> {
  const lines = createInterface(streams)
  try {
    const answer: Answer = {}
    for (const { plugin, label, capabilities } of asked) {
      streams.output.write(
        `${spoken({
          en: `The code of ${label.en} (${plugin}) asks for more than it may do:`,
          'zh-CN': `${textIn(label, 'zh-CN')}（${plugin}）的代码申请了新的能力：`,
        })}\n`,
      )
      const agreed: string[] = []
      for (const { capability, reason } of capabilities) {
        const reply = await lines.question(
          spoken({
            en: `  ${capability}: ${reason.en} Grant it? [y/N] `,
            'zh-CN': `  ${capability}：${textIn(reason, 'zh-CN')} 是否授权？[y/N] `,
          }),
        )
        if (/^y(es)?$/i.test(reply.trim())) agreed.push(capability)
      }
      answer[plugin] = agreed
    }
    return answer
  } finally {
    lines.close()
  }
}

function answerEach(asked: readonly AskedCapabilities[], agree: (capability: string) => boolean): Answer {
  const answers = asked.map(({ plugin, capabilities }) => {
    return [plugin, capabilities.map(({ capability }) => capability).filter(agree)] as const
  })
  return Object.fromEntries(answers)
}

function notAsked(capability: string, known: string[]): TenonError {
  const expected = expectedText(capability, known)
  return operatorError('VALIDATION_FAILED', {
    en: `--grant: none of the plugins asks for '${capability}'; ${expected.en}`,
    'zh-CN': `--grant：没有插件申请“${capability}”；${expected['zh-CN']}`,
  })
}
