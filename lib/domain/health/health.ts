export type Health = 'healthy' | 'degraded' | 'failing' | 'unknown'
