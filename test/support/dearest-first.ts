import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders whose files take long, the longest first: the end is not one long file beside an idle core. */
const DEAR = ['fault/', 'hostile/', 'e2e/', 'core/backup/', 'core/cli/', 'schema-studio/', 'plugins/', 'core/']

/**
 * Order of the files: known by their folders and sizes, since a machine of CI has no times of runs before. Those with a
 * process of their own come first, so that the others' processes go from file to file without a break.
 */
export class DearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const known = await super.sort(files)
    return known.toSorted((a, b) => Number(sharesProcess(a)) - Number(sharesProcess(b)) || rank(a) - rank(b))
  }
}

const sharesProcess = ({ project }: TestSpecification): boolean => !project.config.isolate

function rank({ moduleId, project }: TestSpecification): number {
  const path = moduleId.slice(project.config.root.length + 1)
  const at = DEAR.findIndex((folder) => path.startsWith(folder))
  return at === -1 ? DEAR.length : at
}
