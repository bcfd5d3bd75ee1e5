'use client'
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonLook } from './button'

/** A dialog at the right edge, over whatever it is about; on a narrow screen all of it. */
export function Sheet({
  title,
  description,
  onClose,
  footer,
  children,
}: {
  title: string
  description?: ReactNode
  onClose: () => void
  /** What can be done, in sight however long the rest is. */
  footer: ReactNode
  children: ReactNode
}) {
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup className="fixed inset-y-0 right-0 z-40 flex w-[34rem] max-w-full flex-col border-l border-line bg-surface shadow-float outline-none">
          <header className="flex items-start gap-2 border-b border-line px-4 py-3">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-title font-semibold break-words">{title}</Dialog.Title>
              {description && (
                <Dialog.Description render={<div />} className="text-muted">
                  {description}
                </Dialog.Description>
              )}
            </div>
            <Dialog.Close
              aria-label="Close"
              title="Close"
              className={`${buttonLook('quiet')} -mt-1 -mr-2 w-8`}
            >
              <X aria-hidden />
            </Dialog.Close>
          </header>
          {/* Scrolls, so it takes the keyboard. */}
          <section
            aria-label={title}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-4 py-4"
          >
            {children}
          </section>
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
            {footer}
          </footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
