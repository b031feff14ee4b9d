import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Projects one after another, so that a process goes from file to file of its own without a break. */
const PROJECTS = ['process', 'browser', 'server']

/** Folders whose files take long, the longest first: the end is not one long file beside an idle core. */
const DEAR = ['fault/', 'hostile/', 'e2e/', 'schema-studio/pages/', 'core/backup/', 'core/cli/', 'plugins/', 'core/']

/** Order of the files: known by their folders and sizes, since a machine of CI has no times of runs before. */
export class DearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    return bySize.toSorted((a, b) => projectOf(a) - projectOf(b) || folderOf(a) - folderOf(b))
  }
}

const projectOf = ({ project }: TestSpecification): number => PROJECTS.indexOf(project.name)

function folderOf({ moduleId, project }: TestSpecification): number {
  const path = moduleId.slice(project.config.root.length + 1)
  const at = DEAR.findIndex((folder) => path.startsWith(folder))
  return at === -1 ? DEAR.length : at
}
