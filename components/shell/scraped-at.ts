/** Of an answer behind which there is no scrape, or none that tells when it was. */
const ageless = new Set(['scrapes-missing', 'requests-missing'])

/** When the newest scrape behind an answer was, epoch ms; `null` where there is none that tells. */
export const scrapedAt = (
  reply: { observedAt: number; warnings: readonly { code: string }[] } | undefined,
): number | null =>
  reply === undefined || reply.warnings.some(({ code }) => ageless.has(code))
    ? null
    : reply.observedAt
