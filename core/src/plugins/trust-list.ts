import { readFile } from 'node:fs/promises'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { z } from 'zod'
import { operatorError } from '../context/operator-error.ts'

/** Whose signatures are believed. The `.pub.json` file of a new key is a list with that key. */
export interface TrustList {
  keys: Array<{ name: string; key: string }>
}

const LIST = z.strictObject({
  keys: z.array(z.strictObject({ name: z.string().min(1), key: z.string().regex(/^ed25519:[A-Za-z0-9_-]{43}$/) })),
})

/** @throws TenonError CONFIG_INVALID naming the file and what is expected in it */
export async function readTrustList(file: string): Promise<TrustList> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw invalid(file, { en: 'it cannot be read', 'zh-CN': '无法读取' }, cause)
  })
  let value: unknown = null
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalid(file, { en: 'it is not JSON', 'zh-CN': '不是 JSON' }, cause)
  }
  const parsed = LIST.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(file, `/${issue?.path.join('/')}: ${issue?.message}`, parsed.error)
}

const EXPECTED = '{ "keys": [{ "name": "…", "key": "ed25519:…" }] }'

function invalid(file: string, problem: LocalizedText | string, cause: unknown): TenonError {
  const texts = {
    en: `The trust list '${file}' is wrong: ${textIn(problem, 'en')}; expected ${EXPECTED}.`,
    'zh-CN': `信任列表“${file}”有误：${textIn(problem, 'zh-CN')}；应为 ${EXPECTED}。`,
  }
  return operatorError('CONFIG_INVALID', texts, cause)
}
