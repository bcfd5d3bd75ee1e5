export type ToolName = 'chromium' | 'prometheus' | 'etcd' | 'kube-apiserver' | 'victoria-metrics'

export const kubernetesTools: readonly ['etcd', 'kube-apiserver']
/** Without names: what every demo and test needs. */
export function findTools(): Promise<Record<'chromium' | 'prometheus', string>>
export function findTools<Name extends ToolName>(
  names: readonly Name[],
): Promise<Record<Name, string>>
export function toolVariables(found: Partial<Record<ToolName, string>>): Record<string, string>
