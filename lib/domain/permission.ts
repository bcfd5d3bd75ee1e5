/** Whether somebody may do something. `reason` is a sentence, and there exactly when it is not allowed. */
export type Permission = { allowed: boolean; reason: string | null }
