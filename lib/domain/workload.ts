export type DataPlaneMode = 'sidecar' | 'ambient' | 'none'
