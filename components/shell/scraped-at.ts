/** When the newest scrape behind an answer was, epoch ms; `null` where there is none that tells. */
export const scrapedAt = (
  reply: { observedAt: number; warnings: readonly { code: string }[] } | undefined,
): number | null =>
  reply === undefined || reply.warnings.some(({ code }) => code === 'scrapes-missing')
    ? null
    : reply.observedAt
