import { ConnectionsScreen } from './connections-screen'

export const metadata = { title: 'Connections' }

export default function ConnectionsPage() {
  return <ConnectionsScreen />
}
