/** What core asks of the process that starts its children. */
export interface NurseryRequest {
  id: number
  command: string
  parameters: string[]
  /** Working directory of the child. */
  folder: string
}

/** `started` comes with core's end of the child's channel; it may be used once `handedOver` has come. */
export type NurseryReply =
  | { type: 'ready' }
  | { type: 'started'; id: number; pid: number }
  | { type: 'handedOver'; id: number }
  | { type: 'failed'; id: number; message: string }
  | { type: 'ended'; id: number; code: number | null; signal: string | null; stderr: string }
