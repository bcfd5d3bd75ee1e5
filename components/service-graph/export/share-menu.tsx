'use client'
import { Share } from 'lucide-react'
import { type ReactNode, type RefObject, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Popover } from '@/components/ui/popover'
import type { ProblemError } from '@/lib/queries/fetch-json'
import { fetchTableCsv } from '@/lib/queries/graph-table'
import { type GraphScreenSearch, toTableQuestion } from '@/lib/search-params/graph'
import { graphHref } from '@/lib/search-params/routes'
import type { Drawn } from '../canvas'
import type { GraphPicture } from '../use-graph-picture'
import { evaluatedAt, fileName } from './file-name'
import { saveFile } from './save-file'

type Shown = NonNullable<GraphPicture['shown']>

/** Links that show the same to a colleague, and files of what is on screen. */
export function ShareMenu(props: {
  search: GraphScreenSearch
  shown: Shown
  /** What is drawn now; nothing while the table is shown. */
  drawn: RefObject<Drawn | null>
}) {
  return (
    <Popover
      label="Share"
      align="end"
      trigger={
        <>
          <Share aria-hidden className="text-muted" />
          <span className="max-xl:sr-only">Share</span>
        </>
      }
    >
      <ShareList {...props} />
    </Popover>
  )
}

function ShareList({
  search,
  shown,
  drawn,
}: {
  search: GraphScreenSearch
  shown: Shown
  drawn: RefObject<Drawn | null>
}) {
  const [failed, setFailed] = useState<string | null>(null)
  const { observedAt } = shown.reply
  const save = async (extension: string, make: () => Promise<Blob> | Blob) => {
    setFailed(null)
    try {
      saveFile(fileName(search, observedAt, extension), await make())
    } catch (error) {
      console.error('No file was made', error)
      setFailed(isProblem(error) ? error.problem.title : 'The file could not be made')
    }
  }
  const svg = async () => {
    // Drawing a file is code that only few need.
    const { drawSvg } = await import('./draw-svg')
    return drawSvg(drawn.current, search, observedAt)
  }
  const moment = search.at ?? evaluatedAt(observedAt)
  return (
    <div className="flex flex-col gap-3 p-2 text-small">
      <section className="flex flex-col gap-1">
        <h2 className="font-semibold text-muted">Link</h2>
        <CopyLink search={{ ...search, at: moment }}>To this moment</CopyLink>
        {search.at === null && <CopyLink search={search}>That stays live</CopyLink>}
      </section>
      <section className="flex flex-col gap-1">
        <h2 className="font-semibold text-muted">File</h2>
        {search.form === 'picture' && (
          <>
            <FileButton onClick={() => save('png', async () => (await toPng())(await svg()))}>
              Picture, PNG
            </FileButton>
            <FileButton onClick={() => save('svg', async () => svgBlob(await svg()))}>
              Picture, SVG
            </FileButton>
          </>
        )}
        <FileButton onClick={() => save('json', () => jsonBlob(shown.reply))}>
          What is shown, JSON
        </FileButton>
        <FileButton
          onClick={() =>
            save('csv', () => fetchTableCsv(toTableQuestion(search), AbortSignal.timeout(60_000)))
          }
        >
          All calls, CSV
        </FileButton>
        {failed && (
          <p role="alert" className="text-failing">
            {failed}
          </p>
        )}
      </section>
    </div>
  )
}

const CopyLink = ({ search, children }: { search: GraphScreenSearch; children: ReactNode }) => (
  <CopyButton
    text={new URL(graphHref(search), window.location.origin).href}
    emphasis="quiet"
    className="justify-start"
  >
    {children}
  </CopyButton>
)

const toPng = () => import('./to-png').then((module) => module.toPng)
const svgBlob = (text: string) => new Blob([text], { type: 'image/svg+xml' })
const jsonBlob = (value: unknown) =>
  new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' })

const isProblem = (error: unknown): error is ProblemError =>
  error instanceof Error && error.name === 'ProblemError'

function FileButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button emphasis="quiet" onClick={onClick} className="justify-start">
      {children}
    </Button>
  )
}
