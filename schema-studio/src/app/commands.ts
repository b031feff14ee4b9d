/** Something that the page at hand can do, offered in the palette while the page is there. */
export interface Command {
  /** A lucide icon's name. */
  icon: string
  label: string
  /** What it is done to, at the right. */
  hint: string
  run(): void
}

/** What pages offer to the palette. */
export class Commands {
  #layers: Command[][] = []

  /** Returns its undo. */
  add(commands: Command[]): () => void {
    this.#layers = [commands, ...this.#layers]
    return () => {
      this.#layers = this.#layers.filter((other) => other !== commands)
    }
  }

  all(): Command[] {
    return this.#layers.flat()
  }
}
