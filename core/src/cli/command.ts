/** One command of the `tenon` program. */
export interface Command {
  /** How it is called, from its first words on. */
  usage: string
  summary: string
  /** Resolves to the exit code. */
  run(args: string[]): Promise<number>
}
