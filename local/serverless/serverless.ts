/** The little of serverless (osls) that the plugin touches. */
import type { Template } from '../cloudformation/stack.ts'

export interface ServerlessFunction {
  name: string
  handler?: string
  /** Of a function that is a container image. */
  image?: { name: string; command?: string[] }
  environment?: Record<string, unknown>
  layers?: unknown
  package?: { artifact?: string }
  events?: { http?: { authorizer?: { arn?: unknown } } }[]
}

export interface OfflineOptions {
  host?: string
  httpPort?: number | string
  lambdaPort?: number | string
}

export interface Serverless {
  serviceDir: string
  processedInput: { commands: string[] }
  service: {
    service: string
    functions: Record<string, ServerlessFunction>
    layers?: Record<string, { path?: string }>
    provider: {
      region: string
      stage: string
      environment?: Record<string, unknown>
      compiledCloudFormationTemplate: Template
    }
    custom?: { 'serverless-offline'?: OfflineOptions }
  }
  pluginManager: {
    plugins: object[]
    hooks: Record<string, object[]>
    spawn(command: string): Promise<void>
  }
}

/** The plugin serverless-esbuild. */
export interface Esbuild {
  disposeContexts(): Promise<void>
}

/** serverless's own log: levels of its command line, and prefixed by the plugin's name. */
export interface Log {
  error(message: string): void
  warning(message: string): void
  notice(message: string): void
  info(message: string): void
}
