import { readFile, writeFile } from 'node:fs/promises'
import type { KubernetesClient } from '../testbed/kubernetes/client'
import { tokenOf } from '../testbed/kubernetes/testing/account'
import type { TestbedAddresses } from '../tools/testbed-process.mjs'

/** The test bed's kubeconfig, as this ServiceAccount; the path of a file in `folder`. */
export async function kubeconfigOf(
  client: KubernetesClient,
  testbed: TestbedAddresses,
  name: string,
  folder: string,
): Promise<string> {
  const token = await tokenOf(client, name)
  const admin = await readFile(testbed.kubeconfigPath, 'utf8')
  const file = `${folder}/${name}`
  await writeFile(file, admin.replaceAll(testbed.direct.adminToken, token), { mode: 0o600 })
  return file
}
