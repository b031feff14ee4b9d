import { spoken } from './spoken.ts'
/**
 * The one word that a command takes besides its options; undefined where there is none. A second one would otherwise be
 * passed over without a word.
 * @throws an error of wrong usage, as `parseArgs` does
 */
export function atMostOne(positionals: readonly string[]): string | undefined {
  const [one, second] = positionals
  if (second === undefined) return one
  const error = new Error(
    spoken({
      en: `'${second}' is one too many: it takes one besides its options, which is '${one}'.`,
      'zh-CN': `多出了“${second}”：除选项外只接受一个参数，即“${one}”。`,
    }),
  )
  throw Object.assign(error, { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' })
}
