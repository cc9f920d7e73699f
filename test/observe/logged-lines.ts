/** Lines that were logged since the test file began: by this process, and by processes that it started and told of. */
export const LOGGED: string[] = [];
