/** The operations on workgroups and tags. */
import * as z from 'zod'
import { page, tokenOf } from '../paging.ts'
import type { Tags } from '../tags.ts'
import { accountId } from '../wire/service.ts'
import { operation, pageSize, resourceNotFound, tags as tagList, workGroupName } from './request.ts'
import { effectiveEngine, type WorkGroups, workGroupInput, workGroupUpdate } from './workgroups.ts'

export interface WorkGroupContext {
  workGroups: WorkGroups
  tags: Tags
  /** Deletes what a workgroup holds; InvalidRequestException when it holds something and must not. */
  empty(workGroup: string, recursive: boolean): void
}

const byName = z.object({ WorkGroup: workGroupName })
const paged = { MaxResults: pageSize(50), NextToken: tokenOf(z.string()) }

export function workGroupOperations({ workGroups, tags, empty }: WorkGroupContext) {
  return {
    CreateWorkGroup: operation(
      workGroupInput.extend({ Tags: tagList.optional() }),
      ({ Tags = [], ...input }) => {
        workGroups.createWorkGroup(input)
        tags.tag(`workgroup/${input.Name}`, mapOf(Tags))
        return {}
      },
    ),
    GetWorkGroup: operation(byName, ({ WorkGroup }) => ({
      WorkGroup: workGroups.getWorkGroup(WorkGroup),
    })),
    ListWorkGroups: operation(z.object(paged), ({ MaxResults, NextToken: after }) => {
      const all = workGroups.listWorkGroups()
      const { items, ...next } = page(all, ({ Name }) => Name, { size: MaxResults, after })
      const summaries = items.map(({ Configuration, ...summary }) => ({
        ...summary,
        EngineVersion: Configuration.EngineVersion,
      }))
      return { WorkGroups: summaries, ...next }
    }),
    UpdateWorkGroup: operation(workGroupUpdate, (input) => {
      workGroups.updateWorkGroup(input)
      return {}
    }),
    DeleteWorkGroup: operation(
      byName.extend({ RecursiveDeleteOption: z.boolean().default(false) }),
      ({ WorkGroup, RecursiveDeleteOption }) => {
        workGroups.getWorkGroup(WorkGroup)
        if (WorkGroup !== 'primary') empty(WorkGroup, RecursiveDeleteOption)
        workGroups.deleteWorkGroup(WorkGroup)
        tags.forget(`workgroup/${WorkGroup}`)
        return {}
      },
    ),
    ListEngineVersions: operation(z.object({}), () => ({
      EngineVersions: [
        { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
        {
          SelectedEngineVersion: 'Athena engine version 3',
          EffectiveEngineVersion: effectiveEngine.EffectiveEngineVersion,
        },
      ],
    })),
    ...tagOperations(workGroups, tags),
  }
}

function tagOperations(workGroups: WorkGroups, tags: Tags) {
  const ofResource = z.object({ ResourceARN: z.string().min(1).max(1011) })
  /** Only workgroups bear tags here: the data catalog is not the account's own. */
  function existing(arn: string): string {
    const [, name = ''] = /:workgroup\/([^/]+)$/.exec(arn) ?? []
    const isOurs = arn.includes(`:${accountId}:`)
    if (!isOurs || !workGroups.listWorkGroups().some(({ Name }) => Name === name)) {
      throw resourceNotFound(`Resource ${arn} was not found`, arn)
    }
    return `workgroup/${name}`
  }
  return {
    TagResource: operation(ofResource.extend({ Tags: tagList }), ({ ResourceARN, Tags }) => {
      tags.tag(existing(ResourceARN), mapOf(Tags))
      return {}
    }),
    UntagResource: operation(
      ofResource.extend({ TagKeys: z.array(z.string()) }),
      ({ ResourceARN, TagKeys }) => {
        tags.untag(existing(ResourceARN), TagKeys)
        return {}
      },
    ),
    ListTagsForResource: operation(ofResource, ({ ResourceARN }) => ({
      Tags: Object.entries(tags.tagsOf(existing(ResourceARN))).map(([Key, Value]) => ({
        Key,
        Value,
      })),
    })),
  }
}

const mapOf = (list: readonly { Key: string; Value: string }[]) =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]))
