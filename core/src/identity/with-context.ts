import type { RequestContext } from '../context/request-context.ts'

/** The server's form of a topic of the API: the same functions, with the request's context first. */
export type WithContext<Api> = {
  [P in keyof Api]: Api[P] extends (...input: infer I) => infer O ? (ctx: RequestContext, ...input: I) => O : never
}
