import { z } from 'zod'

const count = z.int().min(0)

const scripts = z.array(
  z.object({
    url: z.string(),
    functions: z.array(
      z.object({
        functionName: z.string(),
        isBlockCoverage: z.boolean(),
        ranges: z.array(z.object({ startOffset: count, endOffset: count, count })),
      }),
    ),
  }),
)

/** How often each part of a script ran, by V8's count. Offsets are characters of what the guest runtime compiled. */
export type ScriptCoverage = z.infer<typeof scripts>[number]

/** @throws ZodError where it is none */
export function readScriptCoverage(text: string): ScriptCoverage[] {
  return scripts.parse(JSON.parse(text))
}
