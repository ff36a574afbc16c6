import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { once, requestHandler } from './client.ts'

export const sagemaker = once(() => new SageMakerRuntimeClient({ requestHandler }))
