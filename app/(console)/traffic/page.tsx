import { TrafficScreen } from './traffic-screen'

export const metadata = { title: 'Traffic' }

export default function TrafficPage() {
  return <TrafficScreen />
}
