import 'server-only'
import type { Warning } from '../api/envelope'
import type { Env } from '../env'
import { couldWrite } from '../identity/could-write'

/** Where nobody is to write, whether Kubernetes holds the console itself to it. */
export async function viewOnlyWarnings({ viewOnly }: Pick<Env, 'viewOnly'>): Promise<Warning[]> {
  const could = viewOnly ? await couldWrite().read() : []
  if (could.length === 0) return []
  return [
    {
      code: 'view-only-could-write',
      title: 'This console is view only, but Kubernetes would let it write',
      detail: `Its identity may ${could.join('; ')}. Binnacle refuses all of that; rights that only read would make sure.`,
    },
  ]
}
