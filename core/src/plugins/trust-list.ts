import { readFile } from 'node:fs/promises'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { z } from 'zod'

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
    throw invalid(file, 'it cannot be read', cause)
  })
  let value: unknown = null
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalid(file, 'it is not JSON', cause)
  }
  const parsed = LIST.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(file, `/${issue?.path.join('/')}: ${issue?.message}`, parsed.error)
}

function invalid(file: string, problem: string, cause: unknown): TenonError {
  return new TenonError({
    code: 'CONFIG_INVALID',
    message: `The trust list '${file}' is wrong: ${problem}; expected { "keys": [{ "name": "…", "key": "ed25519:…" }] }.`,
    cause,
  })
}
