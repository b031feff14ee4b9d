/** One command of the `tenon` program. */
export interface Command {
  /** First words of the command line, such as `plugin install`. */
  words: string[]
  usage: string
  summary: string
  /** Resolves to the exit code. */
  run(args: string[]): Promise<number>
}
