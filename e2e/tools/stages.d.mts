export function runStages<Suite, Result>(
  stages: readonly (readonly (readonly Suite[])[])[],
  run: (suite: Suite, isFirstLane: boolean) => Promise<Result>,
): Promise<Result[]>
