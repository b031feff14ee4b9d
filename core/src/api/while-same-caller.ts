import { Readable } from 'node:stream'
import { isDeepStrictEqual } from 'node:util'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { HttpCall } from './read-api-call.ts'

/** Within which a look costs next to nothing, beside the page that is read for each part. */
const EVERY_MILLISECONDS = 2_000

/**
 * A file for whoever may have it: it is read as slowly as its reader likes, for hours perhaps, and breaks off once its caller has
 * signed out, may not sign in any more, or has become another, with other roles or of another team.
 */
export function whileSameCaller(
  { identify, locale }: Pick<HttpCall, 'identify' | 'locale'>,
  text: AsyncIterable<string>,
): Readable {
  async function* parts(): AsyncGenerator<string> {
    const { actor } = await identify()
    let looked = performance.now()
    for await (const part of text) {
      if (performance.now() - looked > EVERY_MILLISECONDS) {
        if (!isDeepStrictEqual((await identify()).actor, actor)) {
          throw new TenonError({ code: 'FORBIDDEN', message: textIn(OTHER, locale) })
        }
        looked = performance.now()
      }
      yield part
    }
  }
  return Readable.from(parts())
}

const OTHER = {
  en: 'Your roles or team have changed meanwhile: ask for the file again.',
  'zh-CN': '您的角色或团队已变更：请重新请求该文件。',
}
