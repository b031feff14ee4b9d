import type { Command } from './command.ts'

/**
 * All commands by their first words, in the order in which help lists them. Each is loaded when it is asked for: most
 * bring along the whole of Tenon, and whoever waits for one of them should not wait for the others.
 */
export const COMMANDS: ReadonlyArray<readonly [words: string, load: () => Promise<Command>]> = [
  ['demo', async () => (await import('./demo-command.ts')).demoCommand],
  ['serve', async () => (await import('./serve-command.ts')).serveCommand],
  ['tenant create', async () => (await import('./create-tenant-command.ts')).createTenantCommand],
  ['plugin install', async () => (await import('./install-plugin-command.ts')).installPluginCommand],
  ['plugin upgrade', async () => (await import('./upgrade-plugin-command.ts')).upgradePluginCommand],
  ['plugin remove', async () => (await import('./remove-plugin-command.ts')).removePluginCommand],
  ['plugin export', async () => (await import('./export-plugin-command.ts')).exportPluginCommand],
  ['plugin list', async () => (await import('./list-plugins-command.ts')).listPluginsCommand],
  ['plugin tasks', async () => (await import('./plugin-tasks-command.ts')).pluginTasksCommand],
  ['plugin webhooks', async () => (await import('./plugin-webhooks-command.ts')).pluginWebhooksCommand],
  ['plugin settings', async () => (await import('./plugin-settings-command.ts')).pluginSettingsCommand],
  ['plugin secret list', async () => (await import('./plugin-secret-command.ts')).listSecretsCommand],
  ['plugin secret set', async () => (await import('./plugin-secret-command.ts')).setSecretCommand],
  ['plugin secret clear', async () => (await import('./plugin-secret-command.ts')).clearSecretCommand],
  ['plugin new', async () => (await import('./new-plugin-command.ts')).newPluginCommand],
  ['plugin dev', async () => (await import('./dev-plugin-command.ts')).devPluginCommand],
  ['plugin check', async () => (await import('./check-plugin-command.ts')).checkPluginCommand],
  ['plugin test', async () => (await import('./test-plugin-command.ts')).testPluginCommand],
  ['plugin types', async () => (await import('./types-plugin-command.ts')).typesPluginCommand],
  ['plugin pack', async () => (await import('./pack-plugin-command.ts')).packPluginCommand],
  ['plugin keygen', async () => (await import('./keygen-command.ts')).keygenCommand],
  ['plugin sign', async () => (await import('./sign-plugin-command.ts')).signPluginCommand],
  ['plugin verify', async () => (await import('./verify-plugin-command.ts')).verifyPluginCommand],
  ['plugin catalogue build', async () => (await import('./build-catalogue-command.ts')).buildCatalogueCommand],
  ['model pull', async () => (await import('./pull-model-command.ts')).pullModelCommand],
  ['model plan', async () => (await import('./plan-model-command.ts')).planModelCommand],
  ['model apply', async () => (await import('./apply-model-command.ts')).applyModelCommand],
  ['model verify', async () => (await import('./verify-model-command.ts')).verifyModelCommand],
  ['files verify', async () => (await import('./verify-files-command.ts')).verifyFilesCommand],
  ['user create', async () => (await import('./create-user-command.ts')).createUserCommand],
  ['setup-link', async () => (await import('./setup-link-command.ts')).setupLinkCommand],
  ['import', async () => (await import('./import-command.ts')).importCommand],
]
